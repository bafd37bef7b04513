import { isBefore } from "../instant.ts";
import type { Case } from "../review/case.ts";
import type { Submission } from "../review/submission.ts";
import type { ProvenRelease } from "./proven-release.ts";
import { decisionsMax, type ReleaseFields } from "./statement.ts";

/** What a pass is made from. */
export interface ReleaseParts {
  readonly pass: string;
  readonly submission: Submission;
  readonly proven: ProvenRelease;
  readonly cases: readonly Case[];
  readonly validUntil: string;
}

/** What a pass says of a release, with nothing in it that is of a person: roles, and no names. Pure. */
export function releaseFieldsOf(parts: ReleaseParts): ReleaseFields {
  const { pass, submission, proven, cases, validUntil } = parts;
  const { judged, release, payload, records, run } = proven;
  const decisions = decisionsUntil(release.at, cases);
  const { name, revision, engine } = judged.ruleset;
  return {
    pass,
    tenant: judged.tenant,
    gate: judged.gate,
    gateVersion: judged.gateVersion,
    subject: judged.subject,
    submission: judged.id,
    ruleset: { name, revision, engine },
    verdict: judged.verdict,
    state: submission.state,
    counts: judged.counts,
    kind: release.kind === "part" ? "part" : "whole",
    release: { id: release.id, at: release.at, kind: release.kind },
    payload,
    records,
    ...(run && { run }),
    decisions: decisions.slice(0, decisionsMax),
    decisionsOmitted: Math.max(0, decisions.length - decisionsMax),
    validUntil,
  };
}

/** By time, then case: decisions of later are of another release. */
function decisionsUntil(at: string, cases: readonly Case[]): ReleaseFields["decisions"] {
  return cases
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ rule, count, decision }) =>
      decision === undefined || isBefore(at, decision.at) ? [] : [{ rule, count, decision }],
    )
    .map(({ rule, count, decision }) => ({
      entry: decision.entry,
      at: decision.at,
      rule,
      decision: decision.decision,
      reason: decision.reason.code,
      violations: count,
      by: [...decision.by.roles],
      ...(decision.approvedBy && { approvedBy: [...decision.approvedBy.roles] }),
    }))
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}
