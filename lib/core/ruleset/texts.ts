import type { Node } from "../expression/node.ts";
import { INT, NEVER, typeName } from "../expression/types.ts";
import type { Language, Localized, Rule } from "../rule.ts";
import type { CheckDraft } from "./checks.ts";
import { checkText, type Expressions } from "./expressions.ts";
import { type Fields, namedTexts, textIn } from "./fields.ts";
import { type LocalizedText, localizedOf, readLocalized } from "./localized.ts";
import { type CheckedLet, indexName } from "./loops.ts";
import { checkMessage, type Showable } from "./messages.ts";
import { kindsFor } from "./placeholders.ts";
import type { Complaints } from "./problem.ts";
import type { RuleKey } from "./rule-keys.ts";

/** What a rule says to people, and what must be computed for it. */
export interface RuleTexts {
  readonly message: Localized;
  readonly fix: Localized | undefined;
  readonly values: Readonly<Record<string, Node>>;
  readonly moneyAtRisk: Node | undefined;
}

export interface TextGround {
  readonly expressions: Expressions;
  readonly languages: readonly Language[];
  readonly lets: readonly CheckedLet[];
  readonly each: Rule["each"];
  readonly params: Rule["params"];
  readonly drafts: readonly CheckDraft[];
  /** What the engine itself can show: the record's key, its currency. */
  readonly builtIn: ReadonlyMap<string, Showable>;
}

/** Reads message and reasons against what they may show, and the fix. */
export function readTexts(fields: Fields<RuleKey>, ground: TextGround): RuleTexts {
  const { complaints } = ground.expressions;
  const values = readValues(fields, ground.expressions);
  const showable = showableIn(ground, values);
  const message = readLocalized(fields.message, ground.languages, complaints);
  const fix = readLocalized(fields.fix, ground.languages, complaints);
  const used = new Set<string>();
  const take = (text: LocalizedText | undefined, names: ReadonlyMap<string, Showable>) => {
    if (text) for (const name of checkMessage(text, names, complaints)) used.add(name);
  };
  take(message, showable);
  tellPlaceholders(fix, ground.expressions.complaints);
  tellReason(message, used.has("reason"), ground);
  const ofReason = new Map([...showable].filter(([name]) => name !== "reason"));
  for (const { reason } of ground.drafts) take(reason, ofReason);
  for (const [name, { key }] of values)
    if (!used.has(name)) complaints.odd(key, `value '${name}' is shown by no message`);
  const money = textIn(fields.money_at_risk, complaints);
  return {
    message: message ? localizedOf(message) : {},
    fix: fix && localizedOf(fix),
    values: computed(used, showable, values),
    moneyAtRisk: money && checkText(money, ["decimal"], ground.expressions),
  };
}

/** A fix is told once for all violations of a rule, so that it has no values to show. */
function tellPlaceholders(fix: LocalizedText | undefined, complaints: Complaints): void {
  for (const text of fix?.texts.values() ?? []) {
    const found = /\{[^}]*\}?/.exec(text.value);
    if (found)
      complaints.wrong(
        text.spotAt(found.index),
        `'fix' is told once for all violations and shows no values: remove '${found[0]}'`,
      );
  }
}

type Values = ReadonlyMap<
  string,
  { readonly node: Node | undefined; readonly key: LocalizedText["spot"] }
>;

function readValues(fields: Fields<RuleKey>, expressions: Expressions): Values {
  const read = namedTexts(fields.values, expressions.complaints).map(({ name, text }) => {
    const node = checkText(text, undefined, expressions);
    const shown = node && kindsFor.any.includes(node.type.kind);
    if (node && !shown)
      expressions.complaints.wrong(
        text.spot,
        `a message shows ${kindsFor.any.join(", ")}, but '${name.value}' is ${typeName(node.type)}`,
      );
    return [name.value, { node: shown ? node : undefined, key: name.spot }] as const;
  });
  return new Map(read);
}

/** Later entries win: what the rule gives under `values` before what the engine brings along. */
function showableIn(ground: TextGround, values: Values): ReadonlyMap<string, Showable> {
  const showable = new Map<string, Showable>();
  for (const [name, shown] of ground.builtIn) showable.set(name, shown);
  for (const { name, list } of ground.each) {
    const type = list.type.kind === "list" ? list.type.of : NEVER;
    showable.set(name, { type, node: { op: "name", type, name } });
    const index = indexName(name);
    showable.set(index, { type: INT, node: { op: "name", type: INT, name: index } });
  }
  for (const [name, { type }] of Object.entries(ground.params))
    showable.set(name, { type, node: { op: "name", type, name: `params.${name}` } });
  for (const { name, node } of ground.lets)
    showable.set(name, { type: node.type, node: { op: "name", type: node.type, name } });
  for (const name of ground.expressions.broken)
    showable.set(name.replace(/^params\./, ""), { type: NEVER });
  for (const [name, { node }] of values)
    showable.set(name, node ? { type: node.type, node } : { type: NEVER });
  return showable;
}

/** All values that the rule names, and the lets, parameters and elements that a message shows. */
function computed(
  used: ReadonlySet<string>,
  showable: ReadonlyMap<string, Showable>,
  values: Values,
): Readonly<Record<string, Node>> {
  const names = [...new Set([...values.keys(), ...used])].sort();
  const entries = names.flatMap((name) => {
    const node = showable.get(name)?.node;
    return node ? [[name, node] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** `{reason}` is filled by the check that failed, so each must bring one. */
function tellReason(
  message: LocalizedText | undefined,
  isShown: boolean,
  { drafts, expressions }: TextGround,
): void {
  const { complaints } = expressions;
  if (!isShown || message === undefined) {
    for (const { reason } of drafts)
      if (reason && message)
        complaints.odd(reason.spot, "the message shows no {reason}, so nobody will read this");
    return;
  }
  for (const { check, spot, reason } of drafts)
    if (reason === undefined)
      complaints.wrong(
        spot,
        check.name === ""
          ? "the message shows {reason}, which only named 'checks' give"
          : `'reason' is missing: the message shows {reason}, and check '${check.name}' gives none`,
      );
}
