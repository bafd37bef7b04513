import { type Decimal, format } from "../expression/decimal.ts";
import { explain } from "../expression/explain.ts";
import { isFault, isUnjudged, type Unjudged } from "../expression/fault.ts";
import { formatValue } from "../expression/format-value.ts";
import { evaluate } from "../expression/interpret.ts";
import type { Node } from "../expression/node.ts";
import type { World } from "../expression/world.ts";
import type { Rule } from "../rule.ts";
import type { Severity } from "../severity.ts";
import type { MessageValue, RecordRef, Violation } from "../violation.ts";
import type { CheckOutcome } from "./check-outcome.ts";
import { elementName } from "./element-name.ts";
import type { Element } from "./elements.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { Place } from "./places.ts";
import { pointersOf } from "./pointers.ts";
import type { PreparedCheck, PreparedRule } from "./preparation.ts";

/** All that a violation is made of. */
export interface Finding {
  readonly prepared: PreparedRule;
  readonly check: PreparedCheck;
  readonly found: CheckOutcome;
  readonly severity: Severity;
  readonly element: Element;
  readonly place: Place;
  readonly world: World;
  readonly record?: RecordRef;
  readonly digest?: string;
  readonly row?: string;
  readonly others?: readonly RecordRef[];
  readonly currency?: string;
}

/** The violation, with the values that decided it; these are worked out only now. */
export function violationOf(finding: Finding): Violation {
  const { prepared, check, found, element, world } = finding;
  const { rule } = prepared;
  const { name } = check.check;
  return {
    rule: rule.id,
    ...(name && { check: name }),
    outcome: found.outcome as Violation["outcome"],
    severity: finding.severity,
    ...(rule.shadow && { shadow: true }),
    ...(finding.record && { record: finding.record }),
    ...(finding.others?.length && { others: finding.others }),
    ...(rule.each.length > 0 && { element: element.indexes }),
    ...(finding.place.market !== undefined && { market: finding.place.market }),
    at: finding.record ? pointersOf(rule, check.check.show, check.check.must, element, world) : [],
    values: messageValues(rule, element, world),
    evidence:
      found.outcome === "failed"
        ? explain(check.check.must, element.frame, { world, lets: prepared.lets })
        : [],
    ...whyOf(found),
    ...moneyOf(rule, element, world),
    ...(finding.currency !== undefined && rule.moneyAtRisk && { currency: finding.currency }),
    fingerprint: fingerprint(finding),
    ...(finding.digest !== undefined && { digest: finding.digest }),
  };
}

function whyOf({ unjudged, lack }: CheckOutcome): { readonly why?: string } {
  if (lack) return { why: `not available: ${lack.needs.join(", ")}` };
  if (!unjudged) return {};
  return { why: reasonOf(unjudged) };
}

/** Why something could not be judged, in one line. */
export const reasonOf = (unjudged: Unjudged): string =>
  isFault(unjudged) ? `${unjudged.code}: ${unjudged.detail}` : `${unjudged.what} is absent`;

function messageValues(rule: Rule, element: Element, world: World): Violation["values"] {
  const entries = Object.entries(rule.values).map(
    ([name, node]) => [name, messageValue(node, element, world)] as const,
  );
  return Object.fromEntries(entries);
}

const plainTypes = new Set(["decimal", "int", "real", "date", "instant", "string", "bool"]);

/** A value that cannot be had shows "unknown"; it never drops the violation. */
function messageValue(node: Node, element: Element, world: World): MessageValue {
  const value = evaluate(node, element.frame, world);
  if (isUnjudged(value)) return { type: "unknown", value: "unknown" };
  const type = plainTypes.has(node.type.kind) ? node.type.kind : "string";
  return { type: type as MessageValue["type"], value: formatValue(value, node.type) };
}

function moneyOf(rule: Rule, element: Element, world: World): { readonly moneyAtRisk?: string } {
  if (!rule.moneyAtRisk) return {};
  const value = evaluate(rule.moneyAtRisk, element.frame, world);
  return { moneyAtRisk: isUnjudged(value) ? "unknown" : format(value as Decimal) };
}

function fingerprint({ prepared, check, element, place, record, row }: Finding): string {
  const { rule } = prepared;
  const where = rule.each.map(({ name }) =>
    elementName(element.lists[name] ?? [], element.indexes[name] ?? 0),
  );
  return fingerprintOf([
    rule.id,
    check.check.name,
    record?.key ?? row ?? "",
    place.market ?? "",
    ...where,
  ]);
}
