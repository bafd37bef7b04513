import type { JsonObject } from "../expression/value.ts";
import type { KeyEntry } from "../judge-keys.ts";
import type { Position } from "../record.ts";
import { countRule, countWaiting, type RunningTallies } from "../tally.ts";
import type { Violation } from "../violation.ts";
import { collectKeys } from "./collect-keys.ts";
import { isJudged } from "./judge-rule.ts";
import type { Preparation, PreparedRule } from "./preparation.ts";
import type { SubjectRecord } from "./subject-record.ts";

/** A record as set rules and rosters take from it what they compare. */
export interface KeptRecord {
  readonly kind: string;
  readonly value: JsonObject;
  readonly position: Position;
  /** The record for the interpreter; made at the first need. */
  readonly closely: () => SubjectRecord;
  /** Whether a rule of scope record judged it. */
  readonly judged: boolean;
  /** Takes the violations that are certain already. */
  readonly add: (violations: readonly Violation[]) => void;
}

/** Keeps of each record what set rules and rosters need of it when all records are known. */
export interface KeyKeeper {
  /** Counts what is certain, and says whether any rule has judged the record or may yet do so. */
  readonly take: (record: KeptRecord) => boolean;
}

/** Whether a rule keeps something of each record: a set rule or a roster. */
export const keepsKeys = ({ rule }: PreparedRule): boolean =>
  rule.scope === "set" || rule.roster !== undefined;

/** Whether a rule keeps something of records of a kind: its own, or one that it joins. */
export const keepsKind = ({ rule }: PreparedRule, kind: string): boolean =>
  rule.of === kind || rule.joins?.some(({ of }) => of === kind) === true;

/** Keeps whole entries, for `judgeKeys`. */
export function entryKeeper(p: Preparation, tallies: RunningTallies, keys: KeyEntry[]): KeyKeeper {
  const rules = new Map(
    p.plan.subject.records.map(({ name }) => [
      name,
      p.rules.filter((one) => keepsKeys(one) && keepsKind(one, name)),
    ]),
  );
  return {
    take(record) {
      let { judged } = record;
      const entries: KeyEntry[] = [];
      for (const prepared of rules.get(record.kind) ?? []) {
        const { outcome, violations, entry } = collectKeys(p, prepared, record.closely());
        if (outcome) countRule(tallies, prepared.index, outcome, violations);
        if (outcome && isJudged(outcome)) judged = true;
        if (entry) entries.push(entry);
        if (entry?.judged) countWaiting(tallies, prepared.index, 1);
        record.add(violations);
      }
      const waiting = judged ? 0 : entries.filter((entry) => entry.judged).length;
      for (const entry of entries)
        keys.push(waiting > 0 && entry.judged ? { ...entry, alone: waiting } : entry);
      return judged || waiting > 0;
    },
  };
}
