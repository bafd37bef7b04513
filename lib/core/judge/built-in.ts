import type { Plan } from "../plan.ts";
import { schemaProblems } from "../schema-check.ts";
import type { RecordKind } from "../subject.ts";
import { builtIn, type Violation } from "../violation.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { SubjectRecord } from "./subject-record.ts";

/** Schema problems that one record is told of; the rest is counted in the last. */
const schemaProblemsMax = 20;

/** A record that does not fit its schema: one violation a place, each holds. */
export function schemaViolations(
  plan: Plan,
  kind: RecordKind,
  record: SubjectRecord,
): readonly Violation[] {
  const { schema } = plan.subject;
  const problems = schemaProblems(record.value, kind.shape, schema, schemaProblemsMax);
  return problems.map(({ pointer, message }) =>
    builtInViolation(builtIn.schema, message, record, pointer),
  );
}

/** A record that no rule judged: nothing passes unjudged. */
export const unjudgedViolation = (record: Pick<SubjectRecord, "ref" | "digest">): Violation =>
  builtInViolation(builtIn.unjudged, "no rule of the set judged this record", record);

/** A violation of the engine's own rules; without a record it is the submission's as a whole. */
export function builtInViolation(
  rule: string,
  note: string,
  record?: Pick<SubjectRecord, "ref" | "digest">,
  pointer?: string,
): Violation {
  return {
    rule,
    outcome: "failed",
    severity: "hold",
    ...(record && { record: record.ref }),
    at: pointer === undefined ? [] : [pointer],
    values: {},
    evidence: [],
    note,
    fingerprint: fingerprintOf([rule, record?.ref.key ?? "", pointer ?? "", record ? "" : note]),
    ...(record && { digest: record.digest }),
  };
}
