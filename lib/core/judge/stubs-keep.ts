import { judgeAlone, type KeyEntry, type RosterKey } from "../judge-keys.ts";
import type { RecordKind } from "../subject.ts";
import { countRule, countWaiting, type RunningTallies } from "../tally.ts";
import { collectKeys } from "./collect-keys.ts";
import { isJudged } from "./judge-rule.ts";
import { type KeptRecord, type KeyKeeper, keepingRules } from "./key-keeper.ts";
import { hashFrom, hashSeed, hexOf } from "./partition.ts";
import type { Preparation, PreparedRule } from "./preparation.ts";
import { type StubState, type Stubs, stubAloneMax, stubRulesMax, stubWriter } from "./stubs.ts";

/** What the first pass keeps of all set rules and rosters. */
export interface KeyStubs {
  /** Partition them by their hash, then call `settle`. */
  readonly stubs: Stubs;
  /** The keys of rosters, each once: they go to `judgeKeys` as they are. */
  readonly present: readonly RosterKey[];
}

export interface StubKeeper extends KeyKeeper {
  readonly kept: () => KeyStubs;
}

interface Keeping {
  readonly p: Preparation;
  readonly tallies: RunningTallies;
  readonly roster: (prepared: PreparedRule, seed: number, key: string) => void;
}

interface KeepingRule {
  readonly prepared: PreparedRule;
  readonly seed: number;
}

/** What a set rule has of the record at hand. */
interface Draft {
  readonly prepared: PreparedRule;
  readonly hash: number;
  readonly state: StubState;
}

/** Keeps stubs. `part`: what the caller knows the part by that these records stand in. */
export function stubKeeper(p: Preparation, tallies: RunningTallies, part: number): StubKeeper {
  const kinds = new Map(p.plan.subject.records.map((kind) => [kind.name, keepingOf(p, kind)]));
  const writer = stubWriter();
  const present = new Map<string, RosterKey>();
  const keeping: Keeping = {
    p,
    tallies,
    roster({ rule, index }, seed, key) {
      const name = `${index} ${key}`;
      if (!present.has(name))
        present.set(name, { rule: rule.id, hash: hexOf(hashFrom(seed, key)), key });
    },
  };
  return {
    take(record) {
      const kind = kinds.get(record.kind);
      if (!kind) return record.judged;
      const { judged, drafts } = drafted(keeping, kind, record);
      const waiting = drafts.filter(({ state }) => state !== "compared").length;
      const alone = judged ? 0 : waiting;
      for (const { prepared, hash, state } of drafts)
        writer.add(
          hash,
          prepared.index,
          alone > 0 ? stateAlone(state) : state,
          state === "compared" ? 0 : alone,
          record.position,
          part,
        );
      return judged || waiting > 0;
    },
    kept: () => ({ stubs: writer.written(), present: [...present.values()] }),
  };
}

/** A record that no other rule judges is read again where a set rule leaves it out: it may hold. */
const stateAlone = (state: StubState): StubState =>
  state === "not_applicable" || state === "not_configured" ? "open" : state;

interface KindKeeping {
  readonly kind: RecordKind;
  readonly rules: readonly KeepingRule[];
}

function keepingOf(p: Preparation, kind: RecordKind): KindKeeping {
  const rules = keepingRules(p, kind.name);
  if (p.rules.length > stubRulesMax || rules.length > stubAloneMax)
    throw new RangeError(`a plan has at most ${stubRulesMax} rules, ${stubAloneMax} of scope set`);
  return {
    kind,
    rules: rules.map((prepared) => ({ prepared, seed: hashSeed(prepared.rule.id) })),
  };
}

function drafted(keeping: Keeping, { kind, rules }: KindKeeping, record: KeptRecord) {
  const { p, tallies } = keeping;
  let { judged } = record;
  const drafts: Draft[] = [];
  for (const one of rules) {
    const { prepared } = one;
    const { outcome, violations, entry } = collectKeys(p, prepared, record.closely());
    if (outcome) countRule(tallies, prepared.index, outcome, violations);
    if (outcome && isJudged(outcome)) judged = true;
    record.add(violations);
    if (!entry) continue;
    if (prepared.rule.roster) keeping.roster(prepared, one.seed, entry.key);
    else drafts.push(draftOf(p, kind, one, entry));
    if (entry.judged) countWaiting(tallies, prepared.index, 1);
  }
  return { judged, drafts };
}

function draftOf(
  p: Preparation,
  kind: RecordKind,
  { prepared, seed }: KeepingRule,
  entry: KeyEntry,
): Draft {
  const hash = hashFrom(seed, entry.key);
  if (!entry.judged) return { prepared, hash, state: "compared" };
  const { outcome, violations } = judgeAlone(p, prepared, kind, entry);
  const isSettled = violations.length === 0 && outcome !== "failed" && outcome !== "fault";
  return { prepared, hash, state: isSettled ? outcome : "open" };
}
