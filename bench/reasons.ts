import type { Difference } from "./agreement.ts";

/** Rules that compare sums or products exactly. */
const sums: ReadonlySet<string> = new Set(["BIL-05", "BIL-06", "BIL-07", "BIL-09", "BIL-10"]);

/** Why another engine gives another outcome, as far as the outcomes tell. */
export function reasonOf({ rule, expected, found }: Difference): string {
  if (found === "not judged") return "not judged once another field does not fit";
  if (expected === "missing")
    return found === "pass" ? "what is missing passes" : "what is missing counts as a value";
  if (expected === "fault")
    return found === "pass" ? "a malformed value passes" : "a malformed value counts as a value";
  if (sums.has(rule)) return "binary floating point: sums and products are off";
  if (expected === "not_applicable" || found === "not_applicable")
    return "whether the rule applies is told otherwise";
  return "judged otherwise";
}
