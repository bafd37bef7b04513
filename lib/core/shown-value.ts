import { parseDate, parseInstant } from "./expression/time.ts";
import type { Language } from "./rule.ts";
import type { MessageValue } from "./violation.ts";

/**
 * A value on its way into a message. Where ICU needs a number (plurals) or a word (select) it turns
 * into one; everywhere else it is formatted as what it is.
 */
export interface Shown extends MessageValue {
  readonly [Symbol.toPrimitive]: (hint: string) => string | number;
}

export const shownOf = ({ type, value }: MessageValue): Shown => ({
  type,
  value,
  [Symbol.toPrimitive]: (hint) => (hint === "number" ? Number(value) : wordOf(type, value)),
});

/** `=2` of a plural means 2.00 as well. */
const wordOf = (type: MessageValue["type"], value: string): string =>
  type === "decimal" || type === "int" ? String(Number(value)) : value;

export const isShown = (value: unknown): value is Shown =>
  typeof value === "object" && value !== null && Symbol.toPrimitive in value && "type" in value;

/** Everyday English of Europe: 30 November 2026, not November 30. */
const locales: Readonly<Record<Language, string>> = {
  en: "en-GB",
  et: "et-EE",
  ro: "ro-RO",
  nb: "nb-NO",
};

const words = {
  unknown: { en: "unknown", et: "teadmata", ro: "necunoscut", nb: "ukjent" },
  true: { en: "yes", et: "jah", ro: "da", nb: "ja" },
  false: { en: "no", et: "ei", ro: "nu", nb: "nei" },
} as const;

/** Options of `Intl` that a form of placeholder stands for. */
export type FormOptions = Readonly<Record<string, unknown>>;

/** A value as a language writes it; with the options of a form such as `{due, date, long}`. */
export function formatShown(
  shown: Shown | number,
  language: Language,
  zone: string,
  options?: FormOptions,
): string {
  const { type, value }: MessageValue =
    typeof shown === "number" ? { type: "real", value: String(shown) } : shown;
  switch (type) {
    case "decimal":
      return numberText(value, language, { ...digitsOf(value, options), ...options });
    case "int":
      return options ? numberText(value, language, options) : value;
    case "real":
      return numberText(value, language, { maximumFractionDigits: 20, ...options });
    case "date":
      return dayText(value, language, options);
    case "instant":
      return instantText(value, language, zone, options);
    case "bool":
      return value === "true" || value === "false" ? words[value][language] : value;
    case "unknown":
      return words.unknown[language];
    case "string":
      return value;
  }
}

/** As many digits after the point as were written; Intl reads text exactly, whatever its length. */
function digitsOf(value: string, options: FormOptions = {}): FormOptions {
  const written = value.includes(".") ? value.length - value.indexOf(".") - 1 : 0;
  const digits = options["style"] === "percent" ? Math.max(0, written - 2) : written;
  return { minimumFractionDigits: digits, maximumFractionDigits: digits };
}

function numberText(value: string, language: Language, options: FormOptions): string {
  if (Number.isNaN(Number(value))) return words.unknown[language];
  return numberFormat(language, consistent(options)).format(value as Intl.StringNumericLiteral);
}

/** A form that limits the digits wins over those that were written. */
function consistent(options: FormOptions): FormOptions {
  const { minimumFractionDigits: least, maximumFractionDigits: most } = options;
  const isContrary = typeof least === "number" && typeof most === "number" && least > most;
  return isContrary ? { ...options, minimumFractionDigits: most } : options;
}

function dayText(
  value: string,
  language: Language,
  options: FormOptions = { dateStyle: "medium" },
) {
  const day = parseDate(value);
  if (day === undefined) return value;
  return dateFormat(language, { ...options, timeZone: "UTC" }).format(new Date(day * 86_400_000));
}

const instantForm: FormOptions = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZoneName: "short",
};

function instantText(value: string, language: Language, zone: string, options = instantForm) {
  const nanoseconds = parseInstant(value);
  if (nanoseconds === undefined) return value;
  const milliseconds = Number(nanoseconds / 1_000_000n);
  return dateFormat(language, { ...options, timeZone: zone }).format(new Date(milliseconds));
}

const numberFormat = remembered(
  (language, options) => new Intl.NumberFormat(locales[language], options),
);
const dateFormat = remembered(
  (language, options) => new Intl.DateTimeFormat(locales[language], options),
);
/** The plural forms of a language. */
export const pluralRulesOf = remembered(
  (language, options) => new Intl.PluralRules(language, options as Intl.PluralRulesOptions),
);

/** Making a formatter costs far more than formatting: each is made once. */
function remembered<Made>(make: (language: Language, options: FormOptions) => Made) {
  const known = new Map<string, Made>();
  return (language: Language, options: FormOptions): Made => {
    const name = `${language}${JSON.stringify(options)}`;
    const made = known.get(name) ?? make(language, options);
    if (known.size >= rememberedMax) known.clear();
    known.set(name, made);
    return made;
  };
}

const rememberedMax = 1000;
