import { didYouMean } from "../expression/check/suggest.ts";
import type { Node } from "../expression/node.ts";
import { STRING, type Type, typeName } from "../expression/types.ts";
import type { Language } from "../rule.ts";
import type { LocalizedText } from "./localized.ts";
import { kindsFor, type Placeholder, placeholdersOf } from "./placeholders.ts";
import type { Complaints } from "./problem.ts";
import type { Text } from "./tree.ts";

/** What a message may show, by placeholder: the type, and the node where it must be computed. */
export interface Showable {
  readonly type: Type;
  readonly node?: Node;
}

/**
 * Placeholders that the engine fills: `reason`, and of what is judged `key` and `currency`, where
 * that has them. Without `money_at_risk` a violation knows no currency, so it is computed.
 */
export function builtInShowable(
  judgesRecord: boolean,
  currency: Node | undefined,
  hasMoney: boolean,
): ReadonlyMap<string, Showable> {
  const shown: [name: string, showable: Showable][] = [["reason", { type: STRING }]];
  if (judgesRecord) shown.push(["key", { type: STRING }]);
  if (judgesRecord && currency) shown.push(["currency", { type: STRING, node: currency }]);
  else if (hasMoney) shown.push(["currency", { type: STRING }]);
  return new Map(shown);
}

/**
 * Checks a text in all its languages: syntax, names, forms that fit the types, and that every
 * language shows the same. Gives the placeholders that are used.
 */
export function checkMessage(
  message: LocalizedText,
  showable: ReadonlyMap<string, Showable>,
  complaints: Complaints,
): ReadonlySet<string> {
  const used = new Map<Language, ReadonlySet<string>>();
  for (const [language, text] of message.texts) {
    const placeholders = placeholdersOf(text, language, complaints);
    if (placeholders === undefined) continue;
    for (const placeholder of placeholders)
      checkPlaceholder(placeholder, text, showable, complaints);
    used.set(language, new Set(placeholders.map(({ name }) => name)));
  }
  const all = new Set([...used.values()].flatMap((names) => [...names]));
  // A misspelt name makes languages differ too, and has been told.
  const english = [...all].every((name) => showable.has(name)) ? used.get("en") : undefined;
  for (const [language, text] of english ? message.texts : [])
    tellDifference(english as ReadonlySet<string>, used.get(language), text, language, complaints);
  return all;
}

function checkPlaceholder(
  { name, offset, wants }: Placeholder,
  text: Text,
  showable: ReadonlyMap<string, Showable>,
  complaints: Complaints,
): void {
  const shown = showable.get(name);
  if (shown === undefined) {
    const hint = didYouMean(name, showable.keys()) || `; add it to 'values'`;
    complaints.wrong(text.spotAt(offset), `unknown placeholder '{${name}}'${hint}`);
  } else if (shown.type.kind !== "never" && !kindsFor[wants].includes(shown.type.kind)) {
    const shows = `'{${name}}' is ${typeName(shown.type)}`;
    const form = wants === "any" ? "a message shows" : `'${wants}' shows`;
    complaints.wrong(text.spotAt(offset), `${shows}, but ${form} ${kindsFor[wants].join(", ")}`);
  }
}

function tellDifference(
  english: ReadonlySet<string>,
  names: ReadonlySet<string> | undefined,
  text: Text,
  language: Language,
  complaints: Complaints,
): void {
  if (names === undefined) return;
  const lacking = [...english].filter((name) => !names.has(name)).map((name) => `{${name}}`);
  const extra = [...names].filter((name) => !english.has(name)).map((name) => `{${name}}`);
  if (lacking.length > 0)
    complaints.wrong(text.spot, `${language} does not show ${lacking.join(", ")}, which en shows`);
  if (extra.length > 0)
    complaints.wrong(text.spot, `${language} shows ${extra.join(", ")}, which en does not show`);
}
