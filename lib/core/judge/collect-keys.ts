import { isUnjudged } from "../expression/fault.ts";
import { evaluate } from "../expression/interpret.ts";
import type { Json, JsonObject } from "../expression/value.ts";
import type { KeyEntry } from "../judge-keys.ts";
import type { Outcome, Violation } from "../violation.ts";
import { open } from "./check-outcome.ts";
import { groundOf, judgeRule, unjudgedRule } from "./judge-rule.ts";
import { partitionOf } from "./partition.ts";
import { placesOf } from "./places.ts";
import { type Preparation, type PreparedRule, unsuppliedOf } from "./preparation.ts";
import type { SubjectRecord } from "./subject-record.ts";

/** What a set rule takes from one record in the record phase. */
export interface Collected {
  /** What is compared with other records; absent when it has no key. */
  readonly entry?: KeyEntry;
  /** The outcome, where it is certain already. */
  readonly outcome?: Outcome;
  readonly violations: readonly Violation[];
}

/**
 * The entry of a record for a set rule or a roster, of its own kind or one that it joins. A record that the rule leaves out is compared
 * with all the same, but not judged; one whose key is absent is judged by itself, without what the
 * forms over other records would give.
 */
export function collectKeys(
  p: Preparation,
  prepared: PreparedRule,
  record: SubjectRecord,
): Collected {
  const { rule } = prepared;
  if (record.kind.name !== rule.of) return joinedEntry(p, prepared, record);
  if (!prepared.active) return { outcome: "not_applicable", violations: [] };
  const ground = groundOf(record);
  p.refuel();
  if (rule.roster) return { ...rosterEntry(p, prepared, record), violations: [] };
  const places = placesOf(prepared, record);
  if (isUnjudged(places)) {
    const at = { frame: record.frame, place: {} };
    return unjudgedRule(prepared, open(places), at, ground);
  }
  // What markets and dates have spent is not the key's.
  p.refuel();
  const key = rule.by ? evaluate(rule.by, record.frame, record.world) : "";
  if (isUnjudged(key)) {
    if (places.length === 0) return { outcome: "not_applicable", violations: [] };
    // Where the rest decides, the rule does not need its key: `when` may leave the record out.
    p.refuel();
    return judgeRule(prepared, places, { ...ground, world: { ...record.world, set: () => key } });
  }
  const entry = entryOf(prepared, record, key as string, places.length > 0);
  return places.length > 0
    ? { entry, violations: [] }
    : { entry, outcome: "not_applicable", violations: [] };
}

/** A record of a kind that the rule joins: others are judged beside it, it is not. */
function joinedEntry(p: Preparation, { rule, active }: PreparedRule, record: SubjectRecord) {
  const join = active ? rule.joins?.find(({ of }) => of === record.kind.name) : undefined;
  if (!join) return { violations: [] };
  p.refuel();
  const key = evaluate(join.by, record.frame, record.world);
  if (isUnjudged(key)) return { violations: [] };
  const entry = { ...entryWith(rule.id, key as string, record, join.reads), judged: false };
  return { entry: { ...entry, of: join.of }, violations: [] };
}

/** For a roster a record only says that its key is there. */
function rosterEntry(
  p: Preparation,
  prepared: PreparedRule,
  record: SubjectRecord,
): { readonly entry?: KeyEntry } {
  const { rule } = prepared;
  if (!rule.by || unsuppliedOf(rule.checks[0]?.reads ?? [], p.context).length > 0) return {};
  const key = evaluate(rule.by, record.frame, record.world);
  return isUnjudged(key) ? {} : { entry: entryOf(prepared, record, key as string, false) };
}

function entryOf(
  prepared: PreparedRule,
  record: SubjectRecord,
  key: string,
  judged: boolean,
): KeyEntry {
  const { rule } = prepared;
  return { ...entryWith(rule.id, key, record, rule.reads), judged };
}

const entryWith = (
  rule: string,
  key: string,
  record: SubjectRecord,
  reads: readonly string[],
): Omit<KeyEntry, "judged"> => ({
  rule,
  hash: partitionOf(rule, key),
  key,
  record: record.ref,
  digest: record.digest,
  value: projection(record.value, reads),
});

/** The fields at the paths, and nothing else: what leaves a chunk stays small. */
export function projection(value: JsonObject, paths: readonly string[]): JsonObject {
  const heads = new Map<string, string[]>();
  for (const path of paths) {
    const [head = "", ...rest] = path.split(".");
    const tails = heads.get(head) ?? [];
    tails.push(rest.join("."));
    heads.set(head, tails);
  }
  const entries = [...heads].flatMap(([head, tails]) => {
    const part = Object.hasOwn(value, head) ? value[head] : undefined;
    if (part === undefined) return [];
    return [[head, tails.includes("") ? part : inside(part, tails)] as const];
  });
  return Object.fromEntries(entries);
}

function inside(part: Json, tails: readonly string[]): Json {
  if (Array.isArray(part)) return part.map((item: Json) => inside(item, tails));
  if (typeof part !== "object" || part === null) return part;
  return projection(part as JsonObject, tails);
}
