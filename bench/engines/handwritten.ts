import { judgeHead } from "./handwritten-head.ts";
import { judgeTotals } from "./handwritten-totals.ts";
import type { Raw } from "./raw.ts";
import { judgeOne } from "./reference.ts";
import { type Judge, ruleIds, UNPROVEN } from "./verdicts.ts";

/**
 * The limit: all rules fused by hand, without a rule language. One pass over the lines serves nine
 * rules, amounts are scaled integers in doubles, and what cannot be proved so (absent, malformed or
 * long fields) is judged by the reference, rule by rule. Gives the reference's outcomes, always.
 */
export const judgeByHand: Judge = (invoice, out) => {
  const record = invoice as Raw;
  const proved = judgeHead(record, out);
  if (judgeTotals(record, out) && proved) return;
  for (let rule = 0; rule < ruleIds.length; rule++)
    if (out[rule] === UNPROVEN) out[rule] = judgeOne(rule, record);
};
