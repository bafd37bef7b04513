import { isUnjudged, missing } from "../expression/fault.ts";
import { evaluate } from "../expression/interpret.ts";
import type { List } from "../expression/value.ts";
import type { World } from "../expression/world.ts";
import { historyValue, pastRuns } from "../history.ts";
import type { Plan } from "../plan.ts";
import type { ReadRecord } from "../record.ts";
import type { Rule, Sample } from "../rule.ts";
import type { RecordRef } from "../violation.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { judgeRule } from "./judge-rule.ts";
import { placesOfRun } from "./places.ts";
import type { Preparation, PreparedRule } from "./preparation.ts";
import type { SubjectRecord } from "./subject-record.ts";

/** The records drawn so far by rule, lowest lot first. */
export type SampleStates = Readonly<Record<string, readonly Drawn[]>>;

export interface Drawn {
  readonly lot: string;
  readonly record: RecordRef;
  /** The kinds of records of which it has the lowest lot; absent where none is asked for. */
  readonly strata?: readonly string[];
}

/** What drawing wants to know of a record. */
export interface DrawnFrom {
  readonly key: string;
  readonly kind: string;
  readonly closely: () => SubjectRecord;
}

/**
 * Draws records of the rule's kind by lot: SHA-256 over the seed (the payload's digest), the rule
 * and the natural key. The lowest lots win, so that drawing from parts and merging gives the same
 * sample; so does the lowest lot of each kind of record that the rule tells apart, as long as there
 * are no more of these than the sample may have records.
 */
export function drawSample(
  p: Preparation,
  samples: SampleStates,
  { position, place }: ReadRecord,
  from: DrawnFrom,
): SampleStates {
  let drawn = samples;
  for (const prepared of p.rules) {
    const { rule, active } = prepared;
    if (!rule.sample || !active || rule.of !== from.kind || isNeedless(p, prepared)) continue;
    const lot = fingerprintOf([p.context.seed ?? "", rule.id, from.key]);
    const known = drawn[rule.id] ?? [];
    const strata = strataOf(p, rule.sample, from);
    const record = { key: from.key, position, place };
    if (!isWanted(rule.sample, known, lot, strata)) continue;
    const next = kept(rule.sample, [...known, { lot, record, ...(strata && { strata }) }]);
    drawn = { ...drawn, [rule.id]: next };
  }
  return drawn;
}

const needless = new WeakMap<PreparedRule, boolean>();

/**
 * Whether a run rule passes whatever the records are, by headers, tables and history alone: then no
 * record need be drawn for it. Where the records decide, or nothing can be told yet, all are drawn.
 */
function isNeedless(p: Preparation, prepared: PreparedRule): boolean {
  if (!prepared.rule.sample?.whenFailed) return false;
  const known = needless.get(prepared);
  if (known !== undefined) return known;
  const { context, plan } = p;
  const run: World["run"] = (node, group) =>
    node.op === "history"
      ? historyValue(node, group, pastRuns(context.history, context.run, plan.subject))
      : missing("the records");
  const places = placesOfRun(prepared, context);
  if (isUnjudged(places)) return false;
  p.refuel();
  const ground = { frame: p.frame, world: { ...p.world, run }, currency: () => undefined };
  const { outcome } = judgeRule(prepared, places, ground);
  const told = outcome !== "missing" && outcome !== "failed" && outcome !== "fault";
  needless.set(prepared, told);
  return told;
}

/** A kind that cannot be told is a kind of its own: such records are looked at as well. */
function strataOf(
  p: Preparation,
  { strata }: Sample,
  { closely }: DrawnFrom,
): readonly string[] | undefined {
  if (!strata) return undefined;
  p.refuel();
  const { frame, world } = closely();
  const list = evaluate(strata, frame, world);
  if (isUnjudged(list)) return ["?"];
  return [...new Set((list as List).map((one) => (isUnjudged(one) ? "?" : String(one))))];
}

/** Whether a record could come into the sample: nearly all are passed over without sorting. */
function isWanted(
  sample: Sample,
  known: readonly Drawn[],
  lot: string,
  strata: readonly string[] = [],
): boolean {
  const { last, lots } = limitsOf(sample, known);
  if (last === undefined || lot < last) return true;
  return strata.some((kind) => lot < (lots.get(kind) ?? "~"));
}

interface Limits {
  /** The highest of the lots that win by themselves; undefined while there is room. */
  readonly last: string | undefined;
  /** The lowest lot of each kind. */
  readonly lots: ReadonlyMap<string, string>;
}

const limits = new WeakMap<readonly Drawn[], Limits>();

function limitsOf({ size }: Sample, known: readonly Drawn[]): Limits {
  const told = limits.get(known);
  if (told) return told;
  const lots = known.flatMap(({ lot, strata = [] }) => strata.map((kind) => [kind, lot] as const));
  const made = { last: known[size - 1]?.lot, lots: new Map(lots) };
  limits.set(known, made);
  return made;
}

/** The sample of two parts together. */
export function mergeSamples(plan: Plan, a: SampleStates, b: SampleStates): SampleStates {
  const sampled = plan.rules.filter(
    (rule): rule is Rule & { readonly sample: Sample } =>
      rule.sample !== undefined && (a[rule.id] ?? b[rule.id]) !== undefined,
  );
  return Object.fromEntries(
    sampled.map(({ id, sample }) => [id, kept(sample, [...(a[id] ?? []), ...(b[id] ?? [])])]),
  );
}

/** The lowest lots, and beside them the lowest of each of the first kinds in the order of text. */
function kept({ size, strata }: Sample, drawn: readonly Drawn[]): readonly Drawn[] {
  const sorted = [...drawn].sort(byLot);
  if (!strata) return sorted.slice(0, size);
  const first = firstOfEach(sorted, size);
  return sorted.flatMap((one, at) => {
    const own = first.get(one);
    return own || at < size ? [{ ...one, strata: own ?? [] }] : [];
  });
}

/** Of each kind the record of the lowest lot, for as many kinds as the sample has records at most. */
function firstOfEach(sorted: readonly Drawn[], size: number): ReadonlyMap<Drawn, string[]> {
  const byKind = new Map<string, Drawn>();
  for (const one of sorted)
    for (const kind of one.strata ?? []) if (!byKind.has(kind)) byKind.set(kind, one);
  const first = new Map<Drawn, string[]>();
  for (const kind of [...byKind.keys()].sort().slice(0, size)) {
    const one = byKind.get(kind) as Drawn;
    first.set(one, [...(first.get(one) ?? []), kind]);
  }
  return first;
}

/** The records that people look at: one of each kind first, then the lowest lots, in order of lots. */
export function drawnOf(
  { size, least }: Sample,
  drawn: readonly Drawn[] = [],
  received: number,
): readonly RecordRef[] {
  const root = Math.ceil(Math.sqrt(received));
  const count = least === undefined ? size : Math.min(size, Math.max(least, root));
  const kinds = drawn.filter(({ strata = [] }) => strata.length > 0).slice(0, size);
  const others = drawn.filter((one) => !kinds.includes(one));
  const more = others.slice(0, Math.max(0, count - kinds.length));
  return [...kinds, ...more].sort(byLot).map(({ record }) => record);
}

/** Records of one key have one lot; the earlier stands first. */
function byLot(a: Drawn, b: Drawn): number {
  if (a.lot !== b.lot) return a.lot < b.lot ? -1 : 1;
  const [x, y] = [a.record.position, b.record.position];
  return x.file - y.file || x.offset - y.offset;
}
