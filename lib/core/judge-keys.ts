import { type Context, partitionMax } from "./context.ts";
import { fault, isUnjudged, type Unjudged } from "./expression/fault.ts";
import { bind, type Frame } from "./expression/frame.ts";
import { evaluate } from "./expression/interpret.ts";
import type { Node, SetForm } from "./expression/node.ts";
import type { JsonObject, Value } from "./expression/value.ts";
import type { World } from "./expression/world.ts";
import { open } from "./judge/check-outcome.ts";
import { elementsOf, withParams } from "./judge/elements.ts";
import { judgeRule, type RuleOutcome, unjudgedRule } from "./judge/judge-rule.ts";
import { partitionOf } from "./judge/partition.ts";
import { placesOf, placesOfRun } from "./judge/places.ts";
import { type Preparation, type PreparedRule, prepare } from "./judge/preparation.ts";
import { evaluateForm, type Group, type Member } from "./judge/set-forms.ts";
import { type SubjectRecord, subjectRecord } from "./judge/subject-record.ts";
import type { Plan } from "./plan.ts";
import type { HeldRecord } from "./report.ts";
import type { Severity } from "./severity.ts";
import type { RecordKind } from "./subject.ts";
import { countOutcome, countViolation, noTallies, type Tallies } from "./tally.ts";
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
}

export interface SetResult {
  readonly tallies: Tallies;
  readonly violations: readonly Violation[];
  readonly held: readonly HeldRecord[];
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
): SetResult {
  const p = prepare(plan, context);
  const into: Into = { tallies: noTallies(plan.rules.length), violations: [], held: [] };
  const byRule = Map.groupBy(entries, ({ rule }) => rule);
  for (const prepared of p.rules) {
    if (!prepared.active) continue;
    const own = byRule.get(prepared.rule.id) ?? [];
    if (prepared.rule.roster) judgeRoster(p, prepared, own, holds, into);
    else if (own.length > 0) judgeGroups(p, prepared, own, into);
  }
  return into;
}

interface Into {
  readonly tallies: Tallies;
  readonly violations: Violation[];
  readonly held: HeldRecord[];
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
  const group: Group = {
    members: records.map((record, i) => ({
      entry: entries[i] as KeyEntry,
      frame: frameOf(p, prepared, record),
    })),
    sorted: new Map(),
  };
  for (const [i, record] of records.entries()) {
    const member = group.members[i] as Member;
    if (!member.entry.judged) continue;
    p.refuel();
    take(into, prepared, judgeMember(prepared, record, member, group), member.entry);
  }
}

function recordOf(p: Preparation, kind: RecordKind, entry: KeyEntry): SubjectRecord {
  const { record, value, digest } = entry;
  return subjectRecord(p, kind, { value, digest, ...record }, record.key);
}

/** The frame in which forms read a member: with parameters and lets, without loops. */
function frameOf(p: Preparation, prepared: PreparedRule, record: SubjectRecord): Frame | undefined {
  const frame = withParams(prepared.rule, {}, record.frame, record.currency);
  const elements = elementsOf({ ...prepared.rule, each: [] }, frame, p.world);
  return isUnjudged(elements) ? frame : elements[0]?.frame;
}

function judgeMember(
  prepared: PreparedRule,
  record: SubjectRecord,
  member: Member,
  group: Group,
): RuleOutcome {
  const named = new Map<string, RecordRef>();
  const world: World = {
    ...record.world,
    set: (form, frame) =>
      evaluateForm(form, member, group, frame, record.world, ({ entry }) =>
        named.set(`${entry.record.position.file} ${entry.record.position.offset}`, entry.record),
      ),
  };
  const ground = {
    frame: record.frame,
    world,
    record: record.ref,
    currency: record.currency,
    takeOthers: () => {
      const others = [...named.values()];
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
  countOutcome(into.tallies, index, outcome);
  let verdict: Severity | undefined;
  for (const violation of violations) {
    into.violations.push(violation);
    countViolation(into.tallies, index, violation.severity);
    if (rule.shadow || violation.severity === "warn") continue;
    verdict = verdict === "block" ? verdict : violation.severity;
  }
  if (entry && (verdict === "hold" || verdict === "block"))
    into.held.push({ ...entry.record, verdict, digest: entry.digest });
}

/** A roster: judged once a row, to find what no record stands for. */
function judgeRoster(
  p: Preparation,
  prepared: PreparedRule,
  entries: readonly KeyEntry[],
  holds: (hash: string) => boolean,
  into: Into,
): void {
  const { rule } = prepared;
  const roster = rule.roster;
  if (!roster || !p.context.rows.loaded(roster.table)) return;
  const keys = new Set(entries.map(({ key }) => key));
  const form = rule.checks.map(({ must }) => presentIn(must)).find((found) => found);
  for (const row of p.context.rows.all(roster.table)) {
    p.refuel();
    const frame = bind(p.frame, roster.name, row);
    const key = form ? evaluate(form.by, frame, p.world) : "";
    const hash = partitionOf(rule.id, isUnjudged(key) ? "" : String(key));
    if (!holds(hash)) continue;
    const world: World = {
      ...p.world,
      set: () => (isUnjudged(key) ? key : keys.has(key as string)),
    };
    take(into, prepared, judgeRow(prepared, p.context, frame, world), undefined);
  }
}

function judgeRow(
  prepared: PreparedRule,
  context: Context,
  frame: Frame,
  world: World,
): RuleOutcome {
  const ground = { frame, world, currency: () => undefined };
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
function presentIn(node: Node): Extract<SetForm, { readonly form: "present" }> | undefined {
  if (node.op === "set" && node.form === "present") return node;
  for (const part of Object.values(node).flat()) {
    if (typeof part !== "object" || part === null || !("op" in part)) continue;
    const found = presentIn(part as Node);
    if (found) return found;
  }
  return undefined;
}
