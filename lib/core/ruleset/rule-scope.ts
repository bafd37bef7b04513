import type { Node } from "../expression/node.ts";
import type { AggregateDraft, CheckScope } from "../expression/scope.ts";
import { parseDate } from "../expression/time.ts";
import { decimalOf, recordOf } from "../expression/types.ts";
import type { Param } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { type Expressions, expressionsIn, withName } from "./expressions.ts";
import type { RosterText } from "./loops.ts";
import { freeNames } from "./nodes.ts";
import type { ReadParam } from "./params.ts";
import type { Complaints } from "./problem.ts";
import type { RulesetGround } from "./rule.ts";
import { headerNames, recordScope, rosterScope, runScope, setScope } from "./scopes.ts";
import type { Settings } from "./settings.ts";

/** What decides what a rule's expressions see. */
export interface RuleSight {
  readonly settings: Settings;
  readonly roster: RosterText | undefined;
  /** As declared; those without a value are broken. */
  readonly declared: ReadonlyMap<string, ReadParam>;
  /** With the override's values. */
  readonly params: Readonly<Record<string, Param>>;
}

/** The outermost expressions of a rule: roots and parameters. */
export function expressionsOf(
  sight: RuleSight,
  ground: RulesetGround,
  complaints: Complaints,
): Expressions {
  const bare = expressionsIn({ schema: {}, tables: {}, names: {}, facts: [] }, complaints);
  const categories = ground.lexicon?.categories.map(({ name }) => name);
  const { optionalTables } = sight.settings;
  const scope = {
    ...scopeFor(sight, ground, bare),
    ...(categories && { categories }),
    optionalTables,
  };
  let expressions: Expressions = { ...bare, scope };
  for (const [name, { key, param }] of sight.declared) {
    expressions = withName(expressions, `params.${name}`, param?.type);
    if (typeof param?.value === "object" && !hasCurrency(sight, ground.subject))
      complaints.wrong(
        key.spot,
        `parameter '${name}' goes by currency, but what this rule judges has none: write one value`,
      );
  }
  return expressions;
}

/** A record has the currency that its kind names, a run the one of its header; a row has none. */
function hasCurrency({ settings, roster }: RuleSight, subject: Subject): boolean {
  if (roster !== undefined) return false;
  if (settings.scope !== "run") return settings.kind.currency !== undefined;
  return subject.schema[subject.run ?? ""]?.fields["currency"] !== undefined;
}

function scopeFor(
  sight: RuleSight,
  ground: RulesetGround,
  { remarks, aggregated }: Expressions,
): CheckScope {
  const { settings, roster } = sight;
  const { subject, shelf, ids } = ground;
  if (roster) return rosterScope(subject, settings.kind, roster);
  if (settings.scope === "record") return recordScope(subject, settings.kind);
  if (settings.scope === "set") return setScope(subject, settings.kind);
  const constants = constantsOf(sight.params);
  const collect = (draft: AggregateDraft): string => {
    const names = namesIn(draft);
    for (const name of names) aggregated.add(name);
    remarks.push(...names.filter((name) => isForeign(name, constants)).map(foreignMessage));
    return shelf.take(settings.kind, draft, constants);
  };
  const record = recordOf(settings.kind.shape);
  return runScope(subject, { record, named: shelf.named, rules: ids, collect });
}

function namesIn(draft: AggregateDraft): readonly string[] {
  const parts = [draft.value, draft.where, draft.key].filter((node) => node !== undefined);
  const names = new Set(parts.flatMap((node) => [...freeNames(node)]));
  return [...names].filter((name) => name !== draft.variable);
}

/** What an aggregate cannot see while records are counted: lets, elements, the market. */
const isForeign = (name: string, constants: ReadonlyMap<string, Node>): boolean =>
  !headerNames.has(name) && !constants.has(name);

const foreignMessage = (name: string): string =>
  `an aggregate sees one record at a time, and not '${name}': write out what it stands for`;

/** The parameters as constants, for expressions that are judged before the rule is. */
export function constantsOf(params: Readonly<Record<string, Param>>): ReadonlyMap<string, Node> {
  const entries = Object.entries(params).flatMap(([name, param]) => {
    const node = constantOf(param);
    return node ? [[`params.${name}`, node] as const] : [];
  });
  return new Map(entries);
}

function constantOf({ type, value }: Param): Node | undefined {
  if (typeof value === "object") return undefined;
  if (typeof value === "boolean") return { op: "const", type, value };
  if (type.kind === "date") return { op: "const", type, value: String(parseDate(value)) };
  if (type.kind !== "decimal") return { op: "const", type, value };
  const digits = value.split(".")[1]?.length ?? 0;
  return { op: "const", type: decimalOf(digits), value };
}
