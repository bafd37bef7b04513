import { type Context, partitionMax } from "./context.ts";
import { fault, isUnjudged, type Unjudged } from "./expression/fault.ts";
import { bind, type Frame } from "./expression/frame.ts";
import { evaluate } from "./expression/interpret.ts";
import { compositeKey } from "./expression/key.ts";
import type { Node, SetForm } from "./expression/node.ts";
import type { JsonObject, Value } from "./expression/value.ts";
import type { World } from "./expression/world.ts";
import { isInForce } from "./in-force.ts";
import { open } from "./judge/check-outcome.ts";
import { elementsOf, withParams } from "./judge/elements.ts";
import {
  type Ground,
  groundOf,
  isJudged,
  judgeRule,
  type RuleOutcome,
  unjudgedRule,
} from "./judge/judge-rule.ts";
import { partitionOf } from "./judge/partition.ts";
import { placesOf, placesOfRun } from "./judge/places.ts";
import { businessDay, type Preparation, type PreparedRule, prepare } from "./judge/preparation.ts";
import { evaluateForm, type Group, groupOf, type Member } from "./judge/set-forms.ts";
import { type SubjectRecord, subjectRecord } from "./judge/subject-record.ts";
import type { Plan } from "./plan.ts";
import type { HeldRecord } from "./report.ts";
import { allNodes } from "./ruleset/nodes.ts";
import type { Severity } from "./severity.ts";
import type { RecordKind } from "./subject.ts";
import { countRule, countWaiting, noTallies, type RunningTallies, type Tallies } from "./tally.ts";
import type { RecordRef, Violation } from "./violation.ts";

/** What a set rule keeps of one record: plain JSON, so that it can be spilled to a partition. */
export interface KeyEntry {
  readonly rule: string;
  /** Eight hex digits: entries of one rule and key share it, whatever the partitions are. */
  readonly hash: string;
  readonly key: string;
  readonly record: RecordRef;
  readonly digest: string;
  /** The fields that the rule reads. */
  readonly value: JsonObject;
  /** False: the rule leaves the record out, but compares others with it. */
  readonly judged: boolean;
  /** How many set rules alone can judge the record, where no other rule did. */
  readonly alone?: number;
}

/** What a roster keeps: that some record has a key. */
export type RosterKey = Pick<KeyEntry, "rule" | "hash" | "key">;

/** A record that only set rules could judge, and that one of these has left out. */
export interface LeftRecord {
  readonly record: RecordRef;
  readonly digest: string;
  /** How many set rules could judge it. */
  readonly of: number;
}

/** Further records that one violation names at most: each has a violation of its own. */
export const othersNamedMax = 100;

export interface SetResult {
  readonly tallies: Tallies;
  readonly violations: readonly Violation[];
  readonly held: readonly HeldRecord[];
  readonly left: readonly LeftRecord[];
}

/**
 * Judges set rules on one partition of the key entries, exactly, whatever order they come in. All
 * entries of a hash must be there; `holds` says which hashes the partition has, so that rosters go
 * through their table once over all partitions.
 */
export function judgeKeys(
  plan: Plan,
  entries: Iterable<KeyEntry>,
  context: Context,
  holds: (hash: string) => boolean = () => true,
  present: Iterable<RosterKey> = [],
): SetResult {
  const p = prepare(plan, context);
  const presentByRule = Map.groupBy(present, ({ rule }) => rule);
  const into: Into = { tallies: noTallies(plan.rules.length), violations: [], held: [], left: [] };
  const byRule = Map.groupBy(entries, ({ rule }) => rule);
  for (const prepared of p.rules) {
    if (!prepared.active) continue;
    const own = byRule.get(prepared.rule.id) ?? [];
    const keys = [...own, ...(presentByRule.get(prepared.rule.id) ?? [])];
    if (prepared.rule.roster) judgeRoster(p, prepared, keys, holds, into);
    else if (own.length > 0) judgeGroups(p, prepared, own, into);
  }
  return into;
}

interface Into {
  readonly tallies: RunningTallies;
  readonly violations: Violation[];
  readonly held: HeldRecord[];
  readonly left: LeftRecord[];
}

function judgeGroups(
  p: Preparation,
  prepared: PreparedRule,
  entries: readonly KeyEntry[],
  into: Into,
): void {
  const kind = p.plan.subject.records.find(({ name }) => name === prepared.rule.of);
  if (!kind) return;
  for (const members of Map.groupBy(entries, ({ key }) => key).values())
    judgeGroup(p, prepared, kind, [...members].sort(byPosition), into);
}

const byPosition = (a: KeyEntry, b: KeyEntry): number =>
  a.record.position.file - b.record.position.file ||
  a.record.position.offset - b.record.position.offset;

function judgeGroup(
  p: Preparation,
  prepared: PreparedRule,
  kind: RecordKind,
  entries: readonly KeyEntry[],
  into: Into,
): void {
  const records = entries.map((entry) => recordOf(p, kind, entry));
  const members = records.map((record, i) => memberOf(prepared, record, entries[i] as KeyEntry));
  const group = groupOf(members);
  for (const [i, record] of records.entries()) {
    const member = group.members[i] as Member;
    if (!member.entry.judged) continue;
    p.refuel();
    take(into, prepared, judgeMember(prepared, record, member, group), member.entry);
  }
}

