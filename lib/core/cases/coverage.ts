import type { Node } from "../expression/node.ts";
import { BOOL } from "../expression/types.ts";
import type { Check, Rule } from "../rule.ts";

/**
 * A condition of a rule, and a rule that fails wherever it was seen: the engine itself says what
 * its conditions gave, in every scope and for every element.
 */
export interface Question {
  readonly condition: string;
  readonly seen: boolean;
  readonly probe: Rule;
}

/** Two questions a condition: was it ever true, and was it ever false. */
export function questionsAbout(rule: Rule): readonly Question[] {
  const conditions = rule.checks.flatMap((check) => conditionsOf(rule, check));
  const distinct = new Map(conditions.map((one) => [`${one.label} ${JSON.stringify(one)}`, one]));
  return [...distinct.values()].flatMap((condition, index) =>
    [true, false].map((seen) => ({
      condition: condition.label,
      seen,
      probe: probeOf(rule, condition, seen, `${rule.id}?${index}${seen}`),
    })),
  );
}

interface Condition {
  readonly label: string;
  readonly given: Node | undefined;
  readonly test: Node;
}

function conditionsOf(rule: Rule, { name, when, must, severity }: Check): readonly Condition[] {
  const of = name === "" ? "" : ` of check '${name}'`;
  // All checks of a rule may share its `when`, which is then told once.
  const sharesWhen = rule.checks.every((other) => same(other.when, when));
  const whens = when
    ? [{ label: `'when'${sharesWhen ? "" : of}`, given: undefined, test: when }]
    : [];
  let given = both(when, not(must));
  const steps = severity.steps.map((step) => {
    const condition = { label: `severity '${step.severity}'${of}`, given, test: step.when };
    given = both(given, not(step.when));
    return condition;
  });
  return [...whens, { label: `'must'${of}`, given: when, test: must }, ...steps];
}

const same = (a: Node | undefined, b: Node | undefined): boolean =>
  JSON.stringify(a) === JSON.stringify(b);

const not = (of: Node): Node => ({ op: "not", type: BOOL, of });

const both = (left: Node | undefined, right: Node): Node =>
  left ? { op: "and", type: BOOL, left, right } : right;

/** Fails where the condition is as asked for; it says nothing, holds nothing, shows nothing. */
function probeOf(rule: Rule, { given, test }: Condition, seen: boolean, id: string): Rule {
  const check: Check = {
    name: "",
    ...(given && { when: given }),
    must: seen ? not(test) : test,
    show: [],
    severity: { steps: [], otherwise: "warn" },
    missing: "skip",
    reads: [],
    whenReads: [],
    tables: [],
  };
  const { moneyAtRisk: _, sample: __, ...rest } = rule;
  const variants = rule.variants.map(({ severity: ___, ...variant }) => variant);
  return { ...rest, id, enabled: true, variants, values: {}, checks: [check] };
}
