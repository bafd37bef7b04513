import type { Node } from "../expression/node.ts";
import type { SeverityLadder } from "../rule.ts";
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
  if (rule.when && when) {
    if (!canHold(when)) return complaints.wrong(rule.when.text.spot, neverApplies);
    if (!canFail(when)) complaints.odd(rule.when.text.spot, alwaysApplies);
  }
  for (const draft of rule.drafts) tellCheck(draft, filled, complaints);
}

const neverApplies = "this can never hold, so nothing would be judged";
const alwaysApplies = "this always holds: remove 'when'";

function tellCheck(
  { check, whenText, mustText, ladder }: CheckDraft,
  filled: (node: Node | undefined) => Node | undefined,
  complaints: Complaints,
): void {
  const when = filled(check.when);
  const must = filled(check.must) as Node;
  if (when && whenText && !canHold(when)) return complaints.wrong(whenText.spot, neverApplies);
  if (!canHold(when, must))
    return complaints.wrong(
      mustText.spot,
      when && canHold(must)
        ? "this can never hold where 'when' does: every record would violate the rule"
        : "this can never hold: every record would violate the rule",
    );
  if (!canFail(must, when))
    return complaints.wrong(
      mustText.spot,
      when && canFail(must)
        ? "this always holds where 'when' does, so the rule would find nothing"
        : "this always holds, so the rule would find nothing",
    );
  tellSteps(check.severity, ladder, [when, not(must)], filled, complaints);
}

function tellSteps(
  { steps }: SeverityLadder,
  ladder: LadderText,
  given: readonly (Node | undefined)[],
  filled: (node: Node | undefined) => Node | undefined,
  complaints: Complaints,
): void {
  if (steps.length !== ladder.steps.length) return;
  const before = [...given];
  for (const [index, step] of steps.entries()) {
    const test = filled(step.when) as Node;
    const { spot } = (ladder.steps[index] as LadderText["steps"][number]).when;
    if (!canHold(...before, test))
      return complaints.wrong(spot, `'${step.severity}' is never given: this cannot hold here`);
    if (!canFail(test, ...before))
      return complaints.wrong(
        spot,
        `this always holds here, so nothing after '${step.severity}' is ever given`,
      );
    before.push(not(test));
  }
}

const not = (of: Node): Node => ({ op: "not", type: { kind: "bool" }, of });

/** Larger than this a let is not looked into. */
const inlinedLengthMax = 20_000;

/** Lets as what they stand for, so that a contradiction between them is seen. */
export function inlined(
  lets: readonly { readonly name: string; readonly node: Node }[],
): ReadonlyMap<string, Node> {
  const nodes = new Map<string, Node>();
  for (const { name, node } of lets) {
    const whole = withNames(node, nodes);
    if (JSON.stringify(whole).length <= inlinedLengthMax) nodes.set(name, whole);
  }
  return nodes;
}
