import type { Lexicon } from "../lexicon/lexicon.ts";
import type { Plan } from "../plan.ts";
import type { Language, Param, Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";
import type { AggregateShelf } from "./aggregates.ts";
import type { RuleCases } from "./case.ts";
import { type CheckDraft, readChecks } from "./checks.ts";
import { inlined, keyLengthMax, tellConstants } from "./constant-conditions.ts";
import { checkCondition, type Expressions, everything, withName } from "./expressions.ts";
import { type Fields, fieldsOf, textIn } from "./fields.ts";
import { readLadder } from "./ladder.ts";
import { localizedOf } from "./localized.ts";
import { type CheckedLet, checkRoster, readEach, readLets, readRoster } from "./loops.ts";
import { builtInShowable } from "./messages.ts";
import {
  type Overrides,
  type RuleOverride,
  withOverride,
  withParamOverrides,
} from "./overrides.ts";
import { type ReadParam, readParams } from "./params.ts";
import { type Complaints, lineAndColumn, type Spot } from "./problem.ts";
import { readCases } from "./read-cases.ts";
import { type RuleKey, ruleKeys } from "./rule-keys.ts";
import { allReads, joinedReads, withReads } from "./rule-reads.ts";
import { constantsOf, expressionsOf } from "./rule-scope.ts";
import { rosterKeyOf, type SetKey, setKeyOf } from "./set-key.ts";
import { readSettings, type Settings } from "./settings.ts";
import { type RuleTexts, readTexts } from "./texts.ts";
import type { MapTree, Text } from "./tree.ts";
import { tellUnused } from "./unused.ts";
import { readVariants } from "./variants.ts";

/** What the rules of a set share while they are read. */
export interface RulesetGround {
  readonly subject: Subject;
  readonly languages: readonly Language[];
  readonly ids: ReadonlySet<string>;
  readonly shelf: AggregateShelf;
  readonly kinds: Plan["kinds"];
  readonly overrides: Overrides;
  readonly caseFiles: ReadonlySet<string> | undefined;
  readonly lexicon: Lexicon | undefined;
}

export interface ReadRule {
  readonly rule: Rule;
  readonly cases: RuleCases;
}

/** Reads and checks one rule; undefined when it has a mistake, all of which were told. */
export function readRule(
  id: string,
  map: MapTree,
  ground: RulesetGround,
  complaints: Complaints,
): ReadRule | undefined {
  const before = complaints.count();
  const fields = fieldsOf(map, ruleKeys, "a rule", complaints);
  const settings = readSettings(map.spot, fields, ground.subject, ground.languages, complaints);
  const shared: RuleGround = { ...ground, id, start: map.spot, fields, settings, complaints };
  const body = readBody(shared);
  const rule = withOverride(body, overrideOf(shared), complaints);
  const cases = readCases(fields.cases, {
    subject: ground.subject,
    checks: namesOfChecks(fields),
    files: ground.caseFiles,
    complaints,
  });
  if (complaints.count() > before) return undefined;
  return { rule, cases: { rule: id, cases } };
}

/** As they are written, so that a mistake in a check is not told of its cases as well. */
function namesOfChecks({ checks }: Fields<RuleKey>): readonly string[] {
  return checks?.value.kind === "map" ? checks.value.entries.map(({ key }) => key.value) : [];
}

/** What the parts of one rule are read with. */
interface RuleGround extends RulesetGround {
  readonly id: string;
  readonly start: Spot;
  readonly fields: Fields<RuleKey>;
  readonly settings: Settings;
  readonly complaints: Complaints;
}

/** The names of a rule, from the outside in, and what its conditions see. */
interface Names extends Pick<Rule, "params" | "each"> {
  readonly declared: ReadonlyMap<string, ReadParam>;
  readonly roster: Rule["roster"];
  readonly lets: readonly CheckedLet[];
  readonly inside: Expressions;
}

function readBody(ground: RuleGround): Rule {
  const { id, start, settings, complaints } = ground;
  const before = complaints.count();
  const names = readNames(ground);
  const { inside, lets, each, params, roster } = names;
  const variants = readVariantsOf(ground, names);
  const { drafts, when } = readConditions(ground, names);
  const texts = readTextsOf(ground, names, drafts);
  tellConstants({ when, lets, drafts }, complaints);
  tellUnused(inside, texts.values, lets, names.declared);
  const { by, joins = [] } = complaints.count() > before ? {} : keysOf(ground, names, drafts);
  const rule = {
    id,
    ...settingsOf(settings),
    variants,
    each,
    ...(roster && { roster }),
    lets: lets.map(({ name, node }) => ({ name, node })),
    params,
    checks: drafts.map((draft) =>
      withReads(draft.check, [...settings.requires, ...draft.requires], names, ground.shelf.all()),
    ),
    ...(texts.moneyAtRisk && { moneyAtRisk: texts.moneyAtRisk }),
    message: texts.message,
    values: texts.values,
    ...(texts.fix && { fix: texts.fix }),
    ...(by && { by }),
    at: `${start.source.path}:${lineAndColumn(start).line}`,
  };
  const reads = allReads(rule, ground.kinds[settings.kind.name]);
  if (joins.length === 0) return { ...rule, reads };
  return {
    ...rule,
    reads,
    joins: joins.map((join) => ({ ...join, reads: joinedReads(rule, join.of) })),
  };
}

function readNames(ground: RuleGround): Names {
  const { fields, settings, complaints } = ground;
  const declared = readParams(fields.params, complaints);
  const override = overrideOf(ground);
  const params = withParamOverrides(valuesOf(declared), override, settings.locked, complaints);
  const rosterText = readRoster(fields.for, ground.subject, complaints);
  const sight = { settings, roster: rosterText, declared, params };
  const seen = expressionsOf(sight, ground, complaints);
  const outside = fields.for && !rosterText ? withName(seen, everything, undefined) : seen;
  const roster = rosterText && checkRoster(rosterText, outside);
  const { each, inside: looped } = readEach(fields.each, outside);
  const { lets, inside } = readLets(fields.let, looped);
  return { declared, params, roster, each, lets, inside };
}

const overrideOf = ({ overrides, id }: RuleGround): RuleOverride | undefined =>
  Object.hasOwn(overrides, id) ? overrides[id] : undefined;

function valuesOf(declared: ReadonlyMap<string, ReadParam>): Readonly<Record<string, Param>> {
  const entries = [...declared].flatMap(([name, { param }]) => (param ? [[name, param]] : []));
  return Object.fromEntries(entries);
}

function readVariantsOf(ground: RuleGround, { inside, declared }: Names): Rule["variants"] {
  const { fields, settings, complaints } = ground;
  if (fields.variants && (settings.scope === "run" || fields.for))
    complaints.wrong(
      fields.variants.key.spot,
      "variants hold for the markets of a record, and this rule judges no record",
    );
  const condition = (text: Text) => checkCondition(text, inside);
  const variants = readVariants(fields.variants, {
    settings,
    params: declared,
    condition,
    complaints,
  });
  for (const name of new Set(variants.flatMap(({ params }) => Object.keys(params))))
    if (fields.variants && inside.aggregated.has(`params.${name}`))
      complaints.wrong(
        fields.variants.key.spot,
        `parameter '${name}' is part of an aggregate, which is the same for every variant`,
      );
  return variants;
}

function readConditions(ground: RuleGround, { inside, each }: Names) {
  const { fields, settings, languages, complaints } = ground;
  const text = textIn(fields.when, complaints);
  const node = text && checkCondition(text, inside);
  const when = text && node && { text, node };
  const drafts = readChecks(ground.start, fields, {
    expressions: inside,
    languages,
    missing: settings.missing,
    ladder: readLadder(fields.severity, complaints),
    each,
    subject: ground.subject,
    ...(when && { when }),
  });
  return { drafts, when };
}

function readTextsOf(ground: RuleGround, names: Names, drafts: readonly CheckDraft[]): RuleTexts {
  const { fields, settings, languages, kinds } = ground;
  const { inside, lets, each, params, roster } = names;
  const judgesRecord = settings.scope !== "run" && roster === undefined;
  const { currency } = kinds[settings.kind.name] ?? {};
  const builtIn = builtInShowable(judgesRecord, currency, fields.money_at_risk !== undefined);
  const seen = { expressions: inside, languages, lets, each, params };
  return readTexts(fields, { ...seen, drafts, builtIn });
}

function settingsOf({
  title,
  kind,
  jurisdictions,
  missing,
  requires,
  optionalTables,
  sample,
  ...rest
}: Settings) {
  void missing;
  void requires;
  void optionalTables;
  const titles = title ? localizedOf(title) : {};
  return {
    ...rest,
    title: titles,
    of: kind.name,
    prevents: rest.prevents ?? titles.en ?? "",
    ...(jurisdictions && { jurisdictions }),
    ...(sample && { sample }),
  };
}

/** The keys of a set rule; a `by` anywhere else does nothing, and is told. */
function keysOf(
  { start, fields, settings, complaints }: RuleGround,
  names: Names,
  drafts: readonly CheckDraft[],
): Partial<SetKey> {
  const by = textIn(fields.by, complaints);
  const meanings = new Map([...inlined(names.lets, keyLengthMax), ...constantsOf(names.params)]);
  const ground = { start, expressions: names.inside, meanings };
  if (settings.scope === "set" && !names.roster) return setKeyOf(by, ground) ?? {};
  if (fields.by) complaints.wrong(fields.by.key.spot, "'by' stands only in rules of scope set");
  if (!names.roster) return {};
  const musts = drafts.map(({ check, mustText }) => ({ node: check.must, spot: mustText.spot }));
  const rosterKey = rosterKeyOf(settings.kind, names.roster.name, musts, ground);
  return rosterKey ? { by: rosterKey } : {};
}
