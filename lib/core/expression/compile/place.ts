import { isPlacedByCode } from "../../placed-rule.ts";
import type { Rule } from "../../rule.ts";
import type { Node } from "../node.ts";
import { DATE } from "../types.ts";
import { value } from "./expression.ts";
import { numberLiteral, textLiteral } from "./literal.ts";
import { prove } from "./operand.ts";
import { recordDay } from "./record-day.ts";
import { rootNames } from "./rule-names.ts";
import { demand, type Writing, write } from "./writing.ts";

/**
 * Statements that leave a rule whose dates or jurisdictions are not the record's: 5 for each of its
 * checks. Where day or market are not known the rule is unproven.
 */
export function writePlace(w: Writing, rule: Rule, first: number): void {
  if (!isPlacedByCode(rule, w.group.kind)) return;
  const outs = rule.checks.map((_, index) => `out[${first + index}] = 5;`).join(" ");
  const leave = (unless: string): void => write(w, `if (!(${unless})) { ${outs} ${w.bail} }`);
  const inside = { ...w, names: rootNames(w.group) };
  const { from, to } = rule.effective;
  if (from !== undefined || to !== undefined) {
    const day = prove(w, value(inside, dayNode)).code;
    if (from !== undefined) leave(`${day} >= ${numberLiteral(from)}`);
    if (to !== undefined) leave(`${day} <= ${numberLiteral(to)}`);
  }
  if (!rule.jurisdictions) return;
  const market = value(inside, w.group.kind.markets as Node).code;
  demand(w, `${market} !== ""`);
  leave(
    rule.jurisdictions.map((one) => `${market} === ${textLiteral(one)}`).join(" || ") || "false",
  );
}

const dayNode: Node = { op: "name", type: DATE, name: recordDay };
