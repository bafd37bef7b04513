import type { Context } from "./context.ts";
import { fault, isUnjudged, type Unjudged } from "./expression/fault.ts";
import { type Fast, type FastContext, loadFast, proof } from "./expression/load.ts";
import { type Finding, startFinding } from "./findings.ts";
import type { Bounds, Gathered } from "./gather.ts";
import { type Adding, startAdding } from "./judge/adding.ts";
import { schemaViolations, unjudgedViolation } from "./judge/built-in.ts";
import { open } from "./judge/check-outcome.ts";
import {
  groundOf,
  isJudged,
  judgeRule,
  type RuleOutcome,
  unjudgedRule,
} from "./judge/judge-rule.ts";
import { entryKeeper, type KeyKeeper } from "./judge/key-keeper.ts";
import { lacksOf } from "./judge/lacking.ts";
import { type Place, placesOf } from "./judge/places.ts";
import { type Preparation, type PreparedRule, prepare } from "./judge/preparation.ts";
import { drawSample, type SampleStates } from "./judge/sample.ts";
import { type KeyStubs, stubKeeper } from "./judge/stubs-keep.ts";
import { provenState } from "./judge/stubs-proof.ts";
import { type SubjectRecord, subjectRecord } from "./judge/subject-record.ts";
import { notOfKind, unreadableRecord, withoutKey } from "./judge/unreadable-of.ts";
import type { KeyEntry } from "./judge-keys.ts";
import { naturalKey } from "./natural-key.ts";
import type { Plan } from "./plan.ts";
import type { Reading, ReadRecord } from "./record.ts";
import type { HeldRecord, UnreadableRecord } from "./report.ts";
import { type Severity, worst } from "./severity.ts";
import type { RecordKind } from "./subject.ts";
import { countRule, noTallies, type RunningTallies } from "./tally.ts";
import type { Violation } from "./violation.ts";

/** What judging a chunk of records gave. Its size goes with what was found, not with what passed. */
export interface ChunkResult extends JudgedRecords {
  /** What set rules compare: partition it by `hash`, then call `judgeKeys`. */
  readonly keys: readonly KeyEntry[];
}

/** The same of a part of a large submission, whose set rules keep stubs. */
export interface StubbedResult extends JudgedRecords {
  readonly keys: KeyStubs;
}

/** What is certain of a chunk of records by itself. */
export interface JudgedRecords extends Gathered {
  /** Records with a violation that holds or blocks. */
  readonly held: readonly HeldRecord[];
  readonly unreadable: readonly UnreadableRecord[];
}

/** How a chunk is judged. */
export interface JudgeOptions extends Pick<Bounds, "violationsMax"> {
  /** `stubs` where not all entries of set rules would fit into memory. */
  readonly keys?: "entries" | "stubs";
  /** The number by which the caller finds the part of these records again: stubs hold it. */
  readonly part?: number;
}

/**
 * Judges a chunk of readings by every rule of scope `record`, and keeps what set and run rules
 * need. Total and deterministic: no record, however malformed, makes it throw, and the result of
 * a record does not depend on its neighbours.
 */
export function judge(
  plan: Plan,
  readings: Iterable<Reading>,
  context: Context,
  options: JudgeOptions & { readonly keys: "stubs" },
): StubbedResult;
export function judge(
  plan: Plan,
  readings: Iterable<Reading>,
  context: Context,
  options?: JudgeOptions & { readonly keys?: "entries" },
): ChunkResult;
export function judge(
  plan: Plan,
  readings: Iterable<Reading>,
  context: Context,
  options: JudgeOptions = {},
): ChunkResult | StubbedResult {
  const p = prepare(plan, context);
  const tallies = noTallies(plan.rules.length);
  if (options.keys === "stubs") {
    const keeper = stubKeeper(p, tallies, options.part ?? 0);
    const judged = judgeAll(startJudging(p, tallies, keeper, options), readings);
    return { ...judged, keys: keeper.kept() };
  }
  const keys: KeyEntry[] = [];
  const keeper = entryKeeper(p, tallies, keys);
  return { ...judgeAll(startJudging(p, tallies, keeper, options), readings), keys };
}

function judgeAll(judging: Judging, readings: Iterable<Reading>): JudgedRecords {
  for (const reading of readings) judgeReading(judging, reading);
  return resultOf(judging);
}