/** What a set rule gives on a record whose key no other record has. */
export function judgeAlone(
  p: Preparation,
  prepared: PreparedRule,
  kind: RecordKind,
  entry: KeyEntry,
): RuleOutcome {
  const record = recordOf(p, kind, entry);
  const member = memberOf(prepared, record, entry);
  p.refuel();
  return judgeMember(prepared, record, member, groupOf([member]));
}

function recordOf(p: Preparation, kind: RecordKind, entry: KeyEntry): SubjectRecord {
  const { record, value, digest } = entry;
  return subjectRecord(p, kind, { value, digest, ...record }, record.key);
}

/** A member as forms read it: with parameters and lets, without loops. */
export function memberOf({ rule }: PreparedRule, record: SubjectRecord, entry: KeyEntry): Member {
  const frame = withParams(rule, {}, record.frame, record.currency);
  const elements = elementsOf({ ...rule, each: [] }, frame, record.world);
  return { entry, frame: isUnjudged(elements) ? frame : elements[0]?.frame };
}

function judgeMember(
  prepared: PreparedRule,
  record: SubjectRecord,
  member: Member,
  group: Group,
): RuleOutcome {
  const named = new Set<RecordRef>();
  const world: World = {
    ...record.world,
    set: (form, frame) =>
      evaluateForm(form, member, group, frame, record.world, ({ entry }) => {
        if (named.size < othersNamedMax) named.add(entry.record);
      }),
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
  if (group.members.length > partitionMax)
    return failing(fault("too_many_rows", `more than ${partitionMax} records under one key`));
  const places = placesOf(prepared, record);
  return isUnjudged(places) ? failing(places) : judgeRule(prepared, places, ground);
}

function take(
  into: Into,
  { rule, index }: PreparedRule,
  { outcome, violations }: RuleOutcome,
  entry: KeyEntry | undefined,
): void {
  countRule(into.tallies, index, outcome, violations);
  if (entry) countWaiting(into.tallies, index, -1);
  if (entry?.alone !== undefined && !isJudged(outcome))
    into.left.push({ record: entry.record, digest: entry.digest, of: entry.alone });
  let verdict: Severity | undefined;
  for (const violation of violations) {
    into.violations.push(violation);
    if (rule.shadow || violation.severity === "warn") continue;
    verdict = verdict === "block" ? verdict : violation.severity;
  }
  if (entry && (verdict === "hold" || verdict === "block"))
    into.held.push({ ...entry.record, verdict, digest: entry.digest });
}

/** Whether a roster can go through its table here: it was loaded, and somebody has all its rows. */
export const canGoThrough = ({ rows }: Context, table: string): boolean =>
  rows.loaded(table) && rows.all(table) !== undefined;

/** The rows that a roster goes through: of a dated table those in force on the business day. */
function rowsOfRoster(p: Preparation, table: string): Iterable<JsonObject> {
  const all = p.context.rows.all(table) ?? [];
  const day = businessDay(p.context);
  if (isUnjudged(day) || !p.plan.subject.tables[table]?.dated) return all;
  return [...all].filter((row) => isInForce(row, day));
}

/** A roster: judged once a row, to find what no record stands for. */
function judgeRoster(
  p: Preparation,
  prepared: PreparedRule,
  entries: readonly RosterKey[],
  holds: (hash: string) => boolean,
  into: Into,
): void {
  const { rule } = prepared;
  const roster = rule.roster;
  if (!roster || !canGoThrough(p.context, roster.table)) return;
  const keys = new Set(entries.map(({ key }) => key));
  const form = rule.checks.map(({ must }) => presentIn(must)).find((found) => found);
  for (const row of rowsOfRoster(p, roster.table)) {
    p.refuel();
    const frame = bind(p.frame, roster.name, row);
    const key = form ? evaluate(form.by, frame, p.world) : "";
    const hash = partitionOf(rule.id, isUnjudged(key) ? "" : String(key));
    if (!holds(hash)) continue;
    const world: World = {
      ...p.world,
      set: () => (isUnjudged(key) ? key : keys.has(key as string)),
    };
    const ground = { frame, world, row: rowName(p, roster.table, row), currency: () => undefined };
    take(into, prepared, judgeRow(prepared, p.context, ground), undefined);
  }
}

/** What names a row in its table, whatever its other fields say. */
function rowName({ plan }: Preparation, name: string, row: JsonObject): string {
  const table = plan.subject.tables[name];
  const fields = [...(table?.key ?? []), ...(table?.dated ? ["valid_from"] : [])];
  return compositeKey(fields.map((field) => String(row[field] ?? "")));
}

function judgeRow(
  prepared: PreparedRule,
  context: Context,
  ground: Ground & { readonly frame: Frame },
): RuleOutcome {
  const { frame, world } = ground;
  const where = prepared.rule.roster?.where;
  const places = placesOfRun(prepared, context);
  if (isUnjudged(places)) return unjudgedRule(prepared, open(places), { frame, place: {} }, ground);
  if (places.length === 0) return { outcome: "not_applicable", violations: [] };
  const wanted: Value | Unjudged = where ? evaluate(where, frame, world) : true;
  if (wanted === false) return { outcome: "not_applicable", violations: [] };
  if (isUnjudged(wanted)) return unjudgedRule(prepared, open(wanted), { frame, place: {} }, ground);
  return judgeRule(prepared, places, ground);
}

/** The form that asks whether a row's key is there. */
const presentIn = (node: Node): PresentForm | undefined =>
  allNodes(node).find((part): part is PresentForm => part.op === "set" && part.form === "present");

type PresentForm = Extract<SetForm, { readonly form: "present" }>;
