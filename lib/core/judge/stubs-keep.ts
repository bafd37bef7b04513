import { type FastContext, type FastKeys, loadFast, type ProvenKey } from "../expression/load.ts";
import type { KeyEntry, RosterKey } from "../judge-keys.ts";
import type { Rule } from "../rule.ts";
import { allNodes } from "../ruleset/nodes.ts";
import type { RecordKind } from "../subject.ts";
import { countRule, countWaiting, type RunningTallies } from "../tally.ts";
import { type Collected, collectKeys } from "./collect-keys.ts";
import { judgeAlone } from "./judge-group.ts";
import { isJudged } from "./judge-rule.ts";
import { type KeptRecord, type KeyKeeper, keepsKeys } from "./key-keeper.ts";
import { lacksOf } from "./lacking.ts";
import { hashFrom, hashSeed, hexOf } from "./partition.ts";
import { placesOf } from "./places.ts";
import { type Preparation, type PreparedRule, unsuppliedOf } from "./preparation.ts";
import { type StubState, type Stubs, stubAloneMax, stubRulesMax, stubWriter } from "./stubs.ts";
import { provenState } from "./stubs-proof.ts";

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
  readonly kinds: ReadonlyMap<string, KindKeeping>;
  readonly fast: FastKeys;
  /** What the fast path says of the record at hand. */
  readonly proofs: Uint8Array;
  readonly keys: ProvenKey[];
  readonly present: Map<string, RosterKey>;
}

interface KindKeeping {
  readonly kind: RecordKind;
  readonly rules: readonly KeepingRule[];
  /** Rules of other kinds that join records of this one. */
  readonly joining: readonly JoiningRule[];
  readonly fastContext: FastContext;
}

/** A rule that joins a kind; `place`: of that kind's key in what the fast path says. */
type JoiningRule = Pick<KeepingRule, "prepared" | "place" | "seed">;

interface KeepingRule {
  readonly prepared: PreparedRule;
  /** The places of its key and of its first check in what the fast path says. */
  readonly place: number;
  readonly first: number;
  readonly seed: number;
  /** Whether what leaves records out does not look at others: then it needs no key. */
  readonly isWhenPlain: boolean;
  /** A roster whose key the reader cannot supply keeps nothing. */
  readonly isSupplied: boolean;
}

/** What a set rule has of the record at hand. */
interface Draft {
  readonly rule: number;
  readonly hash: number;
  readonly state: StubState;
}

/** Keeps stubs. `part`: what the caller knows the part by that these records stand in. */
export function stubKeeper(p: Preparation, tallies: RunningTallies, part: number): StubKeeper {
  const writer = stubWriter();
  const k = keepingOf(p, tallies);
  return {
    take(record) {
      const kind = k.kinds.get(record.kind);
      if (!kind || kind.rules.length + kind.joining.length === 0) return record.judged;
      const { judged, drafts, waiting } = draftsOf(k, kind, record);
      const alone = judged ? 0 : waiting;
      for (const { rule, hash, state } of drafts)
        if (state === "compared") writer.add(hash, rule, state, 0, record.position, part);
        else writer.add(hash, rule, stateBeside(state, alone), alone, record.position, part);
      return judged || waiting > 0;
    },
    kept: () => ({ stubs: writer.written(), present: [...k.present.values()] }),
  };
}

/** A record that no other rule judges is read again where a set rule leaves it out: it may hold. */
const stateBeside = (state: StubState, alone: number): StubState =>
  alone > 0 && (state === "not_applicable" || state === "not_configured") ? "open" : state;

function keepingOf(p: Preparation, tallies: RunningTallies): Keeping {
  let first = 0;
  const rules = p.rules.filter(keepsKeys).map((prepared, place): KeepingRule => {
    const { rule } = prepared;
    const isSupplied = unsuppliedOf(rule.checks[0]?.reads ?? [], p.context).length === 0;
    const isWhenPlain = !comparesWhen(rule);
    const one = { prepared, place, first, seed: hashSeed(rule.id), isWhenPlain, isSupplied };
    first += rule.checks.length;
    return one;
  });
  if (p.rules.length > stubRulesMax || rules.length > stubAloneMax)
    throw new RangeError(`a plan has at most ${stubRulesMax} rules, ${stubAloneMax} of scope set`);
  const joining = joiningRules(rules);
  const kinds = p.plan.subject.records.map((kind) => ({
    kind,
    rules: rules.filter(({ prepared }) => prepared.rule.of === kind.name),
    joining: joining.filter(({ of }) => of === kind.name),
    fastContext: { ...p.context, kind: kind.name, lacks: lacksOf(rules, first) },
  }));
  return {
    p,
    tallies,
    kinds: new Map(kinds.map((one) => [one.kind.name, one])),
    fast: loadFast(p.plan).keep,
    proofs: new Uint8Array(first),
    keys: [...rules, ...joining].map(() => undefined),
    present: new Map(),
  };
}

/** What rules join, in the order in which the fast path has their keys: after those of all rules. */
const joiningRules = (rules: readonly KeepingRule[]) =>
  rules
    .flatMap(({ prepared, seed }) =>
      (prepared.rule.joins ?? []).map(({ of }) => ({ of, prepared, seed })),
    )
    .map((one, i): JoiningRule & { readonly of: string } => ({ ...one, place: rules.length + i }));

