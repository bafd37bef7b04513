import { naturalKey } from "../../../core/natural-key.ts";
import type { Reading } from "../../../core/record.ts";
import type { Subject } from "../../../core/subject.ts";
import { builtIn } from "../../../core/violation.ts";
import { kindOf } from "../../keep.ts";
import type { CaseId } from "../case.ts";
import { caseIdOf } from "../case-id.ts";
import type { ReviewPorts } from "../command.ts";
import { type Evidence, findEvidence } from "../evidence.ts";
import { submissionAt } from "../find-documents.ts";
import { judgedDossier } from "../judged-dossier.ts";
import { type Reviewable, reviewable } from "../policy/reviewable.ts";
import type { ViolationEvent } from "../policy/violation-states.ts";
import type { Submission } from "../submission.ts";

/** What a correction makes of the violations of the submission that it corrects. */
export type Outcome = Extract<ViolationEvent, "corrected" | "still_violates" | "record_gone">;

/** What became of the violations of a submission in its correction. */
export interface Continuation {
  /** The submission that corrects. */
  readonly submission: Submission["id"];
  /** Of the submission that is corrected; absent where it has been erased. */
  readonly evidence?: Evidence;
  /** Of one violation, or piece that could not be read, of a rule. */
  outcomeOf(rule: string, one: Reviewable): Outcome;
  /** Of all violations of a rule together, where they cannot be told apart. */
  wholeOf(rule: string): Extract<Outcome, "still_violates" | "record_gone">;
}

/**
 * What the correction of a submission makes of its violations: those with the same fingerprint go on
 * there; of others it is asked whether the record is still in it. Where the correction has been
 * erased, or was not judged by the rule, nothing can be said, and nothing counts as fixed.
 */
export async function continuationIn(
  ports: ReviewPorts,
  corrected: Submission,
  supersededBy: Submission["id"],
): Promise<Continuation> {
  const correction = await submissionAt(ports, supersededBy);
  const [evidence, fresh] = [
    await findEvidence(ports, corrected),
    await findEvidence(ports, correction),
  ];
  return {
    submission: supersededBy,
    ...(evidence && { evidence }),
    outcomeOf: fresh === undefined ? () => "record_gone" : outcomesIn(fresh),
    wholeOf: (rule) =>
      fresh !== undefined && (fresh.lists.has(rule) || fresh.unlisted.has(rule))
        ? "still_violates"
        : "record_gone",
  };
}

function outcomesIn(fresh: Evidence): Continuation["outcomeOf"] {
  const { report, lists, unlisted, readings, plan } = fresh;
  const found = fingerprintsOf([...lists.values()].flat());
  // Of a run nobody knows which records are in it: nothing counts as fixed.
  const keys = readings === undefined ? new Set<string>() : keysOf(readings, plan.subject);
  const judging = new Set(report.rules.flatMap((one) => (one.notConfigured ? [] : [one.rule])));
  const isReadable = report.counts.unreadable === 0;
  return (rule, one) => {
    // A piece that nobody could read has no key: all or nothing of the correction can be read.
    if (one.kind === "unreadable") return isReadable ? "corrected" : "still_violates";
    const { fingerprint, record } = one.violation;
    if (found.has(fingerprint) || unlisted.has(rule)) return "still_violates";
    const wasJudged = judging.has(rule) || builtInRules.has(rule);
    const isThere = record === undefined || keys.has(record.key);
    return wasJudged && isThere ? "corrected" : "record_gone";
  };
}

/** The engine's own rules always judge; reports do not list them. */
const builtInRules: ReadonlySet<string> = new Set(Object.values(builtIn));

/**
 * The case of the corrected submission whose violations of a rule still stand in its correction;
 * undefined where there is none.
 */
export async function continuesOf(
  ports: ReviewPorts,
  { id, supersedes }: Submission,
  rule: string,
): Promise<CaseId | undefined> {
  if (supersedes === undefined) return undefined;
  const [own, earlier] = await Promise.all([
    judgedDossier(ports, id),
    judgedDossier(ports, supersedes),
  ]);
  if (own === undefined || earlier === undefined) return undefined;
  const before = reviewable(earlier.report).get(rule) ?? [];
  const found = fingerprintsOf(reviewable(own.report).get(rule) ?? []);
  const goesOn = before.some((one) =>
    one.kind === "unreadable"
      ? own.report.counts.unreadable > 0
      : found.has(one.violation.fingerprint),
  );
  return goesOn ? caseIdOf(supersedes, rule) : undefined;
}

const fingerprintsOf = (list: readonly Reviewable[]): ReadonlySet<string> =>
  new Set(list.flatMap((one) => (one.kind === "violation" ? [one.violation.fingerprint] : [])));

/** The natural keys of records. */
function keysOf(readings: readonly Reading[], subject: Subject): ReadonlySet<string> {
  const keys = readings.map((reading) =>
    reading.kind === "record"
      ? naturalKey(reading.value, kindOf({ subject }, reading.of))
      : undefined,
  );
  return new Set(keys.filter((key) => key !== undefined));
}
