import {
  type MessageFormatElement,
  type PluralElement,
  parse,
  TYPE,
} from "@formatjs/icu-messageformat-parser";
import type { Kind } from "../expression/types.ts";
import type { Language } from "../rule.ts";
import { oneOf } from "./fields.ts";
import type { Complaints } from "./problem.ts";
import type { Text } from "./tree.ts";

/** A name that a message shows, what form it wants there, and where it stands in the text. */
export interface Placeholder {
  readonly name: string;
  readonly offset: number;
  readonly wants: "any" | "number" | "date" | "time" | "select";
}

/** The types of value that a form of placeholder can show. */
export const kindsFor: Readonly<Record<Placeholder["wants"], readonly Kind[]>> = {
  any: ["bool", "int", "decimal", "real", "string", "date", "instant"],
  number: ["int", "decimal", "real"],
  date: ["date", "instant"],
  time: ["instant"],
  select: ["string", "bool"],
};

/** UTF-16 units of one text in one language. */
export const messageLengthMax = 2000;

/**
 * The placeholders of an ICU MessageFormat text, in the order in which they stand. Mistakes of its
 * syntax, and plural forms that the language lacks or needs, are told.
 */
export function placeholdersOf(
  text: Text,
  language: Language,
  complaints: Complaints,
): readonly Placeholder[] | undefined {
  if (text.value.length > messageLengthMax) {
    complaints.wrong(text.spot, `a text has at most ${messageLengthMax} characters`);
    return undefined;
  }
  const elements = parsed(text, complaints);
  return elements && placeholdersIn(elements, text, language, complaints);
}

const parsing = { captureLocation: true, ignoreTag: true, requiresOtherClause: true };

function parsed(text: Text, complaints: Complaints): readonly MessageFormatElement[] | undefined {
  try {
    return parse(text.value, parsing);
  } catch (error) {
    const { message, location } = error as Located;
    const offset = location?.start.offset ?? 0;
    complaints.wrong(
      text.spotAt(offset),
      mistakes[message] ?? `no ICU message: ${plainly(message)}`,
    );
    return undefined;
  }
}

interface Located {
  readonly message: string;
  readonly location?: { readonly start: { readonly offset: number } };
}

const mistakes: Readonly<Record<string, string>> = {
  EXPECT_ARGUMENT_CLOSING_BRACE: "this '{' has no '}'; a brace itself is written '{' in quotes",
  UNCLOSED_ARGUMENT_BRACE: "this '{' has no '}'",
  EMPTY_ARGUMENT: "'{}' names nothing: write {name}",
  MALFORMED_ARGUMENT: "a placeholder is one name, such as {sum}",
  INVALID_ARGUMENT_TYPE: "a placeholder is number, date, time, plural, selectordinal or select",
  MISSING_OTHER_CLAUSE: "'other {…}' is missing: it stands for everything else",
};

const plainly = (code: string): string => code.toLowerCase().replaceAll("_", " ");

function placeholdersIn(
  elements: readonly MessageFormatElement[],
  text: Text,
  language: Language,
  complaints: Complaints,
): readonly Placeholder[] {
  return elements.flatMap((element) => {
    const wants = wantsOf(element);
    if (wants === undefined) return [];
    const offset = element.location?.start.offset ?? 0;
    const own = { name: (element as { value: string }).value, offset, wants };
    if (element.type !== TYPE.plural && element.type !== TYPE.select) return [own];
    if (element.type === TYPE.plural) tellForms(element, text, language, complaints);
    const branches = Object.values(element.options).flatMap(({ value }) =>
      placeholdersIn(value, text, language, complaints),
    );
    return [own, ...branches];
  });
}

function wantsOf(element: MessageFormatElement): Placeholder["wants"] | undefined {
  switch (element.type) {
    case TYPE.argument:
      return "any";
    case TYPE.number:
    case TYPE.plural:
      return "number";
    case TYPE.date:
      return "date";
    case TYPE.time:
      return "time";
    case TYPE.select:
      return "select";
    default:
      return undefined;
  }
}

/** Plural forms of whole and broken numbers (Unicode CLDR). */
const cardinals: Readonly<Record<Language, readonly string[]>> = {
  en: ["one", "other"],
  et: ["one", "other"],
  ro: ["one", "few", "other"],
  nb: ["one", "other"],
};
const ordinals: Readonly<Record<Language, readonly string[]>> = {
  en: ["one", "two", "few", "other"],
  et: ["other"],
  ro: ["one", "other"],
  nb: ["other"],
};

function tellForms(
  element: PluralElement,
  text: Text,
  language: Language,
  complaints: Complaints,
): void {
  const forms = (element.pluralType === "ordinal" ? ordinals : cardinals)[language];
  const found = Object.keys(element.options).filter((form) => !form.startsWith("="));
  const spot = text.spotAt(element.location?.start.offset ?? 0);
  for (const form of found.filter((name) => !forms.includes(name)))
    complaints.wrong(spot, `'${form}' is no plural form of ${language}, which has ${oneOf(forms)}`);
  for (const form of forms.filter((name) => !found.includes(name)))
    complaints.wrong(spot, `'${form}' is missing: plurals of ${language} have ${oneOf(forms)}`);
}
