import { naturalKey } from "../../../core/natural-key.ts";
import type { Plan } from "../../../core/plan.ts";
import type { Reading } from "../../../core/record.ts";
import type { Dossier } from "../../changes.ts";
import { saltedDigest } from "../../digest.ts";
import { GateError, type Mistake } from "../../errors.ts";
import { type Judged, kindOf } from "../../keep.ts";
import { provenRecordLines, runIndex } from "../../large-run/run-lists.ts";
import type { RunRecord } from "../../large-run/run-work.ts";
import type { Audits, Objects, Submissions } from "../../ports.ts";
import { readBody } from "../../read-body.ts";
import { evidenceErased } from "../evidence.ts";
import { judgedDossier } from "../judged-dossier.ts";
import { eachOrdinal } from "../policy/ordinals.ts";
import type { Submission } from "../submission.ts";
import { releasedRecords } from "./released-records.ts";

/** Mistakes that are told at once. */
const mistakesMax = 100;

/** The records of a correction, as far as it must be known which they are. */
export interface SentRecords {
  /** Each with its place in what was sent; asked for only where something went out before. */
  names(plan: Plan): Promise<ReadonlyMap<string, Mistake>>;
  /** Bytes of the lists of an earlier run that are gone through for it. */
  readonly listSizeMaxBytes: number;
}

interface SentPorts {
  readonly audits: Audits;
  readonly submissions: Submissions;
  readonly objects?: Objects;
}

/** Those of a body that was read: a sender waits for it. */
export const sentRecords = ({ readings }: Pick<Judged, "readings">): SentRecords => ({
  listSizeMaxBytes: 256 * 1024 ** 2,
  names: async (plan) =>
    new Map(
      readings.flatMap((reading) => {
        const name = nameOf(reading, plan);
        const pointer = reading.place.pointer ?? "";
        return name === undefined ? [] : [[name, { pointer, message: sentBefore }]];
      }),
    ),
});

const sentBefore = "it went out already: leave it out";

/**
 * Refuses a correction that has a record which went out already, of what it corrects or of what that
 * corrected: it would go out twice, each time with a pass of its own.
 *
 * @throws {GateError} `invalid` with reason `already_released`, which names each of these records;
 * `too_large` where too many would have to be compared; `unavailable` where nobody can tell any more
 * what went out.
 */
export async function refuseSentAgain(
  ports: SentPorts,
  earlier: Submission,
  plan: Plan,
  sent: SentRecords,
): Promise<void> {
  const again: Mistake[] = [];
  let count = 0;
  let names: ReadonlyMap<string, Mistake> | undefined;
  for (
    let one: Submission | undefined = earlier;
    one !== undefined;
    one = await before(ports, one)
  ) {
    if (one.releases.length === 0) continue;
    names ??= await sent.names(plan);
    for await (const name of namesOutOf(ports, one, plan, sent)) {
      const mistake = names.get(name);
      if (mistake === undefined) continue;
      count++;
      if (again.length < mistakesMax) again.push(mistake);
    }
  }
  if (count === 0) return;
  throw new GateError(
    "invalid",
    `${count} of the records went out of what this one corrects: send those that did not`,
    { reason: "already_released", mistakes: again },
  );
}

/** What a submission corrects, where something went out before it. */
const before = async (
  { submissions }: SentPorts,
  { supersedes, releasedBefore }: Submission,
): Promise<Submission | undefined> =>
  supersedes === undefined || releasedBefore === undefined
    ? undefined
    : submissions.find(supersedes);

/** What went out in parts of one submission. */
async function* namesOutOf(
  ports: SentPorts,
  submission: Submission,
  plan: Plan,
  sent: SentRecords,
): AsyncGenerator<string> {
  const dossier = await judgedDossier(ports, submission.id);
  if (dossier === undefined) throw evidenceErased();
  if (dossier.run !== undefined) yield* namesOutOfRun(ports, submission, plan, sent, dossier);
  else yield* namesOutOfBody(submission, plan, dossier.payload);
}

function* namesOutOfBody(
  submission: Submission,
  plan: Plan,
  payload: Uint8Array,
): Generator<string> {
  const { readings } = readBody(payload, plan.subject);
  for (const { id } of submission.releases)
    for (const ordinal of eachOrdinal(releasedRecords(submission, id, readings.length) ?? [])) {
      const reading = readings[ordinal];
      const name = reading && nameOf(reading, plan);
      if (name !== undefined) yield name;
    }
}

async function* namesOutOfRun(
  { audits, objects }: SentPorts,
  { id, releases }: Submission,
  plan: Plan,
  { listSizeMaxBytes }: SentRecords,
  { salt }: Dossier,
): AsyncGenerator<string> {
  if (objects === undefined)
    throw new GateError("unavailable", "the lists of the run that is corrected are not read here");
  const { records } = await runIndex(objects, id);
  await refuseLong(objects, records.lists, listSizeMaxBytes);
  const out = new Set<string>(releases.flatMap(({ verdicts = [] }) => verdicts));
  const judged = await audits.find(id);
  const isJudged = (root: string): boolean =>
    saltedDigest(salt, root) === judged?.run?.records.root;
  // A line that was taken out of the list would go out twice.
  for await (const record of provenRecordLines(objects, records.lists, isJudged))
    if (out.has(record.verdict)) {
      const name = runRecordName(record, plan);
      if (name !== undefined) yield name;
    }
}

async function refuseLong(objects: Objects, lists: readonly string[], maxBytes: number) {
  let sizeBytes = 0;
  for (const list of lists) sizeBytes += (await objects.find(list))?.sizeBytes ?? 0;
  if (sizeBytes <= maxBytes) return;
  throw new GateError(
    "too_large",
    "a part went out of the run that this one corrects, which is too large to be compared: send " +
      "what did not go out without 'supersedes', or as a run",
  );
}

/** Its kind and natural key; what could not be read has none, and never goes out. */
function nameOf(reading: Reading, plan: Plan): string | undefined {
  if (reading.kind !== "record") return undefined;
  const kind = kindOf(plan, reading.of);
  const key = naturalKey(reading.value, kind);
  return key === undefined ? undefined : JSON.stringify([kind.name, key]);
}

/** The same of a line of a run's list of records. */
export const runRecordName = ({ key, of }: RunRecord, plan: Plan): string | undefined =>
  key === undefined ? undefined : JSON.stringify([kindOf(plan, of).name, key]);
