import type { Context } from "../context.ts";
import type { JsonObject } from "../expression/value.ts";
import type { Plan } from "../plan.ts";
import { schemaProblems } from "../schema-check.ts";
import { builtIn, type Violation } from "../violation.ts";
import { builtInViolation } from "./built-in.ts";

/** Problems of one header that are told. */
const headerProblemsMax = 20;

/**
 * Headers that do not fit their shapes: each place holds the submission, since rules that read it
 * would go without. A header that is absent is for rules to miss.
 */
export function headerViolations(
  { subject }: Plan,
  { run, submission }: Context,
): readonly Violation[] {
  const found = (name: string, header: JsonObject | undefined, shape: string | undefined) =>
    header === undefined || shape === undefined
      ? []
      : schemaProblems(header, shape, subject.schema, headerProblemsMax).map(
          ({ pointer, message }) =>
            builtInViolation(builtIn.schema, message, undefined, `/${name}${pointer}`),
        );
  return [
    ...found("run", run, subject.run),
    ...found("submission", submission, subject.submission),
  ];
}
