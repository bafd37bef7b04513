import { comparedMax } from "../context.ts";
import { calculate } from "../expression/arithmetic.ts";
import { ZERO } from "../expression/decimal.ts";
import { order } from "../expression/equality.ts";
import { fault, isUnjudged, missing, type Unjudged, worse } from "../expression/fault.ts";
import { bind, type Frame } from "../expression/frame.ts";
import { rowsUnder } from "../expression/interpret/lookups.ts";
import { evaluate, exhausted } from "../expression/interpret.ts";
import type { Node, SetForm } from "../expression/node.ts";
import type { Value } from "../expression/value.ts";
import type { World } from "../expression/world.ts";
import type { KeyEntry } from "../judge-keys.ts";
import type { RecordRef } from "../violation.ts";

/** The records under one key of one rule, in the order of their positions. */
export interface Group {
  readonly members: readonly Member[];
  /** Those of other kinds, by kind. */
  readonly joined: ReadonlyMap<string, readonly KeyEntry[]>;
  readonly places: ReadonlyMap<Member, number>;
  /** The fields that the rule reads of each. */
  readonly values: readonly Value[];
  /** What forms have worked out of all members, once a group. */
  readonly worked: Map<SetForm, unknown>;
}

export const groupOf = (members: readonly Member[], joined: readonly KeyEntry[] = []): Group => ({
  members,
  joined: Map.groupBy(joined, ({ of = "" }) => of),
  places: new Map(members.map((member, place) => [member, place])),
  values: members.map(({ entry }) => entry.value),
  worked: new Map(),
});

/** A record of a group; its frame sees it as `record`, with parameters and lets. */
export interface Member {
  readonly entry: KeyEntry;
  readonly frame: Frame | undefined;
}

type Form<Name extends SetForm["form"]> = Extract<SetForm, { readonly form: Name }>;

/** Hears of a record that a form names, and says whether it would hear of more. */
export type Named = (record: RecordRef) => boolean;

/** What a form gives for one member; `named` is told of the other records that it names. */
export function evaluateForm(
  form: SetForm,
  self: Member,
  group: Group,
  frame: Frame | undefined,
  world: World,
  named: Named,
): Value | Unjudged {
  const { members } = group;
  if (!world.charge(members.length)) return exhausted();
  switch (form.form) {
    case "duplicates":
      return duplicatesOf(self, group, named);
    case "others":
      return evaluateOthers(form, self, group, frame, world, named);
    case "joined":
      return evaluateJoined(form, group, world, named);
    case "overlaps":
      return evaluateOverlaps(form, self, group, world, named);
    case "gaps":
      return evaluateGaps(form, self, group, world);
    case "runningSum":
      return evaluateRunningSum(form, self, group, world);
    case "previous":
      return evaluatePrevious(form, self, group, world, named);
    case "present":
      return fault("internal", "a roster has no group");
  }
}

/** Copies in one go: in a large group each member asks for all the others. */
function duplicatesOf(self: Member, { members, places, values }: Group, named: Named): Value {
  for (const member of members) if (member !== self && !named(member.entry.record)) break;
  return values.toSpliced(places.get(self) as number, 1);
}

function told(entries: readonly KeyEntry[], named: Named): readonly Value[] {
  for (const { record } of entries) if (!named(record)) break;
  return entries.map(({ value }) => value);
}

/** Those of another kind; more than `max` is a fault. */
function evaluateJoined(
  { of, max }: Form<"joined">,
  { joined }: Group,
  world: World,
  named: Named,
): Value | Unjudged {
  const found = joined.get(of) ?? [];
  if (!world.charge(found.length)) return exhausted();
  if (found.length > max)
    return fault("too_many_rows", `${found.length} records of ${of} under one key, at most ${max}`);
  return told(found, named);
}

/** Those for which the condition holds, here and then in the archive; more than `max` is a fault. */
function evaluateOthers(
  form: Form<"others">,
  self: Member,
  { members }: Group,
  frame: Frame | undefined,
  world: World,
  named: Named,
): Value | Unjudged {
  if (members.length > comparedMax)
    return fault("too_many_rows", `more than ${comparedMax} records under one key to compare`);
  const kept: KeyEntry[] = [];
  let open: Unjudged | undefined;
  const holds = (other: Value): boolean => {
    const found = evaluate(form.where, bind(frame, "other", other), world);
    if (isUnjudged(found)) open = open ? worse(open, found) : found;
    return found === true;
  };
  for (const other of members)
    if (other !== self && holds(other.entry.value)) kept.push(other.entry);
  const rows = form.archive ? rowsUnder(form.archive, self.entry.key, undefined, world) : [];
  if (isUnjudged(rows)) return rows;
  const archived = rows.filter((row) => holds(row));
  if (open) return open;
  if (kept.length + archived.length > form.max)
    return fault("too_many_rows", `${kept.length + archived.length} others, at most ${form.max}`);
  return [...told(kept, named), ...archived];
}

interface Period {
  readonly from: number;
  readonly to: number;
}

/** The periods of all members; one that cannot be judged decides for all whose own can. */
interface Periods {
  readonly from: Float64Array;
  readonly to: Float64Array;
  readonly unjudged: ReadonlyMap<number, Unjudged>;
  readonly worst: Unjudged | undefined;
}

