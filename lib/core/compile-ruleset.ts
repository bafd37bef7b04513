import { compileRules } from "./expression/compile.ts";
import { engineVersion, type Plan } from "./plan.ts";
import { type AggregateShelf, shelveAggregates } from "./ruleset/aggregates.ts";
import { type ReadFiles, readFiles } from "./ruleset/files.ts";
import { type Header, readHeader } from "./ruleset/header.ts";
import { planKinds } from "./ruleset/kind-plans.ts";
import { readLexicon } from "./ruleset/lexicon.ts";
import { checkOverrides, type Overrides } from "./ruleset/overrides.ts";
import {
  byText,
  type Collected,
  type Complaints,
  complaintsInto,
  inOrder,
} from "./ruleset/problem.ts";
import { revisionOf } from "./ruleset/revision.ts";
import { type ReadRule, readRule } from "./ruleset/rule.ts";
import { attributed, type RuleEntry, readRuleEntries } from "./ruleset/rule-entries.ts";
import { planSystemic } from "./ruleset/systemic.ts";
import type { CompiledRuleset, RuleFile } from "./ruleset.ts";
import type { Subject } from "./subject.ts";

export type { CompiledRuleset, RuleFile } from "./ruleset.ts";

export interface RulesetInput {
  /**
   * `ruleset.yaml` and the rules beside and below it. Case files (`*.json`) may be among them: then
   * cases that name others are told. Anything else is left alone.
   */
  readonly files: readonly RuleFile[];
  readonly subject: Subject;
  readonly overrides?: Overrides;
}

/**
 * Reads, checks and compiles a rule set. Total and deterministic: mistakes are data, and all of
 * them are told in one run, in order of files and lines. Equal inputs give equal plans, in
 * whatever order the files come and wherever their folder lies.
 */
export function compileRuleset(input: RulesetInput): CompiledRuleset {
  const collected: Collected = { problems: [], warnings: [] };
  const complaints = complaintsInto(collected);
  const read = readFiles(input.files, complaints);
  const plan = readPlan(read, input, complaints);
  if (plan === undefined)
    return { ok: false, problems: inOrder(attributed(collected.problems, read.rules)) };
  return { ok: true, ...plan, warnings: inOrder(collected.warnings) };
}

function readPlan(
  read: ReadFiles,
  { subject, overrides = {} }: RulesetInput,
  complaints: Complaints,
) {
  if (read.header === undefined) return undefined;
  const header = readHeader(read.header, subject, complaints);
  const entries = readRuleEntries(read.rules, read.header.spot, complaints);
  const ids = new Set(entries.map(({ id }) => id));
  checkOverrides(overrides, ids, complaints);
  const shelf = shelveAggregates(header.aggregates, subject, complaints);
  const kinds = planKinds(subject, complaints);
  const { languages } = header;
  const { caseFiles } = read;
  const lexicon = readLexicon(read.lexicons, languages, complaints);
  const ground = { subject, languages, ids, shelf, kinds, overrides, caseFiles, lexicon };
  const rules = inIdOrder(entries).flatMap(
    ({ id, map }) => readRule(id, map, ground, complaints.about(id)) ?? [],
  );
  const draft = draftOf({ header, subject, ids, shelf, kinds, rules, lexicon }, complaints);
  if (complaints.count() > 0) return undefined;
  const plan: Plan = {
    ...draft,
    revision: revisionOf(read.texts, subject, overrides),
    code: compileRules(draft.rules, subject, draft.aggregates, kinds),
  };
  return { plan, cases: rules.map(({ cases }) => cases) };
}

/** By id, whatever file they stand in: the canonical order, which reports follow. */
const inIdOrder = (entries: readonly RuleEntry[]): readonly RuleEntry[] =>
  entries.toSorted((a, b) => byText(a.id, b.id));

interface Parts {
  readonly header: Header;
  readonly subject: Subject;
  readonly ids: ReadonlySet<string>;
  readonly shelf: AggregateShelf;
  readonly kinds: Plan["kinds"];
  readonly rules: readonly ReadRule[];
  readonly lexicon: Plan["lexicon"] | undefined;
}

function draftOf(
  { header, subject, ids, shelf, kinds, rules, lexicon }: Parts,
  complaints: Complaints,
): Omit<Plan, "revision" | "code"> {
  const systemic = header.systemic && planSystemic(header.systemic, ids, complaints);
  return {
    engine: engineVersion,
    name: header.name,
    languages: header.languages,
    subject,
    rules: rules.map(({ rule }) => rule),
    kinds,
    aggregates: shelf.all(),
    ...(lexicon && { lexicon }),
    ...(systemic && { systemic }),
  };
}
