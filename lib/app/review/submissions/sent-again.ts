import { naturalKey } from "../../../core/natural-key.ts";
import type { Plan } from "../../../core/plan.ts";
import type { Reading } from "../../../core/record.ts";
import { GateError, type Mistake } from "../../errors.ts";
import { type Judged, kindOf } from "../../keep.ts";
import type { Audits, Submissions } from "../../ports.ts";
import { readBody } from "../../read-body.ts";
import { evidenceErased } from "../evidence.ts";
import { eachOrdinal } from "../policy/ordinals.ts";
import type { Submission } from "../submission.ts";
import { releasedRecords } from "./released-records.ts";

/** Mistakes that are told at once. */
const mistakesMax = 100;

/**
 * Refuses a correction that has a record which went out already, of what it corrects or of what that
 * corrected: it would go out twice, each time with a pass of its own.
 *
 * @throws {GateError} `invalid` with reason `already_released`, which names each of these records;
 * `unavailable` where nobody can tell any more what went out.
 */
export async function refuseSentAgain(
  ports: { readonly audits: Audits; readonly submissions: Submissions },
  earlier: Submission,
  { plan, readings }: Pick<Judged, "plan" | "readings">,
): Promise<void> {
  const out = await namesOut(ports, earlier, plan);
  const again = readings.flatMap((reading): readonly Mistake[] => {
    const name = nameOf(reading, plan);
    if (name === undefined || !out.has(name)) return [];
    return [{ pointer: reading.place.pointer ?? "", message: "it went out already: leave it out" }];
  });
  if (again.length === 0) return;
  throw new GateError(
    "invalid",
    `${again.length} of the records went out of what this one corrects: send those that did not`,
    { reason: "already_released", mistakes: again.slice(0, mistakesMax) },
  );
}

/** What went out in parts along a chain of corrections, followed as far back as anything did. */
async function namesOut(
  ports: { readonly audits: Audits; readonly submissions: Submissions },
  from: Submission,
  plan: Plan,
): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  for (let one: Submission | undefined = from; one !== undefined; ) {
    for (const name of await namesOutOf(ports, one, plan)) names.add(name);
    one = await before(ports, one);
  }
  return names;
}

/** What a submission corrects, where something went out before it. */
const before = async (
  { submissions }: { readonly submissions: Submissions },
  { supersedes, releasedBefore }: Submission,
): Promise<Submission | undefined> =>
  supersedes === undefined || releasedBefore === undefined
    ? undefined
    : submissions.find(supersedes);

async function namesOutOf(
  { audits }: { readonly audits: Audits },
  submission: Submission,
  plan: Plan,
): Promise<readonly string[]> {
  if (submission.releases.length === 0) return [];
  const dossier = await audits.dossier(submission.id);
  if (dossier === undefined) throw evidenceErased();
  const { readings } = readBody(dossier.payload, plan.subject);
  return submission.releases.flatMap(({ id }) =>
    [...eachOrdinal(releasedRecords(submission, id, readings.length) ?? [])].flatMap((ordinal) => {
      const reading = readings[ordinal];
      return (reading && nameOf(reading, plan)) ?? [];
    }),
  );
}

/** Its kind and natural key; what could not be read has none, and never goes out. */
function nameOf(reading: Reading, plan: Plan): string | undefined {
  if (reading.kind !== "record") return undefined;
  const kind = kindOf(plan, reading.of);
  const key = naturalKey(reading.value, kind);
  return key === undefined ? undefined : JSON.stringify([kind.name, key]);
}