function evaluateOverlaps(
  form: Form<"overlaps">,
  self: Member,
  group: Group,
  world: World,
  named: Named,
): Value | Unjudged {
  const { from, to, unjudged, worst } = once(group, form, () => periodsOf(form, group, world));
  const own = group.places.get(self) as number;
  const open = unjudged.get(own) ?? worst;
  if (open) return open;
  const [begin, end] = [from[own] as number, to[own] as number];
  const kept: Value[] = [];
  let hears = true;
  for (let i = 0; i < from.length; i++) {
    if (i === own || (from[i] as number) > end || begin > (to[i] as number)) continue;
    kept.push(group.values[i] as Value);
    if (hears) hears = named((group.members[i] as Member).entry.record);
  }
  return kept;
}

function periodsOf(form: Form<"overlaps">, { members }: Group, world: World): Periods {
  const [from, to] = [new Float64Array(members.length), new Float64Array(members.length)];
  const unjudged = new Map<number, Unjudged>();
  let worst: Unjudged | undefined;
  for (const [i, member] of members.entries()) {
    const period = periodOf(form, member, world);
    if (isUnjudged(period)) {
      unjudged.set(i, period);
      worst = worst ? worse(worst, period) : period;
      continue;
    }
    from[i] = period.from;
    to[i] = period.to;
  }
  return { from, to, unjudged, worst };
}

function periodOf(form: Form<"overlaps">, { frame }: Member, world: World): Period | Unjudged {
  const from = evaluate(form.from, frame, world);
  const to = evaluate(form.to, frame, world);
  if (isUnjudged(from)) return isUnjudged(to) ? worse(from, to) : from;
  return isUnjudged(to) ? to : { from: from as number, to: to as number };
}

/** Records whose own number cannot be read are judged for themselves and leave no gap here. */
function evaluateGaps(
  form: Form<"gaps">,
  self: Member,
  group: Group,
  world: World,
): Value | Unjudged {
  const { numbers, before } = once(group, form, () => numbersOf(form, group, world));
  const own = numbers.get(self) as Value | Unjudged;
  if (isUnjudged(own)) return own;
  const last = before.get(own as bigint);
  if (last === undefined || (own as bigint) - last <= 1n) return [];
  const [from, to] = [last + 1n, (own as bigint) - 1n];
  return [from === to ? `${from}` : `${from}-${to}`];
}

/** The members' numbers, and for each number the next smaller one. */
function numbersOf(form: Form<"gaps">, group: Group, world: World) {
  const numbers = eachOf(group, ({ frame }) => evaluate(form.number, frame, world));
  const known = [...numbers.values()].filter((number) => !isUnjudged(number)) as bigint[];
  const sorted = [...new Set(known)].sort((a, b) => (a < b ? -1 : 1));
  return { numbers, before: new Map(sorted.slice(1).map((number, i) => [number, sorted[i]])) };
}

function evaluateRunningSum(
  form: Form<"runningSum">,
  self: Member,
  group: Group,
  world: World,
): Value | Unjudged {
  const sums = once(group, form, () => runningSums(form, group, world));
  if (isUnjudged(sums)) return sums;
  return sums.get(self) ?? fault("internal", "a record is not in its own group");
}

/** The sum up to and with each member; what cannot be judged makes those after it unjudged. */
function runningSums(
  form: Form<"runningSum">,
  group: Group,
  world: World,
): ReadonlyMap<Member, Value | Unjudged> | Unjudged {
  const sorted = sort(form.order, group.members, world);
  if (isUnjudged(sorted)) return sorted;
  const sums = new Map<Member, Value | Unjudged>();
  let sum: Value | Unjudged = form.type.kind === "int" ? 0n : ZERO;
  for (const member of sorted) {
    const value: Value | Unjudged = evaluate(form.value, member.frame, world);
    if (!isUnjudged(sum)) sum = isUnjudged(value) ? value : calculate("+", sum, value, form.type);
    sums.set(member, sum);
  }
  return sums;
}

function evaluatePrevious(
  form: Form<"previous">,
  self: Member,
  group: Group,
  world: World,
  named: Named,
): Value | Unjudged {
  const sorted = once(group, form, () => sort(form.order, group.members, world));
  if (isUnjudged(sorted)) return sorted;
  const before = sorted[sorted.indexOf(self) - 1];
  if (!before) return missing("a record before this one");
  named(before.entry.record);
  return before.entry.value;
}

function eachOf<T>(group: Group, what: (member: Member) => T): ReadonlyMap<Member, T> {
  return new Map(group.members.map((member) => [member, what(member)]));
}

/** What a form works out of all members: made at the first need, once a group. */
function once<T>({ worked }: Group, form: SetForm, make: () => T): T {
  if (!worked.has(form)) worked.set(form, make());
  return worked.get(form) as T;
}

/** The group in the order given, equal ones by position. An order that is unjudged decides all. */
function sort(
  by: readonly Node[],
  members: readonly Member[],
  world: World,
): readonly Member[] | Unjudged {
  const keyed: { readonly member: Member; readonly keys: readonly Value[] }[] = [];
  let open: Unjudged | undefined;
  for (const member of members) {
    const keys = by.map((node) => evaluate(node, member.frame, world));
    const unjudged = keys.find(isUnjudged);
    if (unjudged) open = open ? worse(open, unjudged) : unjudged;
    else keyed.push({ member, keys: keys as Value[] });
  }
  if (open) return open;
  keyed.sort((a, b) => {
    for (const [i, node] of by.entries()) {
      const sign = order(a.keys[i] as Value, b.keys[i] as Value, node.type);
      if (sign !== 0) return sign;
    }
    return 0; // sorting is stable, and members stand by position
  });
  return keyed.map(({ member }) => member);
}
