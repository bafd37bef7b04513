import { didYouMean } from "../expression/check/suggest.ts";
import { parseDate } from "../expression/time.ts";
import type { Check, Param, Rule, SeverityLadder, Variant } from "../rule.ts";
import { rank, type Severity, severities } from "../severity.ts";
import { oneOf, shortened } from "./fields.ts";
import { worstOf } from "./ladder.ts";
import { outsideOf, textFor, wordOf } from "./params.ts";
import { type Complaints, sourceOf } from "./problem.ts";

/** What a tenant changes of a rule, why, and who stands for it: one wrote it, another approved. */
export interface RuleOverride {
  readonly enabled?: boolean;
  /** `false` brings a rule out of shadow. */
  readonly shadow?: boolean;
  readonly severity?: Severity;
  /** Within the ranges that the rule states. */
  readonly params?: Readonly<Record<string, Param["value"]>>;
  readonly reason: string;
  readonly author: string;
  readonly approver: string;
  /** YYYY-MM-DD. */
  readonly review_by: string;
}

/** By rule id. */
export type Overrides = Readonly<Record<string, RuleOverride>>;

/** Overrides are data, not a file of the rule set: their problems stand at its first character. */
const spot = { source: sourceOf("overrides", ""), offset: 0 };

/** Checks what every override needs, whatever it changes. */
export function checkOverrides(
  overrides: Overrides,
  rules: ReadonlySet<string>,
  complaints: Complaints,
): void {
  for (const [id, override] of Object.entries(overrides)) {
    const { wrong } = complaints.about(id);
    if (!rules.has(id)) wrong(spot, `unknown rule '${id}'${didYouMean(id, rules)}`);
    for (const key of ["reason", "author", "approver"] as const)
      if (typeof override[key] !== "string" || override[key].trim() === "")
        wrong(spot, `'${key}' is missing: an override says why, who wrote it and who approved it`);
    if (override.author === override.approver)
      wrong(spot, `author and approver are both '${override.author}': a second person approves`);
    if (parseDate(override.review_by) === undefined)
      wrong(spot, `'review_by' is '${override.review_by}', but must be a day, YYYY-MM-DD`);
    if (override.severity !== undefined && !severities.includes(override.severity))
      wrong(spot, `'severity' is '${override.severity}', but must be ${oneOf(severities)}`);
  }
}

/** The parameters of a rule with those of its override, which lie within the stated ranges. */
export function withParamOverrides(
  params: Readonly<Record<string, Param>>,
  override: RuleOverride | undefined,
  locked: boolean,
  complaints: Complaints,
): Readonly<Record<string, Param>> {
  const changed = Object.entries(override?.params ?? {}).flatMap(([name, value]) => {
    const param = Object.hasOwn(params, name) ? params[name] : undefined;
    const mistake = param
      ? mistakeIn(name, param, value, locked)
      : `unknown parameter '${name}'${didYouMean(name, Object.keys(params))}`;
    if (mistake !== undefined) complaints.wrong(spot, mistake);
    return param && mistake === undefined ? [[name, { ...param, value }] as const] : [];
  });
  return { ...params, ...Object.fromEntries(changed) };
}

function mistakeIn(
  name: string,
  param: Param,
  value: Param["value"],
  locked: boolean,
): string | undefined {
  const word = wordOf(param.type);
  const ranged = word === "decimal" || word === "int" || word === "date";
  if (ranged ? param.min === undefined || param.max === undefined : locked)
    return `parameter '${name}' states no range ('min' and 'max'), so it cannot be changed`;
  const texts = typeof value === "object" ? Object.values(value) : [value];
  if (typeof value === "object" && word !== "decimal")
    return `parameter '${name}' is of type ${word}, which has no values by currency`;
  const wrong = texts.map((text) => textFor(text, word)).find((wanted) => wanted !== undefined);
  if (wrong !== undefined)
    return `parameter '${name}' is '${shortened(String(value))}', but must be ${wrong}`;
  const outside = outsideOf(param, value);
  return outside && `parameter '${name}' is ${outside}`;
}

type Overridable = Pick<Rule, "enabled" | "shadow" | "locked" | "checks" | "variants">;

/** The rule with its override; a locked rule is neither lowered nor taken out of force. */
export function withOverride<R extends Overridable>(
  rule: R,
  override: RuleOverride | undefined,
  complaints: Complaints,
): R {
  if (override === undefined) return rule;
  if (rule.locked) tellLowered(rule, override, complaints);
  const { severity } = override;
  const ladder = severity && { steps: [], otherwise: severity };
  return {
    ...rule,
    enabled: override.enabled ?? rule.enabled,
    shadow: override.shadow ?? rule.shadow,
    checks: rule.checks.map((check): Check => ({ ...check, severity: ladder ?? check.severity })),
    variants: rule.variants.map((variant) => withSeverity(variant, ladder)),
  };
}

const withSeverity = (variant: Variant, ladder: SeverityLadder | undefined): Variant =>
  variant.severity && ladder ? { ...variant, severity: ladder } : variant;

function tellLowered(rule: Overridable, override: RuleOverride, complaints: Complaints): void {
  if (override.enabled === false) complaints.wrong(spot, "a locked rule cannot be disabled");
  if (override.shadow === true) complaints.wrong(spot, "a locked rule cannot be put into shadow");
  const own = [...rule.checks, ...rule.variants].flatMap(({ severity }) => severity ?? []);
  const worst = own.map(worstOf).sort((a, b) => rank(b) - rank(a))[0];
  const { severity } = override;
  if (severity !== undefined && worst !== undefined && rank(severity) < rank(worst))
    complaints.wrong(
      spot,
      `a locked rule cannot be lowered: it gives ${worst}, the override ${severity}`,
    );
}
