import {
  type MessageFormatElement,
  parse as parsePattern,
} from "@formatjs/icu-messageformat-parser";
import { type Formatters, formatToParts, IntlMessageFormat } from "intl-messageformat";
import { builtInTexts, unjudgedMessage } from "./built-in-texts.ts";
import type { RuleTexts } from "./report.ts";
import type { Language, Localized } from "./rule.ts";
import {
  type FormOptions,
  formatShown,
  isShown,
  pluralRulesOf,
  type Shown,
  shownOf,
} from "./shown-value.ts";
import type { MessageValue, Violation } from "./violation.ts";

/**
 * Renders an ICU MessageFormat pattern: decimals with all their digits and the separators of the
 * language, days and instants as the language writes them, what is unknown as its word for it.
 * Total: a pattern that cannot be rendered gives its raw text.
 *
 * @param zone where instants are shown, an IANA zone.
 */
export function renderMessage(
  pattern: string,
  values: Readonly<Record<string, MessageValue>>,
  language: Language,
  zone = "UTC",
): string {
  const elements = elementsOf(pattern);
  if (elements === undefined) return pattern;
  const shown = Object.entries(values).map(([name, value]) => [name, shownOf(value)] as const);
  try {
    const parts = formatToParts(
      elements as MessageFormatElement[],
      language,
      formattersOf(language, zone),
      IntlMessageFormat.formats,
      { __proto__: null, ...Object.fromEntries(shown) } as never,
      undefined,
      pattern,
    );
    return parts.map(({ value }) => textOfPart(value, language, zone)).join("");
  } catch {
    return pattern;
  }
}

/**
 * What a violation tells a person: the rule's message with its values, or why it could not be
 * judged. Texts that a language lacks are shown in English.
 *
 * @param texts of the violation's rule, as the report holds them; none for the engine's own rules.
 */
export function messageOf(
  violation: Violation,
  texts: RuleTexts | undefined,
  language: Language,
  zone?: string,
): string {
  const { values, outcome, why, note } = violation;
  const text = (value: string | undefined): MessageValue =>
    value === undefined ? { type: "unknown", value: "unknown" } : { type: "string", value };
  const render = (localized: Localized | undefined, more: typeof values = {}): string =>
    renderMessage(localizedText(localized, language), { ...values, ...more }, language, zone);

  if (texts === undefined)
    return render(builtInTexts[violation.rule]?.message, { note: text(note ?? why) });
  if (outcome !== "failed") return render(unjudgedMessage, { why: text(why) });
  const more = { key: text(violation.record?.key), currency: text(violation.currency), ...values };
  const reason = texts.reasons?.[violation.check ?? ""];
  return render(texts.message, { ...more, reason: text(reason && render(reason, more)) });
}

/** The text in a language, else in English. */
export const localizedText = (localized: Localized | undefined, language: Language): string =>
  localized?.[language] ?? localized?.en ?? "";

const textOfPart = (value: unknown, language: Language, zone: string): string =>
  isShown(value) ? formatShown(value, language, zone) : String(value);

/** Patterns are few and rendered often; undefined stands for one that does not parse. */
const parsed = new Map<string, readonly MessageFormatElement[] | undefined>();
const parsedMax = 10_000;

function elementsOf(pattern: string): readonly MessageFormatElement[] | undefined {
  if (parsed.has(pattern)) return parsed.get(pattern);
  if (parsed.size >= parsedMax) parsed.clear();
  const elements = parsedOrNone(pattern);
  parsed.set(pattern, elements);
  return elements;
}

function parsedOrNone(pattern: string): readonly MessageFormatElement[] | undefined {
  try {
    return parsePattern(pattern, { ignoreTag: true });
  } catch {
    return undefined;
  }
}

/** The library asks for a formatter and gives it the value: ours know what the value is. */
function formattersOf(language: Language, zone: string): Formatters {
  const formatter = (options: FormOptions | undefined) => ({
    format: (value: Shown | number) => formatShown(value, language, zone, options ?? {}),
  });
  return {
    getNumberFormat: (_: unknown, options: FormOptions | undefined) => formatter(options),
    getDateTimeFormat: (_: unknown, options: FormOptions | undefined) => formatter(options),
    getPluralRules: (_: unknown, options: FormOptions) => pluralRulesOf(language, options),
  } as unknown as Formatters;
}
