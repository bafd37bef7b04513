import type { JudgedEntry } from "../../audit-entry.ts";
import type { Actor } from "../../caller.ts";
import type { CountsAs } from "../../history/earlier-run.ts";
import type { JudgedSubmission } from "../../keep.ts";
import { noMoney } from "../money.ts";
import { reviewableCount } from "../policy/reviewable.ts";
import type { Submission } from "../submission.ts";
import type { Correction } from "./correction.ts";

/**
 * Where a submission stands when it has just been judged. Deterministic.
 *
 * @param countsAs as what it would count among earlier runs, where its kind has any.
 */
export function submissionOf(
  judged: JudgedSubmission,
  entry: JudgedEntry,
  { correction, countsAs }: { readonly correction?: Correction; readonly countsAs?: CountsAs },
): Submission {
  const { gate, report, by, context, receivedAt } = judged;
  const headers = context.submission ?? {};
  const requested = headers["requested_release_at"];
  const passes = report.verdict === "pass";
  const before = releasedBefore(correction);
  return {
    schema: "holdpoint/submission/1",
    id: entry.id,
    version: 1,
    tenant: entry.tenant,
    gate: entry.gate,
    subject: entry.subject,
    state: passes ? "released_auto" : "held",
    verdict: entry.verdict,
    counts: entry.counts,
    receivedAt,
    ...(typeof requested === "string" && { requestedReleaseAt: requested }),
    submittedBy: by,
    authors: authorsOf(by, correction),
    ...benefits(by.department ?? gate.review.department),
    payload: entry.payload.digest,
    report: entry.report.digest,
    revision: entry.ruleset.revision,
    gateVersion: entry.gateVersion,
    release: headers["all_or_nothing"] === true ? "all-or-nothing" : gate.policy.release,
    ...(correction && { supersedes: correction.superseded.id }),
    violations: reviewableCount(report),
    settled: {},
    ...before,
    ...(countsAs && before.releasedBefore === undefined && { countsAs }),
    releases: passes
      ? [{ id: entry.id, at: receivedAt, kind: "auto", records: report.counts.passed, by }]
      : [],
  };
}

/** Of what is corrected the account too: somebody else may sign in by it later. */
const authorsOf = ({ person }: Actor, correction: Correction | undefined): readonly string[] => {
  if (correction === undefined) return [person];
  const { authors, submittedBy } = correction.superseded;
  return [...new Set([person, ...authors, submittedBy.principal])];
};

/** What single persons let go out of what is corrected still adds up, however long the chain. */
function releasedBefore(
  correction: Correction | undefined,
): Pick<Submission, "releasedAlone" | "releasedBefore"> {
  const earlier = correction?.earlier;
  const before = earlier?.releases.length ? earlier.releasedAlone : earlier?.releasedBefore;
  return before === undefined
    ? { releasedAlone: { money: noMoney, customers: 0 } }
    : { releasedAlone: before, releasedBefore: before };
}

/** The department that benefits when it goes out: its sender's, else the one that the gate names. */
const benefits = (department: string | undefined): Pick<Submission, "department"> =>
  department === undefined ? {} : { department };