interface Judging {
  readonly p: Preparation;
  readonly kinds: ReadonlyMap<string, KindJudging>;
  readonly defaultKind: string;
  readonly fast: Fast;
  readonly fits: (record: ReadRecord["value"], kind: string) => boolean;
  /** Whether the proofs tell where rules do not apply. */
  readonly places: boolean;
  readonly proofs: Uint8Array;
  readonly tallies: RunningTallies;
  readonly adding: Adding;
  readonly finding: Finding;
  readonly held: HeldRecord[];
  readonly unreadable: UnreadableRecord[];
  readonly keeper: KeyKeeper;
  samples: SampleStates;
  received: number;
}

/** What is judged of one record kind; `first` is the place of a rule's first check in the proofs. */
interface KindJudging {
  readonly kind: RecordKind;
  readonly recordRules: readonly { readonly prepared: PreparedRule; readonly first: number }[];
  readonly fastContext: FastContext;
}

function startJudging(
  p: Preparation,
  tallies: RunningTallies,
  keeper: KeyKeeper,
  options: JudgeOptions,
): Judging {
  const { plan } = p;
  const { judge: fast, fits, places = false } = loadFast(plan);
  return {
    p,
    kinds: new Map(plan.subject.records.map((kind) => [kind.name, kindJudging(p, kind)])),
    defaultKind: plan.subject.records[0]?.name ?? "",
    fast,
    fits,
    places,
    proofs: new Uint8Array(plan.rules.reduce((sum, rule) => sum + rule.checks.length, 0)),
    tallies,
    adding: startAdding(p),
    finding: startFinding(options.violationsMax),
    held: [],
    unreadable: [],
    keeper,
    samples: {},
    received: 0,
  };
}

function kindJudging(p: Preparation, kind: RecordKind): KindJudging {
  const recordRules: KindJudging["recordRules"][number][] = [];
  let first = 0;
  for (const prepared of p.rules) {
    const { rule } = prepared;
    if (rule.scope !== "record" || rule.roster) continue;
    if (rule.of === kind.name) recordRules.push({ prepared, first });
    first += rule.checks.length;
  }
  return {
    kind,
    recordRules,
    fastContext: { ...p.context, kind: kind.name, lacks: lacksOf(recordRules, first) },
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
      j.finding.add(violation);
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
  const kept = { kind: kind.kind.name, value, position: reading.position, closely, judged, add };
  if (!j.keeper.take(kept)) add([unjudgedViolation(closely())]);
  j.adding.add(kind.kind.name, value, closely);
  if (j.p.samples) {
    const drawn = { key, kind: kind.kind.name, closely };
    j.samples = drawSample(j.p, j.samples, reading, drawn);
  }
  if (severity === "hold" || severity === "block")
    j.held.push({ ...refOf(reading, key), verdict: severity, digest: reading.digest });
}

const refOf = ({ position, place }: ReadRecord, key: string) => ({ key, position, place });

const leftOut: RuleOutcome = { outcome: "not_applicable", violations: [] };
const proven = {
  pass: { outcome: "pass", violations: [] },
  not_applicable: leftOut,
  not_configured: { outcome: "not_configured", violations: [] },
} as const satisfies Readonly<Record<string, RuleOutcome>>;

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
  if (prepared.placedByCode && j.places) {
    if (j.proofs[first] === proof.elsewhere) return leftOut;
    const proven = provenOutcome(j, prepared, first);
    if (proven) return proven;
  }
  // What the rule before has spent, on this record or another, is not this one's.
  j.p.refuel();
  const places = placesOf(prepared, closely());
  if (isUnjudged(places)) return unplaced(j, prepared, places, closely());
  if (places.length === 0) return leftOut;
  const isBase = !prepared.perMarket && places.length === 1;
  const outcome = isBase ? provenOutcome(j, prepared, first) : undefined;
  return outcome ?? judgeClosely(j, prepared, places, closely());
}

/** The outcome when every check is proven and none failed. */
function provenOutcome(j: Judging, prepared: PreparedRule, first: number): RuleOutcome | undefined {
  const state = provenState(prepared, j.proofs, first);
  return state === undefined || state === "open" ? undefined : proven[state];
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

function resultOf(j: Judging): JudgedRecords {
  return {
    received: j.received,
    tallies: j.tallies,
    states: j.adding.states(),
    samples: j.samples,
    findings: j.finding.findings(),
    held: j.held,
    unreadable: j.unreadable,
  };
}
