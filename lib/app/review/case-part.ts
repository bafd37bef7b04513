import { canonicalJson } from "../digest.ts";
import type { Gate } from "../gate.ts";
import type { Case } from "./case.ts";
import { expectationOf } from "./cost-model.ts";
import { exposureOf } from "./exposure.ts";
import {
  countOrdinals,
  eachOrdinal,
  formatOrdinals,
  type Ordinals,
  parseOrdinals,
} from "./ordinals.ts";
import type { Reviewable } from "./reviewable.ts";
import type { Exposure } from "./submission.ts";

/** What of a case depends on which violations are in it. */
export type CasePart = Pick<Case, "violations" | "count" | "severity" | "atRisk" | "expected">;

/**
 * Some of a case's violations, weighed by themselves. What cannot be told apart counts in full for
 * each part, so that cutting a case up makes nothing smaller. Pure.
 *
 * @param list all reviewable violations of the case's rule: `reviewable(report).get(rule)`.
 */
export function partOf(
  gate: Pick<Gate, "costs">,
  one: Case,
  ordinals: Ordinals,
  list: readonly Reviewable[],
): CasePart {
  const violations = formatOrdinals(ordinals);
  if (violations === one.violations) return wholeOf(one);
  const part = pick(list, ordinals);
  const atRisk = exposureWithin(one, part, list);
  const units = atRisk.customers;
  const { contacts, cost, currency } = expectationOf(gate, { ...one, units });
  const isBlock = part.some((each) => severityOf(each) === "block");
  return {
    violations,
    count: countOrdinals(ordinals),
    severity: isBlock ? "block" : "hold",
    atRisk,
    expected: { contacts, cost, currency },
  };
}

const wholeOf = ({ violations, count, severity, atRisk, expected }: Case): CasePart => ({
  violations,
  count,
  severity,
  atRisk,
  expected,
});

const pick = (list: readonly Reviewable[], ordinals: Ordinals): readonly Reviewable[] =>
  [...eachOrdinal(ordinals)].map((ordinal) => list[ordinal] as Reviewable);

const severityOf = (one: Reviewable): string =>
  one.kind === "unreadable" ? "hold" : one.violation.severity;

/** Money that the violations themselves do not state is not known to lie outside the part. */
function exposureWithin(
  one: Case,
  part: readonly Reviewable[],
  list: readonly Reviewable[],
): Exposure {
  const stated = exposureOf(pick(list, parseOrdinals(one.violations)));
  const own = exposureOf(part);
  const isStated = canonicalJson({ ...stated.money }) === canonicalJson({ ...one.atRisk.money });
  return {
    money: isStated ? own.money : one.atRisk.money,
    customers: Math.min(own.customers, one.atRisk.customers),
  };
}
