import { canonical, type Decimal, decimal, format, parseDecimal } from "../expression/decimal.ts";
import type { Language } from "../rule.ts";
import { type NumberInText, numbersInText } from "./number-in-text.ts";
import { type Place, placesIn } from "./places.ts";

/** How long something lasts, as a text says it. */
export interface DurationInText extends Place {
  /** Decimal text; of a range the end. */
  readonly count: string;
  readonly from?: string;
  readonly unit: DurationUnit;
  readonly days?: number;
  readonly months?: number;
}

const unitNames = ["minute", "hour", "day", "working_day", "week", "month", "year"] as const;
type DurationUnit = (typeof unitNames)[number];

/** The words of a unit, whole or as they begin (`*`), by language. */
const words: Readonly<Record<Language, Readonly<Record<DurationUnit, string>>>> = {
  en: {
    minute: "min|mins|minutes?",
    hour: "h|hrs?|hours?|hourly",
    working_day: "(?:working|business)[ \\u00a0-](?:days?|hours)",
    day: "days?",
    week: "weeks?",
    month: "months?|mths?",
    year: "years?|yrs?",
  },
  et: {
    minute: "min|minut\\p{L}*",
    hour: "h|tund|tundi|tunni\\p{L}*|tunnise\\p{L}*",
    working_day: "tööpäev\\p{L}*",
    day: "ööpäev\\p{L}*|päev\\p{L}*|kalendripäev\\p{L}*",
    week: "nädal\\p{L}*",
    month: "kuu|kuud|kuuks|kuuga|kuu[lis]\\p{L}*|kuine|kuise\\p{L}*",
    year: "aasta|aastat|aastaks|aastaga|aasta[lns]\\p{L}*|a",
  },
  ro: {
    minute: "min|minut\\p{L}*",
    hour: "h|or[eăa]|orelor",
    working_day: "(?:zi|zile) lucr[ăa]toare",
    day: "zi|zile|zilei|zilelor",
    week: "s[ăa]pt[ăa]m[âaî]n\\p{L}*",
    month: "lun[ăai]|lunilor",
    year: "an|ani|anilor|anului",
  },
  nb: {
    minute: "min|minutt\\p{L}*",
    hour: "t|time|timer|timers",
    working_day: "(?:virke|arbeids)dag(?:er|ers)?",
    day: "dag|dager|dagers|døgn|døgns",
    week: "uke|uker|ukers",
    month: "måned\\p{L}*|mnd|mndr",
    year: "år|års|årig\\p{L}*",
  },
};

/** Numbers that are written out, alone or before their unit in one word (`kaheaastane`). */
const numerals: Readonly<Record<Language, readonly string[]>> = {
  en: ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"],
  et: ["üks|ühe", "kaks|kahe", "kolm|kolme", "neli|nelja", "viis|viie", "kuus|kuue"].concat([
    "seitse|seitsme",
    "kaheksa",
    "üheksa",
    "kümme|kümne",
  ]),
  ro: ["un|o", "doi|două|doua", "trei", "patru", "cinci", "șase|sase|şase"].concat([
    "șapte|sapte|şapte",
    "opt",
    "nouă|noua",
    "zece",
  ]),
  nb: ["en|ett|én", "to", "tre", "fire", "fem", "seks", "sju|syv", "åtte", "ni", "ti"],
};

interface Grammar {
  /** A unit right behind a number. */
  readonly unit: RegExp;
  /** A number in words with its unit. */
  readonly written: RegExp;
}

const grammars = new Map<Language, Grammar>();

function grammarOf(language: Language): Grammar {
  const known = grammars.get(language);
  if (known) return known;
  const units = unitNames.map((name) => `(?<${name}>${words[language][name]})`);
  const ordered = [units[3], units[0], units[1], units[2], ...units.slice(4)].join("|");
  const counts = numerals[language].join("|");
  const made = {
    unit: new RegExp(`^(?:[ \\u00a0\\u202f]?(?:de )?|-)(?:${ordered})(?!\\p{L})`, "iu"),
    written: new RegExp(`(?<!\\p{L})(${counts})[ \\u00a0-]?(?:${ordered})(?!\\p{L})`, "giu"),
  };
  grammars.set(language, made);
  return made;
}

/** The durations of a text in order, with their counts in figures or in words up to ten. */
export function durationsInText(text: string, language: Language): readonly DurationInText[] {
  const found = [...inFigures(text, language), ...inWords(text, language)];
  const places = placesIn(text);
  return found
    .sort((a, b) => a.at - b.at)
    .map(({ at, end, ...duration }) => ({ ...duration, ...places(at, end) }));
}

type Found = Omit<DurationInText, "text">;

function inFigures(text: string, language: Language): readonly Found[] {
  const { unit } = grammarOf(language);
  const numbers = numbersInText(text, language);
  return numbers.flatMap((number, index) => {
    const match = unit.exec(text.slice(number.end, number.end + 40));
    if (!match) return [];
    const first = beginningOf(text, numbers[index - 1], number);
    const end = number.end + match[0].length;
    const from = first && { from: format(first.value) };
    return [
      { ...durationOf(number.value, unitOf(match)), ...from, at: first?.at ?? number.at, end },
    ];
  });
}

function beginningOf(text: string, before: NumberInText | undefined, number: NumberInText) {
  return before && /^\s?[-–]\s?$/.test(text.slice(before.end, number.at)) ? before : undefined;
}

function inWords(text: string, language: Language): readonly Found[] {
  const { written } = grammarOf(language);
  return [...text.matchAll(written)].map((match) => {
    const word = (match[1] as string).toLowerCase();
    const count = numerals[language].findIndex((forms) => forms.split("|").includes(word)) + 1;
    const duration = durationOf(decimal(BigInt(count), 0), unitOf(match));
    return { ...duration, at: match.index, end: match.index + match[0].length };
  });
}

const unitOf = ({ groups }: RegExpMatchArray): DurationUnit =>
  unitNames.find((name) => groups?.[name] !== undefined) ?? "day";

function durationOf(count: Decimal, unit: DurationUnit) {
  const days = unit === "day" ? 1n : unit === "week" ? 7n : undefined;
  const months = unit === "month" ? 1n : unit === "year" ? 12n : undefined;
  return {
    count: format(count),
    unit,
    ...wholeOf("days", count, days),
    ...wholeOf("months", count, months),
  };
}

/** `1,5 aastat` is 18 months; what is not whole is left out. */
function wholeOf(name: "days" | "months", count: Decimal, times: bigint | undefined) {
  if (times === undefined) return {};
  const text = canonical(decimal(count.units * times, count.scale));
  const value = parseDecimal(text)?.scale === 0 ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) ? { [name]: value } : {};
}
