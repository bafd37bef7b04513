import { add, type Decimal, ZERO } from "../expression/decimal.ts";
import { order } from "../expression/equality.ts";
import { fault, isUnjudged, missing, type Unjudged, worse } from "../expression/fault.ts";
import { bind, type Frame } from "../expression/frame.ts";
import { evaluate, exhausted } from "../expression/interpret.ts";
import type { Node, SetForm } from "../expression/node.ts";
import type { Value } from "../expression/value.ts";
import type { World } from "../expression/world.ts";
import type { KeyEntry } from "../judge-keys.ts";

/** The records under one key of one rule, in the order of their positions. */
export interface Group {
  readonly members: readonly Member[];
  /** Orders worked out once a group, by form. */
  readonly sorted: Map<SetForm, readonly Member[] | Unjudged>;
}

/** A record of a group; its frame sees it as `record`, with parameters and lets. */
export interface Member {
  readonly entry: KeyEntry;
  readonly frame: Frame | undefined;
}

type Form<Name extends SetForm["form"]> = Extract<SetForm, { readonly form: Name }>;

/** What a form gives for one member; `named` is told of the other members that it names. */
export function evaluateForm(
  form: SetForm,
  self: Member,
  group: Group,
  frame: Frame | undefined,
  world: World,
  named: (member: Member) => void,
): Value | Unjudged {
  const { members } = group;
  if (!world.charge(members.length)) return exhausted();
  const others = members.filter((member) => member !== self);
  switch (form.form) {
    case "duplicates":
      return told(others, named);
    case "others":
      return evaluateOthers(form, others, frame, self, world, named);
    case "overlaps":
      return evaluateOverlaps(form, self, others, world, named);
    case "gaps":
      return evaluateGaps(form, self, others, world);
    case "runningSum":
      return evaluateRunningSum(form, self, group, world);
    case "previous":
      return evaluatePrevious(form, self, group, world, named);
    case "present":
      return fault("internal", "a roster has no group");
  }
}

function told(members: readonly Member[], named: (member: Member) => void): Value {
  for (const member of members) named(member);
  return members.map(({ entry }) => entry.value);
}

/** Those for which the condition holds, here and then in the archive; more than `max` is a fault. */
function evaluateOthers(
  form: Form<"others">,
  others: readonly Member[],
  frame: Frame | undefined,
  self: Member,
  world: World,
  named: (member: Member) => void,
): Value | Unjudged {
  const kept: Member[] = [];
  let open: Unjudged | undefined;
  const holds = (other: Value): boolean => {
    const found = evaluate(form.where, bind(frame, "other", other), world);
    if (isUnjudged(found)) open = open ? worse(open, found) : found;
    return found === true;
  };
  for (const other of others) if (holds(other.entry.value)) kept.push(other);
  const rows = form.archive ? world.rows.find(form.archive, self.entry.key, undefined) : [];
  if (form.archive && !world.rows.loaded(form.archive)) return missing(`the table ${form.archive}`);
  const archived = rows.filter((row) => holds(row));
  if (open) return open;
  if (kept.length + archived.length > form.max)
    return fault("too_many_rows", `${kept.length + archived.length} others, at most ${form.max}`);
  return [...(told(kept, named) as readonly Value[]), ...archived];
}

function evaluateOverlaps(
  form: Form<"overlaps">,
  self: Member,
  others: readonly Member[],
  world: World,
  named: (member: Member) => void,
): Value | Unjudged {
  const own = periodOf(form, self, world);
  if (isUnjudged(own)) return own;
  const kept: Member[] = [];
  let open: Unjudged | undefined;
  for (const other of others) {
    const period = periodOf(form, other, world);
    if (isUnjudged(period)) open = open ? worse(open, period) : period;
    else if (period.from <= own.to && own.from <= period.to) kept.push(other);
  }
  return open ?? told(kept, named);
}

function periodOf(
  form: Form<"overlaps">,
  { frame }: Member,
  world: World,
): { readonly from: number; readonly to: number } | Unjudged {
  const from = evaluate(form.from, frame, world);
  const to = evaluate(form.to, frame, world);
  if (isUnjudged(from)) return isUnjudged(to) ? worse(from, to) : from;
  return isUnjudged(to) ? to : { from: from as number, to: to as number };
}

/** Records whose own number cannot be read are judged for themselves and leave no gap here. */
function evaluateGaps(
  form: Form<"gaps">,
  self: Member,
  others: readonly Member[],
  world: World,
): Value | Unjudged {
  const own = evaluate(form.number, self.frame, world);
  if (isUnjudged(own)) return own;
  let before: bigint | undefined;
  for (const { frame } of others) {
    const number = evaluate(form.number, frame, world);
    if (isUnjudged(number) || (number as bigint) >= (own as bigint)) continue;
    if (before === undefined || (number as bigint) > before) before = number as bigint;
  }
  if (before === undefined || (own as bigint) - before <= 1n) return [];
  const [from, to] = [before + 1n, (own as bigint) - 1n];
  return [from === to ? `${from}` : `${from}-${to}`];
}

function evaluateRunningSum(
  form: Form<"runningSum">,
  self: Member,
  group: Group,
  world: World,
): Value | Unjudged {
  const sorted = sortedBy(form, form.order, group, world);
  if (isUnjudged(sorted)) return sorted;
  const isInt = form.type.kind === "int";
  let sum: Value = isInt ? 0n : ZERO;
  for (const member of sorted) {
    const value = evaluate(form.value, member.frame, world);
    if (isUnjudged(value)) return value;
    sum = isInt ? (sum as bigint) + (value as bigint) : add(sum as Decimal, value as Decimal);
    if (member === self) return sum;
  }
  return fault("internal", "a record is not in its own group");
}

function evaluatePrevious(
  form: Form<"previous">,
  self: Member,
  group: Group,
  world: World,
  named: (member: Member) => void,
): Value | Unjudged {
  const sorted = sortedBy(form, form.order, group, world);
  if (isUnjudged(sorted)) return sorted;
  const before = sorted[sorted.indexOf(self) - 1];
  if (!before) return missing("a record before this one");
  named(before);
  return before.entry.value;
}

/** The group in the order given, equal ones by position. An order that is unjudged decides all. */
function sortedBy(
  form: SetForm,
  by: readonly Node[],
  group: Group,
  world: World,
): readonly Member[] | Unjudged {
  const known = group.sorted.get(form);
  if (known) return known;
  const sorted = sort(by, group.members, world);
  group.sorted.set(form, sorted);
  return sorted;
}

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
    return members.indexOf(a.member) - members.indexOf(b.member);
  });
  return keyed.map(({ member }) => member);
}
