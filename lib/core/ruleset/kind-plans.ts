import { check } from "../expression/check.ts";
import type { Node } from "../expression/node.ts";
import { decimalOf, listOf, STRING, sameType, type Type } from "../expression/types.ts";
import type { KindPlan } from "../plan.ts";
import type { RecordKind, Subject } from "../subject.ts";
import { type Complaints, sourceOf } from "./problem.ts";
import { recordScope } from "./scopes.ts";

/** Checks the expressions that a subject brings along, by record kind. */
export function planKinds(
  subject: Subject,
  complaints: Complaints,
): Readonly<Record<string, KindPlan>> {
  const plans = subject.records.map((kind) => [kind.name, planKind(kind, subject, complaints)]);
  return Object.fromEntries(plans);
}

function planKind(kind: RecordKind, subject: Subject, complaints: Complaints): KindPlan {
  const read = (name: keyof KindPlan, types: readonly Type[]): Readonly<Record<string, Node>> => {
    const text = kind[name];
    if (text === undefined) return {};
    const checked = check(text, recordScope(subject, kind));
    if (checked.ok && types.some((type) => sameType(type, checked.node.type)))
      return { [name]: checked.node };
    const spot = { source: sourceOf(`subject ${subject.kind}`, text), offset: 0 };
    const problems = checked.ok
      ? [{ offset: 0, message: "it is of another type" }]
      : checked.problems;
    for (const { offset, message } of problems)
      complaints.wrong({ ...spot, offset }, `'${name}' of '${kind.name}': ${message}`);
    return {};
  };
  return {
    ...read("effectiveOn", [{ kind: "date" }]),
    ...read("markets", [STRING, listOf(STRING)]),
    ...read("currency", [STRING]),
    ...read("customer", [STRING]),
    ...read("amount", [decimalOf(6)]),
  };
}
