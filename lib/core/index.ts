/**
 * Holdpoint's rule engine as a library: pure, synchronous, total.
 *
 * ```ts
 * const compiled = compileRuleset({ files, subject });
 * if (!compiled.ok) throw new Error(compiled.problems.map(formatProblem).join("\n"));
 * const chunk = judge(compiled.plan, readings, context);
 * const sets = judgeKeys(compiled.plan, chunk.keys, context);
 * const report = conclude(compiled.plan, wholeOf(compiled.plan, [chunk], [sets]), context);
 * ```
 *
 * A large submission is judged in chunks, in any order and number: take what chunks give into one
 * `startGathering`, give `judgeKeys` all key entries of one partition at a time, take these too, put
 * what is held through `startHolding` in the order of positions, and `conclude`.
 * Equal inputs give an equal report, however they were cut.
 */
export { type Aggregates, mergeAggregates, noAggregates } from "./aggregates.ts";
export { type CaseReport, runCases } from "./cases.ts";
export { type CompiledRuleset, compileRuleset, type RuleFile } from "./compile-ruleset.ts";
export { conclude } from "./conclude.ts";
export type { Context } from "./context.ts";
export type { Json, JsonObject } from "./expression/value.ts";
export {
  boundFindings,
  type Findings,
  mergeFindings,
  noFindings,
  type OmittedBy,
  type OmittedCounts,
} from "./findings.ts";
export {
  type Bounds,
  type Gathered,
  type Gathering,
  nothingGathered,
  startGathering,
  type UnjudgedRecord,
  unjudgedRecord,
  type Whole,
  wholeOf,
} from "./gather.ts";
export {
  type HeldRecords,
  heldRecords,
  startHolding,
  type UnreadableRecords,
  unreadableRecords,
} from "./held.ts";
export { holdUnjudged, lackingViolation } from "./hold-unjudged.ts";
export { type Stub, type Stubs, stubAt, stubWords } from "./judge/stubs.ts";
export { collect, type Recollected } from "./judge/stubs-collect.ts";
export type { KeyStubs } from "./judge/stubs-keep.ts";
export { type Settled, settle } from "./judge/stubs-settle.ts";
export {
  type ChunkResult,
  type JudgedRecords,
  type JudgeOptions,
  judge,
  type StubbedResult,
} from "./judge.ts";
export { judgeAll } from "./judge-all.ts";
export {
  judgeKeys,
  judgePartition,
  type KeyEntry,
  type Partition,
  type RosterKey,
  type SetResult,
} from "./judge-keys.ts";
export { keysOf } from "./keys-of.ts";
export { naturalKey } from "./natural-key.ts";
export { engineVersion, type Plan } from "./plan.ts";
export type { Place, Position, Reading, ReadRecord, Unreadable } from "./record.ts";
export type { Counts, HeldRecord, Report, RuleTally } from "./report.ts";
export { formatProblem, type Problem } from "./ruleset/problem.ts";
export type { Severity, Verdict } from "./severity.ts";
export type { RecordKind, ReferenceKey, ReferenceRows, Subject, Table } from "./subject.ts";
export {
  type Evidence,
  type Outcome,
  outcomes,
  type RecordRef,
  type Violation,
} from "./violation.ts";
