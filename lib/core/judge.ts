import {
  type AggregateStates,
  addRecord,
  mergeStates,
  type Running,
  startAggregate,
  stateOf,
} from "./aggregate.ts";
import type { Context } from "./context.ts";
import { fault, isUnjudged, type Unjudged } from "./expression/fault.ts";
import { type Fast, type FastContext, loadFast, proof } from "./expression/load.ts";
import { schemaViolations, unjudgedViolation } from "./judge/built-in.ts";
import { open } from "./judge/check-outcome.ts";
import { collectKeys } from "./judge/collect-keys.ts";
import {
  groundOf,
  isJudged,
  judgeRule,
  type RuleOutcome,
  unjudgedRule,
} from "./judge/judge-rule.ts";
import { type Place, placesOf } from "./judge/places.ts";
import { type Preparation, type PreparedRule, prepare } from "./judge/preparation.ts";
import { drawSample, mergeSamples, type SampleStates } from "./judge/sample.ts";
import { type SubjectRecord, subjectRecord } from "./judge/subject-record.ts";
import type { KeyEntry } from "./judge-keys.ts";
import { naturalKey } from "./natural-key.ts";
import type { Plan } from "./plan.ts";
import type { Reading, ReadRecord, Unreadable } from "./record.ts";
import type { HeldRecord, UnreadableRecord } from "./report.ts";
import { type Severity, worst } from "./severity.ts";
import type { RecordKind } from "./subject.ts";
import { addTallies, countRule, countWaiting, noTallies, type Tallies } from "./tally.ts";
import type { Violation } from "./violation.ts";

/** What judging a chunk of records gave. Its size goes with what was found, not with what passed. */
export interface ChunkResult extends Aggregates {
  readonly violations: readonly Violation[];
  /** Records with a violation that holds or blocks. */
  readonly held: readonly HeldRecord[];
  readonly unreadable: readonly UnreadableRecord[];
  /** What set rules compare: partition it by `hash`, then call `judgeKeys`. */
  readonly keys: readonly KeyEntry[];
}

/** The part of a chunk that merges into a constant size: see `mergeAggregates`. */
export interface Aggregates {
  /** Readings, unreadable ones included. */
  readonly received: number;
  readonly tallies: Tallies;
  readonly states: AggregateStates;
  readonly samples: SampleStates;
}

/** What nothing gives: the neutral element of `mergeAggregates`. */
export const noAggregates = (plan: Plan): Aggregates => ({
  received: 0,
  tallies: noTallies(plan.rules.length),
  states: {},
  samples: {},
});

/** Merges what two chunks remember; associative and commutative. */
export function mergeAggregates(plan: Plan, a: Aggregates, b: Aggregates): Aggregates {
  return {
    received: a.received + b.received,
    tallies: addTallies(a.tallies, b.tallies),
    states: mergeStates(plan.aggregates, a.states, b.states),
    samples: mergeSamples(plan, a.samples, b.samples),
  };
}

/**
 * Judges a chunk of readings by every rule of scope `record`, and keeps what set and run rules
 * need. Total and deterministic: no record, however malformed, makes it throw, and the result of
 * a record does not depend on its neighbours.
 */
export function judge(plan: Plan, readings: Iterable<Reading>, context: Context): ChunkResult {
  const judging = startJudging(plan, context);
  for (const reading of readings) judgeReading(judging, reading);
  return resultOf(judging);
}

interface Judging {
  readonly p: Preparation;
  readonly kinds: ReadonlyMap<string, KindJudging>;
  readonly defaultKind: string;
  readonly fast: Fast;
  readonly fits: (record: ReadRecord["value"], kind: string) => boolean;
  readonly proofs: Uint8Array;
  readonly tallies: Tallies;
  readonly running: readonly Running[];
  readonly violations: Violation[];
  readonly held: HeldRecord[];
  readonly unreadable: UnreadableRecord[];
  readonly keys: KeyEntry[];
  samples: SampleStates;
  received: number;
}

