import { fuelDefault, groupFuelTimes, partitionMax } from "../context.ts";
import { fault, isUnjudged, type Unjudged } from "../expression/fault.ts";
import type { World } from "../expression/world.ts";
import { type KeyEntry, othersNamedMax } from "../judge-keys.ts";
import type { RecordKind } from "../subject.ts";
import type { RecordRef } from "../violation.ts";
import { open } from "./check-outcome.ts";
import { elementsOf, withParams } from "./elements.ts";
import { type Ground, groundOf, judgeRule, type RuleOutcome, unjudgedRule } from "./judge-rule.ts";
import { placesOf } from "./places.ts";
import type { Preparation, PreparedRule } from "./preparation.ts";
import { evaluateForm, type Group, groupOf, type Member } from "./set-forms.ts";
import type { SetResults } from "./set-results.ts";
import { type SubjectRecord, subjectRecord } from "./subject-record.ts";

/** A set rule, and the kind of the records that it compares. */
export interface Comparing {
  readonly p: Preparation;
  readonly prepared: PreparedRule;
  readonly kind: RecordKind;
}

/** Judges the records under one key, in the order of their positions. */
export function judgeGroup(
  comparing: Comparing,
  entries: readonly KeyEntry[],
  results: SetResults,
): void {
  const { p, prepared } = comparing;
  if (!entries.some(({ judged }) => judged)) return;
  const { records, group } = groupFrom(comparing, entries);
  const tank = { left: (p.context.fuel ?? fuelDefault) * groupFuelTimes };
  for (const [i, record] of records.entries()) {
    const member = group.members[i] as Member;
    if (!member.entry.judged) continue;
    results.add(prepared, judgeMember(comparing, record, member, group, tank), member.entry);
  }
}

/** The entries under one key as a group, with the records of its members in their order. */
export function groupFrom(
  comparing: Comparing,
  entries: readonly KeyEntry[],
): { readonly records: readonly SubjectRecord[]; readonly group: Group } {
  const sorted = [...entries].sort(byPosition);
  const own = sorted.filter(({ of }) => of === undefined);
  const records = own.map((entry) => recordOf(comparing, entry));
  const members = own.map((entry, i) =>
    memberOf(comparing.prepared, records[i] as SubjectRecord, entry),
  );
  return {
    records,
    group: groupOf(
      members,
      sorted.filter(({ of }) => of !== undefined),
    ),
  };
}

const byPosition = (a: KeyEntry, b: KeyEntry): number =>
  a.record.position.file - b.record.position.file ||
  a.record.position.offset - b.record.position.offset;

/** What a set rule gives on a record whose key no other record has. */
export function judgeAlone(comparing: Comparing, entry: KeyEntry): RuleOutcome {
  const record = recordOf(comparing, entry);
  const member = memberOf(comparing.prepared, record, entry);
  const tank = { left: Number.POSITIVE_INFINITY };
  return judgeMember(comparing, record, member, groupOf([member]), tank);
}

/** What a set rule gives on one of more records under a key than it compares. */
export function judgeCrowded(comparing: Comparing, entry: KeyEntry, results: SetResults): void {
  if (!entry.judged) return;
  const { p, prepared } = comparing;
  const record = recordOf(comparing, entry);
  p.refuel();
  const crowd = fault("too_many_rows", `more than ${partitionMax} records under one key`);
  const ground: Ground = { ...groundOf(record), takeOthers: () => [] };
  const at = { frame: record.frame, place: {} };
  results.add(prepared, unjudgedRule(prepared, open(crowd), at, ground), entry);
}

function recordOf({ p, kind }: Comparing, entry: KeyEntry): SubjectRecord {
  const { record, value, digest } = entry;
  return subjectRecord(p, kind, { value, digest, ...record }, record.key);
}

/** A member as forms read it: with parameters and lets, without loops. */
function memberOf({ rule }: PreparedRule, record: SubjectRecord, entry: KeyEntry): Member {
  const frame = withParams(rule, {}, record.frame, record.currency);
  const elements = elementsOf({ ...rule, each: [] }, frame, record.world);
  return { entry, frame: isUnjudged(elements) ? frame : elements[0]?.frame };
}

function judgeMember(
  { p, prepared }: Comparing,
  record: SubjectRecord,
  member: Member,
  group: Group,
  tank: { left: number },
): RuleOutcome {
  const named = new Set<RecordRef>();
  // What forms take of all members grows with their number alone; what a rule makes of it is
  // charged to the group as well, or many records of one key would take a budget each.
  const charge = (steps: number): boolean => {
    tank.left -= steps;
    return record.world.charge(steps) && tank.left >= 0;
  };
  // A form may stand in the condition of another: it is about the same record.
  const within: World = {
    ...record.world,
    set: (form, frame) =>
      evaluateForm(form, member, group, frame, within, (other) => {
        named.add(other);
        return named.size < othersNamedMax;
      }),
  };
  const world: World = {
    ...within,
    charge,
    functions: { ...record.world.functions, charge },
  };
  const ground: Ground = {
    ...groundOf(record),
    world,
    takeOthers: () => {
      const others = [...named];
      named.clear();
      return others;
    },
  };
  const failing = (unjudged: Unjudged) =>
    unjudgedRule(prepared, open(unjudged), { frame: record.frame, place: {} }, ground);
  p.refuel();
  const places = placesOf(prepared, record);
  if (isUnjudged(places)) return failing(places);
  // What markets and dates have spent is not the rule's.
  p.refuel();
  return judgeRule(prepared, places, ground);
}