/** Whether a rule may look at other records to tell which ones it is about. */
function comparesWhen({ each, lets, checks }: Rule): boolean {
  const whens = checks.map(({ when }) => when);
  const nodes = [...each.map(({ list }) => list), ...lets.map(({ node }) => node), ...whens];
  return nodes.some((node) => node && allNodes(node).some(({ op }) => op === "set"));
}

interface Drafts {
  readonly drafts: readonly Draft[];
  /** Whether some rule has judged the record for certain. */
  readonly judged: boolean;
  /** Set rules whose outcome is not counted yet. */
  readonly waiting: number;
}

function draftsOf(k: Keeping, kind: KindKeeping, record: KeptRecord): Drafts {
  k.fast(record.value, kind.fastContext, k.proofs, k.keys);
  let { judged } = record;
  let waiting = 0;
  const drafts: Draft[] = [];
  for (const rule of kind.rules) {
    const { draft, outcome, violations } = draftOf(k, kind.kind, rule, record);
    const { index } = rule.prepared;
    if (outcome) countRule(k.tallies, index, outcome, violations ?? []);
    if (outcome && isJudged(outcome)) judged = true;
    if (violations && violations.length > 0) record.add(violations);
    if (!draft) continue;
    drafts.push(draft);
    if (draft.state === "compared") continue;
    waiting += 1;
    countWaiting(k.tallies, index, 1);
  }
  for (const one of kind.joining) drafts.push(...joinedDrafts(k, one, record));
  return { drafts, judged, waiting };
}

/** A record of a kind that a rule joins is kept to be compared with; without a key it is not. */
function joinedDrafts(
  k: Keeping,
  { prepared, place, seed }: JoiningRule,
  record: KeptRecord,
): readonly Draft[] {
  if (!prepared.active) return [];
  const proven = k.keys[place];
  const key =
    proven === undefined ? collectKeys(k.p, prepared, record.closely()).entry?.key : proven;
  if (key === undefined || key === null) return [];
  return [{ rule: prepared.index, hash: hashFrom(seed, key), state: "compared" }];
}

/** What a rule takes of a record: as `Collected`, with a draft of a stub for the entry. */
type Drafted = Partial<Omit<Collected, "entry">> & { readonly draft?: Draft };

const nothing: Drafted = {};
const leftOut: Drafted = { outcome: "not_applicable" };

/** By proof where the fast path has one, by the interpreter otherwise. */
function draftOf(k: Keeping, kind: RecordKind, one: KeepingRule, record: KeptRecord): Drafted {
  const { prepared } = one;
  if (!prepared.active) return leftOut;
  const key = k.keys[one.place];
  if (prepared.rule.roster) return rosterDraft(k, one, key, record);
  if (key === undefined) return draftClosely(k, kind, one, record);
  if (key === null) return isLeftOut(k, one) ? leftOut : draftClosely(k, kind, one, record);
  const hash = hashFrom(one.seed, key);
  if (prepared.conditional || prepared.perMarket) {
    k.p.refuel();
    const places = placesOf(prepared, record.closely());
    if (!Array.isArray(places)) return draftClosely(k, kind, one, record);
    if (places.length === 0)
      return { ...leftOut, draft: { rule: prepared.index, hash, state: "compared" } };
    if (prepared.perMarket) return draftClosely(k, kind, one, record);
  }
  const state = provenState(prepared, k.proofs, one.first);
  if (state === undefined) return draftClosely(k, kind, one, record);
  return { draft: { rule: prepared.index, hash, state } };
}

/** Whether a record without a key is proven to be left out by the rule. */
function isLeftOut(k: Keeping, { prepared, first, isWhenPlain }: KeepingRule): boolean {
  if (!isWhenPlain || prepared.conditional || prepared.perMarket) return false;
  return provenState(prepared, k.proofs, first) === "not_applicable";
}

function rosterDraft(
  k: Keeping,
  { prepared, seed, isSupplied }: KeepingRule,
  proven: ProvenKey,
  record: KeptRecord,
): Drafted {
  if (!isSupplied || proven === null) return nothing;
  const key = proven ?? collectKeys(k.p, prepared, record.closely()).entry?.key;
  if (key === undefined) return nothing;
  const name = `${prepared.index} ${key}`;
  if (!k.present.has(name))
    k.present.set(name, { rule: prepared.rule.id, hash: hexOf(hashFrom(seed, key)), key });
  return nothing;
}

function draftClosely(
  k: Keeping,
  kind: RecordKind,
  { prepared, seed }: KeepingRule,
  record: KeptRecord,
): Drafted {
  const { entry, ...certain } = collectKeys(k.p, prepared, record.closely());
  if (!entry) return certain;
  const hash = hashFrom(seed, entry.key);
  const state = entry.judged ? stateOf(k.p, kind, prepared, entry) : "compared";
  return { ...certain, draft: { rule: prepared.index, hash, state } };
}

function stateOf(
  p: Preparation,
  kind: RecordKind,
  prepared: PreparedRule,
  entry: KeyEntry,
): StubState {
  const { outcome, violations } = judgeAlone({ p, prepared, kind }, entry);
  if (violations.length > 0 || outcome === "failed" || outcome === "fault") return "open";
  return outcome;
}
