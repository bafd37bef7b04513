import { naturalKey } from "../../core/natural-key.ts";
import type { Subject } from "../../core/subject.ts";
import { kindOf } from "../keep.ts";
import { readBody } from "../read-body.ts";
import type { CaseId } from "./case.ts";
import { caseIdOf } from "./case-id.ts";
import type { ReviewPorts } from "./command.ts";
import { judgingGate, submissionAt } from "./find-documents.ts";
import { type Reviewable, reviewable } from "./reviewable.ts";
import type { Submission } from "./submission.ts";
import type { ViolationEvent } from "./violation-states.ts";

/** What a correction makes of the violations of the submission that it corrects. */
export type Outcome = Extract<ViolationEvent, "corrected" | "still_violates" | "record_gone">;

/** What became of violations in a correction. */
export interface Continuation {
  /** The submission that corrects. */
  readonly submission: Submission["id"];
  /** Of one violation, or piece that could not be read, of a rule. */
  outcomeOf(rule: string, one: Reviewable): Outcome;
}

/**
 * What the correction of a submission makes of its violations: those with the same fingerprint go on
 * there; of others it is asked whether the record is still in it. Where the correction has been erased
 * nothing can be compared, and all records count as gone.
 */
export async function continuationIn(
  ports: ReviewPorts,
  supersededBy: Submission["id"],
): Promise<Continuation> {
  const correction = await submissionAt(ports, supersededBy);
  const dossier = await ports.audits.dossier(supersededBy);
  if (dossier === undefined) return { submission: supersededBy, outcomeOf: () => "record_gone" };
  const { plan } = await judgingGate(ports, correction);
  const found = fingerprintsOf(reviewable(dossier.report));
  const keys = keysIn(dossier.payload, plan.subject);
  const isReadable = dossier.report.unreadable.length === 0;
  return {
    submission: supersededBy,
    outcomeOf: (_rule, one) => {
      // A piece that nobody could read has no key: all or nothing of the correction can be read.
      if (one.kind === "unreadable") return isReadable ? "corrected" : "still_violates";
      const { fingerprint, record } = one.violation;
      if (found.has(fingerprint)) return "still_violates";
      return record === undefined || keys.has(record.key) ? "corrected" : "record_gone";
    },
  };
}

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
    ports.audits.dossier(id),
    ports.audits.dossier(supersedes),
  ]);
  if (own === undefined || earlier === undefined) return undefined;
  const before = reviewable(earlier.report).get(rule) ?? [];
  const found = fingerprintsOf(new Map([[rule, reviewable(own.report).get(rule) ?? []]]));
  const goesOn = before.some((one) =>
    one.kind === "unreadable"
      ? own.report.unreadable.length > 0
      : found.has(one.violation.fingerprint),
  );
  return goesOn ? caseIdOf(supersedes, rule) : undefined;
}

const fingerprintsOf = (lists: ReadonlyMap<string, readonly Reviewable[]>): ReadonlySet<string> =>
  new Set(
    [...lists.values()].flatMap((list) =>
      list.flatMap((one) => (one.kind === "violation" ? [one.violation.fingerprint] : [])),
    ),
  );

/** The natural keys of the records in a payload. */
function keysIn(payload: Uint8Array, subject: Subject): ReadonlySet<string> {
  const keys = readBody(payload, subject).readings.map((reading) =>
    reading.kind === "record"
      ? naturalKey(reading.value, kindOf({ subject }, reading.of))
      : undefined,
  );
  return new Set(keys.filter((key) => key !== undefined));
}
