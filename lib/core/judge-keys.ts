import { type Context, partitionMax } from "./context.ts";
import type { JsonObject } from "./expression/value.ts";
import { type Comparing, judgeCrowded, judgeGroup } from "./judge/judge-group.ts";
import { judgeRoster } from "./judge/judge-roster.ts";
import { type PreparedRule, prepare } from "./judge/preparation.ts";
import { type SetResults, setResults } from "./judge/set-results.ts";
import type { Plan } from "./plan.ts";
import type { HeldRecord } from "./report.ts";
import { addInto, noTallies, type Tallies } from "./tally.ts";
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
  /** The record's kind, where it is not the rule's own but one that it joins. */
  readonly of?: string;
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

/** The keys of set rules and rosters whose hash falls into one part of all hashes. */
export interface Partition {
  /** All entries of these hashes, in any order. */
  readonly entries: Iterable<KeyEntry>;
  /** Keys of rosters that stand without an entry. */
  readonly present?: Iterable<RosterKey>;
  /**
   * The hashes of rosters' keys that are judged here, so that each row is judged in one partition only;
   * all, if not said.
   */
  readonly holds?: (hash: string) => boolean;
  /** False: others judge the rosters, since each time takes going through the whole table. */
  readonly rosters?: boolean;
}

/** Judges set rules on one partition of the key entries, exactly, whatever order they come in. */
export function judgeKeys(
  plan: Plan,
  entries: Iterable<KeyEntry>,
  context: Context,
  holds?: (hash: string) => boolean,
  present?: Iterable<RosterKey>,
): SetResult {
  const partition = { entries, ...(holds && { holds }), ...(present && { present }) };
  const parts = [...judgePartition(plan, partition, context)];
  const tallies = noTallies(plan.rules.length);
  for (const part of parts) addInto(tallies, part.tallies);
  return {
    tallies,
    violations: parts.flatMap(({ violations }) => violations),
    held: parts.flatMap(({ held }) => held),
    left: parts.flatMap(({ left }) => left),
  };
}

/**
 * The same piece by piece, each of bounded size. Beside the entries of the partition it keeps
 * nothing; of a key that more records have than are compared not even these.
 */
export function* judgePartition(
  plan: Plan,
  { entries, present = [], holds = () => true, rosters = true }: Partition,
  context: Context,
): Generator<SetResult> {
  const p = prepare(plan, context);
  const results = setResults(plan.rules.length);
  const here = rosters ? p.rules : p.rules.filter(({ rule }) => !rule.roster);
  const gatherings = new Map(here.flatMap((one) => gatheringOf(p, one) ?? []));
  for (const entry of entries) {
    const gathering = gatherings.get(entry.rule);
    if (!gathering) continue;
    if (gathering.comparing) gather(gathering.comparing, gathering.groups, entry, results);
    else gathering.keys.add(entry.key);
    yield* taken(results);
  }
  for (const { rule, key } of present) gatherings.get(rule)?.keys.add(key);
  for (const { prepared, comparing, groups, keys } of gatherings.values()) {
    if (comparing)
      for (const group of groups.values()) {
        if (group !== crowd) judgeGroup(comparing, group, results);
        yield* taken(results);
      }
    else for (const _ of judgeRoster(p, prepared, keys, holds, results)) yield* taken(results);
  }
  yield results.rest();
}

function* taken(results: SetResults): Generator<SetResult> {
  const much = results.much();
  if (much) yield much;
}

/** What one rule has gathered of a partition: groups by key, or the keys of a roster. */
interface Gathering {
  readonly prepared: PreparedRule;
  readonly comparing: Comparing | undefined;
  readonly groups: Map<string, KeyEntry[]>;
  readonly keys: Set<string>;
}

function gatheringOf(
  p: Comparing["p"],
  prepared: PreparedRule,
): readonly [string, Gathering][] | undefined {
  const { rule, active } = prepared;
  if (!active || (rule.scope !== "set" && !rule.roster)) return undefined;
  const kind = p.plan.subject.records.find(({ name }) => name === rule.of);
  const comparing = rule.roster || !kind ? undefined : { p, prepared, kind };
  return [[rule.id, { prepared, comparing, groups: new Map(), keys: new Set() }]];
}

/** Stands for the entries of a key that has too many: each of these is judged as it comes. */
const crowd: KeyEntry[] = [];

function gather(
  comparing: Comparing,
  groups: Gathering["groups"],
  entry: KeyEntry,
  results: SetResults,
): void {
  const group = groups.get(entry.key);
  if (group === crowd) judgeCrowded(comparing, entry, results);
  else if (!group) groups.set(entry.key, [entry]);
  else {
    group.push(entry);
    if (group.length <= partitionMax) return;
    for (const one of group) judgeCrowded(comparing, one, results);
    groups.set(entry.key, crowd);
  }
}