/** What is judged of one record kind; `first` is the place of a rule's first check in the proofs. */
interface KindJudging {
  readonly kind: RecordKind;
  readonly recordRules: readonly { readonly prepared: PreparedRule; readonly first: number }[];
  readonly setRules: readonly PreparedRule[];
  readonly fastContext: FastContext;
  readonly running: readonly Running[];
}

function startJudging(plan: Plan, context: Context): Judging {
  const p = prepare(plan, context);
  const { judge: fast, fits } = loadFast(plan);
  const running = plan.aggregates.map(startAggregate);
  return {
    p,
    kinds: new Map(plan.subject.records.map((kind) => [kind.name, kindJudging(p, kind, running)])),
    defaultKind: plan.subject.records[0]?.name ?? "",
    fast,
    fits,
    proofs: new Uint8Array(plan.rules.reduce((sum, rule) => sum + rule.checks.length, 0)),
    tallies: noTallies(plan.rules.length),
    running,
    violations: [],
    held: [],
    unreadable: [],
    keys: [],
    samples: {},
    received: 0,
  };
}

function kindJudging(p: Preparation, kind: RecordKind, running: readonly Running[]): KindJudging {
  const recordRules: KindJudging["recordRules"][number][] = [];
  let first = 0;
  for (const prepared of p.rules) {
    const { rule } = prepared;
    if (rule.scope !== "record" || rule.roster) continue;
    if (rule.of === kind.name) recordRules.push({ prepared, first });
    first += rule.checks.length;
  }
  const isSet = ({ rule }: PreparedRule) =>
    rule.of === kind.name && (rule.scope === "set" || rule.roster !== undefined);
  return {
    kind,
    recordRules,
    setRules: p.rules.filter(isSet),
    fastContext: { ...p.context, kind: kind.name },
    running: running.filter(({ aggregate }) => aggregate.of === kind.name),
  };
}

function judgeReading(j: Judging, reading: Reading): void {
  j.received++;
  if (reading.kind === "unreadable") {
    j.unreadable.push(unreadableRecord(reading));
    return;
  }
  const kind = j.kinds.get(reading.of ?? j.defaultKind);
  const key = kind && naturalKey(reading.value, kind.kind);
  if (!kind) j.unreadable.push(notOfKind(reading, [...j.kinds.keys()]));
  else if (key === undefined) j.unreadable.push(withoutKey(reading, kind.kind));
  else judgeRecord(j, kind, reading, key);
}

function judgeRecord(j: Judging, kind: KindJudging, reading: ReadRecord, key: string): void {
  const { value } = reading;
  let record: SubjectRecord | undefined;
  /** Made only where something must be looked at closely: most records pass without. */
  const closely = (): SubjectRecord => {
    record ??= subjectRecord(j.p, kind.kind, reading, key);
    return record;
  };
  let severity: Severity | undefined;
  const add = (violations: readonly Violation[]): void => {
    for (const violation of violations) {
      j.violations.push(violation);
      if (violation.shadow) continue;
      severity = severity === undefined ? violation.severity : worst(severity, violation.severity);
    }
  };

  if (!j.fits(value, kind.kind.name)) add(schemaViolations(j.p.plan, kind.kind, closely()));
  j.fast(value, kind.fastContext, j.proofs);
  let judged = false;
  for (const { prepared, first } of kind.recordRules) {
    const { outcome, violations } = judgeByRule(j, prepared, first, closely);
    countRule(j.tallies, prepared.index, outcome, violations);
    if (isJudged(outcome)) judged = true;
    if (violations.length > 0) add(violations);
  }
  const entries: KeyEntry[] = [];
  for (const prepared of kind.setRules) {
    const { outcome, violations, entry } = collectKeys(j.p, prepared, closely());
    if (outcome) countRule(j.tallies, prepared.index, outcome, violations);
    if (outcome && isJudged(outcome)) judged = true;
    if (entry) entries.push(entry);
    if (entry?.judged) countWaiting(j.tallies, prepared.index, 1);
    add(violations);
  }
  const waiting = judged ? 0 : entries.filter((entry) => entry.judged).length;
  for (const entry of entries)
    j.keys.push(waiting > 0 && entry.judged ? { ...entry, alone: waiting } : entry);
  if (!judged && waiting === 0) add([unjudgedViolation(closely())]);
  for (const running of kind.running) {
    j.p.refuel();
    addRecord(running, value, closely().frame, closely().world);
  }
  if (j.p.samples) j.samples = drawSample(j.p, j.samples, reading, { key, kind: kind.kind.name });
  if (severity === "hold" || severity === "block")
    j.held.push({ ...refOf(reading, key), verdict: severity, digest: reading.digest });
}

