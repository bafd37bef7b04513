import { GateError } from "../../errors.ts";
import type { Case } from "../case.ts";
import type { Evidence } from "../evidence.ts";
import { expectationOf } from "../policy/cost-model.ts";
import { exposureOf } from "../policy/exposure.ts";
import { countOrdinals, eachOrdinal, formatOrdinals, type Ordinals } from "../policy/ordinals.ts";
import type { Reviewable } from "../policy/reviewable.ts";

/** What of a case depends on which violations are in it. */
export type CasePart = Pick<Case, "violations" | "count" | "severity" | "atRisk" | "expected">;

/** All of a case, as a part of itself. */
export const wholeOf = ({ violations, count, severity, atRisk, expected }: Case): CasePart => ({
  violations,
  count,
  severity,
  atRisk,
  expected,
});

/**
 * Some of a case's violations, weighed by themselves. Parts of a case may name the same customer,
 * who then counts in each of them. Pure.
 */
export function partOf(
  { lists, stakes, gate }: Pick<Evidence, "lists" | "stakes" | "gate">,
  one: Case,
  ordinals: Ordinals,
): CasePart {
  const violations = formatOrdinals(ordinals);
  if (violations === one.violations) return wholeOf(one);
  const part = pick(lists.get(one.rule) ?? [], ordinals);
  const atRisk = exposureOf(part, stakes);
  const units = atRisk.customers;
  const { contacts, cost, currency } = expectationOf(gate, { ...one, units });
  const isBlock = part.some(
    (each) => each.kind === "violation" && each.violation.severity === "block",
  );
  return {
    violations,
    count: countOrdinals(ordinals),
    severity: isBlock ? "block" : "hold",
    atRisk,
    expected: { contacts, cost, currency },
  };
}

function pick(list: readonly Reviewable[], ordinals: Ordinals): readonly Reviewable[] {
  return [...eachOrdinal(ordinals)].map((ordinal) => {
    const one = list[ordinal];
    if (one === undefined)
      throw new GateError("unavailable", "the report has fewer violations than this case");
    return one;
  });
}
