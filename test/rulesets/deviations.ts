import type { Aspect } from "./checklist.ts";

/** Where a rule is not as the specification lists it: the aspect, and why. */
export const deviations: Readonly<Record<string, Partial<Record<Aspect, string>>>> = {
  "BIL-20": { scope: "errata b19: credit notes of one run against one invoice are added up" },
  "BIL-33": { scope: "a missing number has no record that it could be a violation of" },
  "BIL-34": { scope: "the order of numbers and dates is one of the whole series" },
  "ORD-18": { source: "errata b12: the clause for the United States is a rule of its own" },
};