const refOf = ({ position, place }: ReadRecord, key: string) => ({ key, position, place });

const passes: RuleOutcome = { outcome: "pass", violations: [] };
const leftOut: RuleOutcome = { outcome: "not_applicable", violations: [] };

/** By proof where the fast path has one, by the interpreter otherwise. */
function judgeByRule(
  j: Judging,
  prepared: PreparedRule,
  first: number,
  closely: () => SubjectRecord,
): RuleOutcome {
  if (!prepared.active) return leftOut;
  const isPlain = !prepared.conditional && !prepared.perMarket;
  if (isPlain)
    return provenOutcome(j, prepared, first) ?? judgeClosely(j, prepared, [{}], closely());
  // What the rule before has spent, on this record or another, is not this one's.
  j.p.refuel();
  const places = placesOf(prepared, closely());
  if (isUnjudged(places)) return unplaced(j, prepared, places, closely());
  if (places.length === 0) return leftOut;
  const isBase = !prepared.perMarket && places.length === 1;
  const proven = isBase ? provenOutcome(j, prepared, first) : undefined;
  return proven ?? judgeClosely(j, prepared, places, closely());
}

/** The outcome when every check is proven and none failed. */
function provenOutcome(j: Judging, prepared: PreparedRule, first: number): RuleOutcome | undefined {
  let passed = false;
  for (let i = 0; i < prepared.checks.length; i++) {
    if (prepared.checks[i]?.lacks) return undefined;
    const proven = j.proofs[first + i];
    if (proven === proof.pass) passed = true;
    else if (proven !== proof.notApplicable) return undefined;
  }
  return passed ? passes : leftOut;
}

function judgeClosely(
  j: Judging,
  prepared: PreparedRule,
  places: readonly Place[],
  record: SubjectRecord,
): RuleOutcome {
  const ground = groundOf(record);
  j.p.refuel();
  try {
    return judgeRule(prepared, places, ground);
  } catch (error) {
    // A bug of the engine must hold the record, not lose the submission.
    const unjudged = fault("internal", error instanceof Error ? error.message : String(error));
    return unjudgedRule(prepared, open(unjudged), { frame: record.frame, place: {} }, ground);
  }
}

/** The record does not say its date or its market, so whether the rule applies is not known. */
function unplaced(
  j: Judging,
  prepared: PreparedRule,
  unjudged: Unjudged,
  record: SubjectRecord,
): RuleOutcome {
  j.p.refuel();
  const frame = record.frame;
  return unjudgedRule(prepared, open(unjudged), { frame, place: {} }, groundOf(record));
}

function unreadableRecord({ place, position, code, reason }: Unreadable): UnreadableRecord {
  return { place, position, code, reason };
}

function notOfKind(reading: ReadRecord, kinds: readonly string[]): UnreadableRecord {
  const { place, position, of } = reading;
  const reason = `found a record of type '${of}', right is one of ${kinds.join(", ")}`;
  return { place, position, code: "unknown_type", reason };
}

function withoutKey({ place, position }: ReadRecord, kind: RecordKind): UnreadableRecord {
  const reason = `no natural key: ${kind.key.join(", ")} must be there`;
  return { place, position, code: "no_key", reason };
}

function resultOf(j: Judging): ChunkResult {
  return {
    received: j.received,
    tallies: j.tallies,
    states: Object.fromEntries(j.running.map((one) => [one.aggregate.id, stateOf(one)])),
    samples: j.samples,
    violations: j.violations,
    held: j.held,
    unreadable: j.unreadable,
    keys: j.keys,
  };
}
