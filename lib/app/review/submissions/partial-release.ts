import type { JsonObject } from "../../../core/expression/value.ts";
import type { RecordDigest } from "../../audit-entry.ts";
import type { Actor } from "../../caller.ts";
import type { ActivePlan } from "../../ports.ts";
import type { SubmissionId } from "../../submission-id.ts";
import type { Moment } from "../act.ts";
import type { ReviewedAction } from "../approval.ts";
import type { Case } from "../case.ts";
import type { ReviewPorts } from "../command.ts";
import { type ConflictReason, conflict } from "../conflict.ts";
import { changed, type Effects } from "../effects.ts";
import { type Evidence, evidenceOf } from "../evidence.ts";
import { gateAt, submissionAt } from "../find-documents.ts";
import { placeOf, unknownMoney, worthOfRecords } from "../policy/exposure.ts";
import { type FourEyes, fourEyes } from "../policy/four-eyes.ts";
import {
  countOrdinals,
  eachOrdinal,
  formatOrdinals,
  type Ordinals,
  ordinalsUpTo,
  parseOrdinals,
  withoutOrdinals,
} from "../policy/ordinals.ts";
import { nextSubmissionState } from "../policy/submission-states.ts";
import type { ReleasedVerdicts, Submission } from "../submission.ts";
import { type Clean, cleanRecords, recordsDigest } from "./released-records.ts";
import { runStanding } from "./run-standing.ts";

/** A submission with all that a partial release depends on. */
export interface ReadPartial extends ActivePlan, Moment {
  readonly submission: Submission;
  readonly cases: readonly Case[];
  readonly records: readonly RecordDigest[];
  readonly evidence: Evidence;
  readonly standing: PartialStanding;
}

/** What would go out, and what would stay. */
export interface PartialStanding extends Pick<Clean, "wholeHeldBy"> {
  /** Records that would go out, and have not gone out before. */
  readonly count: number;
  /** What was left before, less what would go out: what has gone out is never left behind. */
  readonly left: Ordinals;
  /** Of a run, whose records no ordinals tell: which go out. */
  readonly verdicts?: ReleasedVerdicts;
  /** What an approval is for. */
  readonly said: Pick<
    Extract<ReviewedAction, { kind: "release-partially" }>,
    "records" | "count" | "excluded"
  >;
}

/**
 * Reads a submission for a partial release.
 *
 * @throws {GateError} `unavailable` when its evidence has been erased or cannot be read.
 */
export async function readPartial(
  ports: ReviewPorts,
  id: SubmissionId,
  moment: Moment,
): Promise<ReadPartial> {
  const submission = await submissionAt(ports, id);
  const { gate, plan } = await gateAt(ports, submission.gate, moment.at);
  const cases = await ports.cases.of(id);
  const judged = await ports.audits.find(id);
  const evidence = await evidenceOf(ports, submission);
  const records = judged?.records ?? [];
  const standing = judged?.run
    ? runStanding(submission, cases, judged.run, evidence)
    : partialStanding(submission, cases, records, evidence);
  return { ...moment, gate, plan, submission, cases, records, evidence, standing };
}

/**
 * What would go out of what was left before, as its cases stand, and what would stay. A record that has
 * gone out is in neither, even where something it was let through for is open again. Pure.
 */
export function partialStanding(
  { releases }: Pick<Submission, "releases">,
  cases: readonly Pick<Case, "rule" | "state" | "violations">[],
  records: readonly RecordDigest[],
  { report }: Pick<Evidence, "report">,
): PartialStanding {
  const { held, wholeHeldBy } = cleanRecords(records, report, cases);
  const excluded = releases.at(-1)?.excluded;
  const before = excluded === undefined ? ordinalsUpTo(records.length) : parseOrdinals(excluded);
  const fresh = withoutOrdinals(before, held);
  const left = withoutOrdinals(before, fresh);
  const count = countOrdinals(fresh);
  const said = { records: recordsDigest(records, fresh), count, excluded: countOrdinals(left) };
  return { wholeHeldBy, count, left, said };
}

/**
 * Refuses what cannot go out in part.
 *
 * @throws {GateError} `conflict` with reason `all_or_nothing`, `whole_held` while something about the
 * submission as a whole is open, `nothing_clean`, or `nothing_held` when all of it would go out.
 */
export function refuseImpossible({ submission, standing }: ReadPartial): void {
  const refuse = (reason: ConflictReason, message: string): never => {
    throw conflict(reason, message);
  };
  nextSubmissionState(submission.state, "released_partially");
  if (submission.release !== "split")
    refuse(
      "all_or_nothing",
      "this submission goes out as a whole: its sender or its gate wants it so",
    );
  if (standing.wholeHeldBy.length > 0)
    refuse(
      "whole_held",
      `${standing.wholeHeldBy.join(", ")} holds the submission as a whole: decide on it first`,
    );
  if (standing.count === 0)
    refuse("nothing_clean", "no record has become clean that has not gone out: decide on more");
  if (standing.said.excluded === 0)
    refuse("nothing_held", "no record is held: decide on what is left, and all of it goes out");
}

/** Whether what stays behind needs a second person. */
export function partialFourEyes({
  gate,
  submission,
  records,
  evidence,
  standing,
}: ReadPartial): FourEyes | undefined {
  const { count, said, verdicts } = standing;
  // What the records of a run are worth nobody reads again: two people look at it.
  if (verdicts !== undefined)
    return fourEyes(gate, submission, {
      kind: "release-partially",
      records: count + said.excluded,
      excluded: said.excluded,
      money: unknownMoney,
      excludedMoney: unknownMoney,
    });
  const positions = [...eachOrdinal(standing.left)].map((ordinal) => records[ordinal]?.position);
  const places = new Set(positions.flatMap((position) => (position ? [placeOf(position)] : [])));
  return fourEyes(gate, submission, {
    kind: "release-partially",
    records: records.length,
    excluded: standing.said.excluded,
    money: worthOfRecords(evidence.stakes),
    excludedMoney: worthOfRecords(evidence.stakes, places),
  });
}

/**
 * What a partial release changes. The cases it looked at need no condition of their own: whatever is
 * decided on one of them changes the submission too. Pure.
 */
export function partialEffects(
  { submission, standing, at, entry }: ReadPartial,
  who: { readonly by: Actor; readonly approvedBy?: Actor },
): Pick<Effects, "submissions"> {
  const release = {
    id: entry,
    at,
    kind: "part",
    records: standing.count,
    ...who,
    ...(standing.verdicts
      ? { verdicts: standing.verdicts }
      : { excluded: formatOrdinals(standing.left) }),
  } as const;
  const state = nextSubmissionState(submission.state, "released_partially");
  const releases = [...submission.releases, release];
  return { submissions: [changed(submission, { state, releases })] };
}

/** What it was decided on. */
export const partialFacts = ({ submission, gate, standing }: ReadPartial): JsonObject => ({
  report: submission.report,
  ...standing.said,
  ...(standing.verdicts
    ? { verdicts: [...standing.verdicts] }
    : { held: formatOrdinals(standing.left) }),
  settled: { ...submission.settled },
  tolerated: { ...gate.policy.tolerated },
});
