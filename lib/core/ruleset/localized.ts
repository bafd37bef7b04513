import { languages as allLanguages, type Language, type Localized } from "../rule.ts";
import { asMap, asText, oneOf } from "./fields.ts";
import type { Complaints, Spot } from "./problem.ts";
import type { Entry, Text } from "./tree.ts";

/** A text by language, each knowing its place. */
export interface LocalizedText {
  readonly spot: Spot;
  readonly texts: ReadonlyMap<Language, Text>;
}

/**
 * Reads a text that must stand in every language of the rule set: a map by language, or where
 * English is the only one, a text. What is missing is told.
 */
export function readLocalized(
  entry: Entry | undefined,
  languages: readonly Language[],
  complaints: Complaints,
): LocalizedText | undefined {
  if (entry === undefined) return undefined;
  const texts = textsByLanguage(entry, languages, complaints);
  if (texts === undefined) return undefined;
  const missing = languages.filter((language) => !texts.named.has(language));
  if (missing.length > 0)
    complaints.wrong(
      entry.key.spot,
      `'${entry.key.value}' is missing in ${missing.join(", ")}: ` +
        `the rule set is written in ${languages.join(", ")}`,
    );
  return { spot: entry.key.spot, texts: texts.read };
}

function textsByLanguage(entry: Entry, languages: readonly Language[], complaints: Complaints) {
  const { key, value } = entry;
  if (value.kind === "text") {
    const text = asText(value, `'${key.value}'`, complaints);
    const read = new Map<Language, Text>(text ? [["en", text]] : []);
    return text && { read, named: new Set<Language>(["en"]) };
  }
  const map = asMap(value, `'${key.value}'`, complaints);
  if (map === undefined) return undefined;
  const read = new Map<Language, Text>();
  const named = new Set<Language>();
  for (const { key: name, value: tree } of map.entries) {
    const language = allLanguages.find((known) => known === name.value);
    if (language === undefined || !languages.includes(language)) {
      complaints.wrong(
        name.spot,
        `'${name.value}' is none of the rule set's languages: ${oneOf(languages)}`,
      );
      continue;
    }
    named.add(language);
    const text = asText(tree, `'${name.value}' of '${key.value}'`, complaints);
    if (text) read.set(language, text);
  }
  return { read, named };
}

/** As plans hold it. */
export function localizedOf(text: LocalizedText): Localized {
  return Object.fromEntries(
    [...text.texts].map(([language, { value }]) => [language, value.trim()]),
  );
}
