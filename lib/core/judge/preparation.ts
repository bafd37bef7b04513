import type { Context } from "../context.ts";
import { fuelDefault } from "../context.ts";
import { calendarsIn } from "../expression/calendars.ts";
import { fault, type Unjudged } from "../expression/fault.ts";
import { bind, bindLazily, type Frame } from "../expression/frame.ts";
import { localAt } from "../expression/functions/zones.ts";
import type { Node } from "../expression/node.ts";
import { parseInstant } from "../expression/time.ts";
import { INSTANT, recordOf } from "../expression/types.ts";
import { decode, type JsonObject } from "../expression/value.ts";
import type { World } from "../expression/world.ts";
import { scannerOf } from "../lexicon/scanner.ts";
import { isConditional, isPerMarket, isPlacedByCode } from "../placed-rule.ts";
import type { Plan } from "../plan.ts";
import type { Check, Rule } from "../rule.ts";

/** A plan made ready for one context: what is the same for all its records is worked out once. */
export interface Preparation {
  readonly plan: Plan;
  readonly context: Context;
  readonly rules: readonly PreparedRule[];
  /** Roots that every expression sees: `run`, `submission`, `business_at`, `zone`, `stage`. */
  readonly frame: Frame | undefined;
  readonly world: World;
  /** Whether any rule draws a sample. */
  readonly samples: boolean;
  /** Fills the tank before a rule judges a record. */
  readonly refuel: () => void;
  /** A world with a tank of its own, for what several rules share: none of them pays for it. */
  readonly apart: (world: World) => World;
}

export interface PreparedRule {
  readonly rule: Rule;
  /** Its place in the plan, and in every tally. */
  readonly index: number;
  /** Enabled, and meant for this stage. */
  readonly active: boolean;
  /** Whether jurisdictions, dates or variants must be looked at, record by record. */
  readonly conditional: boolean;
  /** Judged for each market on its own: it has variants, or reads `market`. */
  readonly perMarket: boolean;
  /** Whether the proofs of its checks tell as well where it does not apply: see `Loaded.places`. */
  readonly placedByCode: boolean;
  readonly checks: readonly PreparedCheck[];
  readonly lets: ReadonlyMap<string, Node>;
}

export interface PreparedCheck {
  readonly check: Check;
  /** What is not there that it needs, and what then becomes of it. */
  readonly lacks?: Lack;
}

/** Tables never loaded, a history that nobody keeps, fields that the reader cannot supply. */
export interface Lack {
  readonly needs: readonly string[];
  /** A locked rule, or one whose table the gate requires, holds instead of being left out. */
  readonly holds: boolean;
  /** Whether `when` can be judged all the same. */
  readonly knowsWhen: boolean;
}

export function prepare(plan: Plan, context: Context): Preparation {
  const fuel = context.fuel ?? fuelDefault;
  const tank: Tank = { left: fuel };
  return {
    plan,
    context,
    rules: preparedRules(plan, context),
    samples: plan.rules.some(({ sample }) => sample !== undefined),
    frame: rootFrame(plan, context),
    world: worldOf(plan, context, chargeTo(tank)),
    refuel: () => {
      tank.left = fuel;
    },
    apart: (world) => {
      const charge = chargeTo({ left: fuel });
      return { ...world, charge, functions: { ...world.functions, charge } };
    },
  };
}

interface Tank {
  left: number;
}

const chargeTo =
  (tank: Tank) =>
  (steps: number): boolean => {
    tank.left -= steps;
    return tank.left >= 0;
  };

const prepared = new WeakMap<Context, { readonly plan: Plan; readonly rules: PreparedRules }>();

type PreparedRules = readonly PreparedRule[];

/** Judging, comparing keys and concluding ask for one context: its rules are prepared once. */
function preparedRules(plan: Plan, context: Context): PreparedRules {
  const known = prepared.get(context);
  if (known?.plan === plan) return known.rules;
  const rules = outlinesOf(plan).map((outline) => prepareRule(outline, context));
  prepared.set(context, { plan, rules });
  return rules;
}

/** What is the same in every context is worked out once a plan. */
const outlines = new WeakMap<Plan, readonly RuleOutline[]>();

type RuleOutline = Omit<PreparedRule, "active" | "checks">;

function outlinesOf(plan: Plan): readonly RuleOutline[] {
  const known = outlines.get(plan);
  if (known) return known;
  const made = plan.rules.map((rule, index) => outlineOf(plan, rule, index));
  outlines.set(plan, made);
  return made;
}

function outlineOf(plan: Plan, rule: Rule, index: number): RuleOutline {
  return {
    rule,
    index,
    conditional: isConditional(rule),
    perMarket: isPerMarket(rule),
    placedByCode: isPlacedByCode(rule, plan.kinds[rule.of]),
    lets: new Map(rule.lets.map(({ name, node }) => [name, node])),
  };
}

function prepareRule(outline: RuleOutline, context: Context): PreparedRule {
  const { rule } = outline;
  return {
    ...outline,
    active: rule.enabled && (rule.stages.length === 0 || rule.stages.includes(context.stage)),
    checks: rule.checks.map((check) => prepareCheck(rule, check, context)),
  };
}

function prepareCheck(rule: Rule, check: Check, context: Context): PreparedCheck {
  const tables = check.tables.filter((table) => !context.rows.loaded(table));
  const fields = unsuppliedOf(check.reads, context);
  const history = check.history && !context.history ? ["history"] : [];
  const needs = [...tables, ...history, ...fields];
  if (needs.length === 0) return { check };
  const holds = rule.locked || tables.some((table) => context.requiredTables.includes(table));
  const knowsWhen = unsuppliedOf(check.whenReads, context).length === 0;
  return { check, lacks: { needs, holds, knowsWhen } };
}

/** The paths that lie at or below one that the reader cannot supply. */
export function unsuppliedOf(reads: readonly string[], context: Context): readonly string[] {
  if (context.unsupplied.length === 0) return [];
  return reads.filter((read) =>
    context.unsupplied.some((path) => read === path || read.startsWith(`${path}.`)),
  );
}

function rootFrame(plan: Plan, context: Context): Frame {
  const header = (raw: JsonObject | undefined, shape: string | undefined, name: string) =>
    decode(raw, recordOf(shape ?? name), () => name);
  let frame = bind(undefined, "zone", context.zone);
  frame = bind(frame, "stage", context.stage);
  frame = bind(
    frame,
    "business_at",
    decode(context.businessAt, INSTANT, () => "business_at"),
  );
  frame = bindLazily(frame, "effective_on", () => businessDay(context));
  frame = bind(frame, "run", header(context.run, plan.subject.run, "run"));
  return bind(
    frame,
    "submission",
    header(context.submission, plan.subject.submission, "submission"),
  );
}

/** The day of the business instant in the gate's zone: dates what has no record. */
export function businessDay(context: Context): number | Unjudged {
  const instant = parseInstant(context.businessAt);
  const local = instant === undefined ? undefined : localAt(instant, context.zone);
  return local?.day ?? fault("invalid_argument", `${context.businessAt} in ${context.zone}`);
}

function worldOf(plan: Plan, context: Context, charge: (steps: number) => boolean): World {
  const calendar = calendarsIn(context.rows);
  return {
    tables: plan.subject.tables,
    rows: context.rows,
    functions: {
      zone: context.zone,
      charge,
      calendar,
      ...(plan.lexicon && { lexicon: scannerOf(plan.lexicon) }),
    },
    charge,
    attested: () => undefined,
    lists: new WeakMap(),
    set: () => fault("internal", "no other records here"),
  };
}
