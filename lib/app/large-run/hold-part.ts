import { holdUnjudged, lackingViolation } from "../../core/hold-unjudged.ts";
import type { Reading } from "../../core/record.ts";
import { sha256 } from "../digest.ts";
import { isGateError } from "../errors.ts";
import type { Objects } from "../ports.ts";
import { writeJudged } from "../run/judge-part.ts";
import type { Part, PartReadings } from "../run/part.ts";
import { fileNames, type Workshop } from "../run/workshop.ts";
import { isUploadReplaced, refuseReplaced } from "./pinned-inputs.ts";
import type { RunId } from "./run.ts";
import { runObjects } from "./run-objects.ts";
import { inputOf, runReading } from "./run-reading.ts";
import type { RunInput, RunPlan, RunWorkPorts } from "./run-work.ts";
import { runWorkshop } from "./run-workshop.ts";
import { sendFile } from "./send-file.ts";
import { readPlan, workNames } from "./staged-plan.ts";

/** Attempts at reading a part, after which it is one unreadable piece: reading may end the process. */
const readingsMax = 3;

/**
 * Holds a part whose judging keeps failing: each of its records with the reason, and the submission
 * with them, since sums and comparisons lack these. A part that cannot even be read is one unreadable
 * piece. Where the part was judged meanwhile, what was first stands.
 *
 * @throws {GateError} `unavailable` when storage cannot be read, and `conflict` when a file of the part is
 * not the one that was uploaded: nothing is held for that.
 */
export async function holdPart(
  ports: RunWorkPorts,
  id: RunId,
  part: Part,
  why: string,
): Promise<void> {
  const result = runObjects.work(id, fileNames.judged(part.number));
  if ((await ports.objects.find(result)) !== undefined) return;
  const plan = await readPlan(ports.objects, id);
  for (const input of plan.inputs.slice(part.file, part.file + part.files))
    await refuseReplaced(ports.objects, input);
  const attempt = await attemptAt(ports.objects, id, part);
  const folder = ports.workFolder(id);
  try {
    const workshop = await runWorkshop(ports, plan, folder.scratch, runReading);
    const held = { part, why, name: inputAt(plan, part).name };
    if (attempt > readingsMax || !(await isHeld(workshop, held)))
      await writeUnread(ports.objects, workshop, plan, held);
    await sendFile(ports.objects, folder.scratch, fileNames.judged(part.number), result);
  } finally {
    folder.remove();
  }
}

/** Which attempt this is, from 1; each is written down before it begins, since it may not end. */
async function attemptAt(objects: Objects, id: RunId, { number }: Part): Promise<number> {
  for (let attempt = 1; attempt <= readingsMax; attempt++) {
    const mark = runObjects.work(id, workNames.holding(number, attempt));
    if (await objects.write(mark, new Uint8Array(0), { onlyNew: true })) return attempt;
  }
  return readingsMax + 1;
}

interface Held {
  readonly part: Part;
  readonly why: string;
  /** The name of its file, of the first one where it has several. */
  readonly name: string;
}

function inputAt({ inputs }: RunPlan, { file }: Part): RunInput {
  const input = inputs[file];
  if (input === undefined) throw new Error(`the run has no file ${file}`);
  return input;
}

/** Whether the part could be read, and is held record by record. */
async function isHeld(workshop: Workshop, held: Held): Promise<boolean> {
  try {
    await writeHeld(workshop, held, () => workshop.read(held.part));
    return true;
  } catch (error) {
    if (isGateError(error, "unavailable") || isUploadReplaced(error)) throw error;
    return false;
  }
}

const writeHeld = (workshop: Workshop, held: Held, readings: () => PartReadings): Promise<void> =>
  writeJudged(workshop, held.part, {
    readings,
    judge: (chunk) => ({
      ...holdUnjudged(workshop.plan, chunk, workshop.context, held.why, workshop.bounds),
      keys: { stubs: new Uint32Array(0), present: [] },
    }),
    found: (count) => lackingViolation(count, `${whatItIs(held.part)} of ${held.name}`, held.why),
  });

/** One piece for the whole part. Its lines are counted all the same: places behind it go by them. */
async function writeUnread(
  objects: Objects,
  workshop: Workshop,
  plan: RunPlan,
  held: Held,
): Promise<void> {
  const { part, why, name } = held;
  const input = inputOf(objects, inputAt(plan, part));
  const lines = part.range ? await linesIn(input.open(part.range)) : 0;
  const { startLine } = part;
  const reading: Reading = {
    kind: "unreadable",
    position: { file: part.file, offset: part.range?.start ?? 0 },
    place: { file: name, ...(part.range && { line: startLine ?? 1 }) },
    code: "unread",
    reason: `${whatItIs(part)} could not be read: ${why}`,
    digest: sha256(""),
  };
  await writeHeld(workshop, held, () => ({ batches: single(reading), lines: () => lines }));
}

async function* single(reading: Reading): AsyncGenerator<readonly Reading[], void, void> {
  yield [reading];
}

function whatItIs({ range, files }: Part): string {
  if (range) return `what stands from byte ${range.start} to ${range.end}`;
  return files === 1 ? "all" : `all, with the ${files - 1} files behind it,`;
}

async function linesIn(bytes: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<number> {
  let lines = 0;
  for await (const chunk of bytes)
    for (let at = chunk.indexOf(LF); at >= 0; at = chunk.indexOf(LF, at + 1)) lines++;
  return lines;
}

const LF = 0x0a;
