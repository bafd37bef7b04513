import type { Node } from "../expression/node.ts";
import type { Severity } from "../severity.ts";
import type { CheckDraft } from "./checks.ts";
import type { LadderText } from "./ladder.ts";
import type { CheckedLet } from "./loops.ts";
import { withNames } from "./nodes.ts";
import type { Complaints } from "./problem.ts";
import { canFail, canHold } from "./satisfiable.ts";
import type { Text } from "./tree.ts";

interface RuleConditions {
  /** The rule's own `when`. */
  readonly when: { readonly text: Text; readonly node: Node } | undefined;
  readonly lets: readonly CheckedLet[];
  readonly drafts: readonly CheckDraft[];
}

/** Tells conditions that say the same of every record: a rule with one is not what it seems. */
export function tellConstants(rule: RuleConditions, complaints: Complaints): void {
  const lets = inlined(rule.lets);
  const filled = (node: Node | undefined) => node && withNames(node, lets);
  const when = filled(rule.when?.node);
  if (rule.when && when && !canHold(when)) {
    complaints.wrong(rule.when.text.spot, neverApplies);
    return;
  }
  if (rule.when && when && !canFail(when))
    complaints.odd(rule.when.text.spot, "this always holds: remove 'when'");
  for (const draft of rule.drafts) tellCheck(draft, filled, complaints);
}

const neverApplies = "this can never hold, so nothing would be judged";

type Filled = (node: Node | undefined) => Node | undefined;

function tellCheck(draft: CheckDraft, filled: Filled, complaints: Complaints): void {
  const { check, whenText, mustText } = draft;
  const when = filled(check.when);
  const must = filled(check.must) as Node;
  if (when && whenText && !canHold(when)) {
    complaints.wrong(whenText.spot, neverApplies);
    return;
  }
  const mistake = mistakeInMust(must, when);
  if (mistake === undefined) tellStep(draft, [when, not(must)], filled, complaints);
  else complaints.wrong(mustText.spot, mistake);
}

function mistakeInMust(must: Node, when: Node | undefined): string | undefined {
  if (!canHold(when, must))
    return `this can never hold${
      canHold(must) ? " where 'when' does" : ""
    }: every record would violate the rule`;
  if (canFail(must, when)) return undefined;
  return `this always holds${
    canFail(must) ? " where 'when' does" : ""
  }, so the rule would find nothing`;
}

/** Tells the first step of a ladder that is never given, or after which nothing is. */
function tellStep(
  { check, ladder }: CheckDraft,
  given: readonly (Node | undefined)[],
  filled: Filled,
  complaints: Complaints,
): void {
  const { steps } = check.severity;
  if (steps.length !== ladder.steps.length) return;
  const before = [...given];
  for (const [index, { severity, when }] of steps.entries()) {
    const test = filled(when) as Node;
    const mistake = mistakeInStep(test, severity, before);
    if (mistake !== undefined) {
      complaints.wrong((ladder.steps[index] as LadderText["steps"][number]).when.spot, mistake);
      return;
    }
    before.push(not(test));
  }
}

function mistakeInStep(test: Node, severity: Severity, before: readonly (Node | undefined)[]) {
  if (!canHold(...before, test)) return `'${severity}' is never given: this cannot hold here`;
  return canFail(test, ...before)
    ? undefined
    : `this always holds here, so nothing after '${severity}' is ever given`;
}

const not = (of: Node): Node => ({ op: "not", type: { kind: "bool" }, of });

/** Larger than this a let is not looked into. */
const inlinedLengthMax = 5_000;

/** The same for what keys of set rules are made of, which must be looked into to be made at all. */
export const keyLengthMax = 50_000;

/** Lets as what they stand for, so that a contradiction between them is seen. */
export function inlined(
  lets: readonly { readonly name: string; readonly node: Node }[],
  lengthMax = inlinedLengthMax,
): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const { name, node } of lets) {
    const whole = withNames(node, nodes);
    if (JSON.stringify(whole).length <= lengthMax) nodes.set(name, whole);
  }
  return nodes;
}
