import { civil, dayNumber, daysInMonth } from "../expression/time.ts";
import type { Language } from "../rule.ts";

/** A day that a text names; offsets in UTF-16 units. */
export interface DateInText {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly at: number;
  readonly end: number;
}

/** The months as they are written, January first; short forms may have a point behind. */
const months: Readonly<Record<Language, readonly string[]>> = {
  en: [
    ...["jan(?:uary)?", "feb(?:ruary)?", "mar(?:ch)?", "apr(?:il)?", "may", "june?", "july?"],
    ...["aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?", "nov(?:ember)?", "dec(?:ember)?"],
  ],
  et: [
    ...["jaan(?:uar\\p{L}*)?", "veebr?(?:uar\\p{L}*)?", "märts\\p{L}*", "apr(?:ill\\p{L}*)?"],
    ...["mai(?:l|ni|st|s|ks|kuu\\p{L}*)?", "juuni\\p{L}*", "juuli\\p{L}*", "aug(?:ust\\p{L}*)?"],
    ...["sept(?:emb\\p{L}*)?", "okt(?:oo?b\\p{L}*)?", "nov(?:emb\\p{L}*)?", "dets(?:emb\\p{L}*)?"],
  ],
  ro: [
    ...["ian(?:uarie)?", "feb(?:r(?:uarie)?)?", "mar(?:tie)?", "apr(?:ilie)?", "mai", "iun(?:ie)?"],
    ...["iul(?:ie)?", "aug(?:ust)?", "sept?(?:embrie)?", "oct(?:ombrie)?", "noi(?:embrie)?|nov"],
    "dec(?:embrie)?",
  ],
  nb: [
    ...["jan(?:uar)?", "feb(?:ruar)?", "mars", "apr(?:il)?", "mai", "juni?", "juli?"],
    ...["aug(?:ust)?", "sept?(?:ember)?", "okt(?:ober)?", "nov(?:ember)?", "des(?:ember)?"],
  ],
};

/** Words for a day by how far it is from the day of publication. */
const relative: Readonly<Record<Language, Readonly<Record<string, number>>>> = {
  en: { today: 0, tonight: 0, tomorrow: 1 },
  et: { täna: 0, homme: 1, ülehomme: 2 },
  ro: { azi: 0, astăzi: 0, astazi: 0, mâine: 1, maine: 1, poimâine: 2, poimaine: 2 },
  nb: { "i dag": 0, "i kveld": 0, "i morgen": 1, "i overmorgen": 2 },
};

/**
 * The days that a text names, in order: in figures (`2026-08-31`, `31.08.2026`, `31.08`,
 * `31/08/2026`, the day first), with the month in words, or from the day of publication
 * (`today`). Without a year it is the next such day from the day of publication on.
 */
export function datesInText(
  text: string,
  language: Language,
  published: number,
): readonly DateInText[] {
  const found = [
    ...inFigures(text, published),
    ...inWords(text, language, published),
    ...fromToday(text, language, published),
  ];
  const sorted = found.sort((a, b) => a.at - b.at || b.end - a.end);
  let end = 0;
  return sorted.filter((date) => {
    if (date.at < end) return false;
    end = date.end;
    return true;
  });
}

const figures =
  /(?<![\d.,/-])(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})([./])(\d{1,2})\5?(?:(?<=[./])(\d{4}|\d{2}))?)(?![\d/]|[.,]\d|-\d)/g;

function inFigures(text: string, published: number): readonly DateInText[] {
  return [...text.matchAll(figures)].flatMap((match) => {
    const [whole, isoYear, isoMonth, isoDay, day, sign, month, year] = match;
    const isDate = isoYear !== undefined || year !== undefined || isShort(whole, sign, text, match);
    if (!isDate) return [];
    const found = dayOf(isoYear ?? year, isoMonth ?? month, isoDay ?? day, published);
    return dated(found, match.index, whole);
  });
}

/** `31.08` and `1.8.`: two figures each or a point behind, since `1.5` is a number. */
function isShort(
  whole: string,
  sign: string | undefined,
  text: string,
  { index }: RegExpMatchArray,
): boolean {
  if (sign !== "." || !/^\d{2}\.\d{2}$|\.$/.test(whole)) return false;
  const at = index ?? 0;
  const behind = text.slice(at + whole.length, at + whole.length + 6);
  const isPrice = /^\s?(?:[€£$%]|eur|lei|ron|kr|nok)/i.test(behind);
  return (
    !isPrice &&
    !/(?:[€£$]|kr\.?|eur|ron|nok|sek|dkk|usd|gbp|lei)\s?$/i.test(
      text.slice(Math.max(0, at - 4), at),
    )
  );
}

const dated = (day: number | undefined, at: number, whole: string): readonly DateInText[] =>
  day === undefined ? [] : [{ day, at, end: at + whole.length }];

function inWords(text: string, language: Language, published: number): readonly DateInText[] {
  const { dayFirst, monthFirst, months: named } = grammarOf(language);
  const monthOf = (word: string | undefined): string =>
    String(named.findIndex((month) => month.test(word ?? "")) + 1);
  return [
    ...[...text.matchAll(dayFirst)].flatMap((match) => {
      const [whole, day, month, year] = match;
      if (language === "ro" && isMore(text, month, year, match)) return [];
      return dated(dayOf(year, monthOf(month), day, published), match.index, whole);
    }),
    ...[...text.matchAll(monthFirst)].flatMap((match) => {
      const [whole, month, day, year] = match;
      if (month === "may") return []; // "it may 24 times": the month has a capital
      return dated(dayOf(year, monthOf(month), day, published), match.index, whole);
    }),
  ];
}

/** `top 3 mai bune`: in Romanian `mai` is May only behind a preposition or before a year. */
function isMore(
  text: string,
  month: string | undefined,
  year: string | undefined,
  { index }: RegExpMatchArray,
): boolean {
  if (month?.toLowerCase() !== "mai" || year !== undefined) return false;
  const before = text.slice(Math.max(0, (index ?? 0) - 8), index);
  return !/(?<!\p{L})(?:pe|din|la|de|până|pana|în|in|și|si|-|–)\s?$/iu.test(before);
}

interface Grammar {
  readonly months: readonly RegExp[];
  readonly dayFirst: RegExp;
  readonly monthFirst: RegExp;
}

const grammars = new Map<Language, Grammar>();

function grammarOf(language: Language): Grammar {
  const known = grammars.get(language);
  if (known) return known;
  const name = `(${months[language].join("|")})`;
  const year = "(?:,? (\\d{4})(?!\\d))?";
  const made = {
    months: months[language].map((month) => new RegExp(`^(?:${month})$`, "iu")),
    dayFirst: new RegExp(
      `(?<![\\p{L}\\d.,])(\\d{1,2})(?:\\.|st|nd|rd|th)? ?(?:of )?${name}(?!\\p{L})\\.?${year}`,
      "giu",
    ),
    // Only English writes the month first; elsewhere this fits nothing.
    monthFirst:
      language === "en"
        ? new RegExp(`(?<!\\p{L})${name}\\.? (\\d{1,2})(?:st|nd|rd|th)?(?!\\d)${year}`, "giu")
        : /(?!)/g,
  };
  grammars.set(language, made);
  return made;
}

function fromToday(text: string, language: Language, published: number): readonly DateInText[] {
  return Object.entries(relative[language]).flatMap(([word, days]) =>
    [...text.matchAll(new RegExp(`(?<!\\p{L})${word}(?!\\p{L})`, "giu"))].map((match) => ({
      day: published + days,
      at: match.index,
      end: match.index + match[0].length,
    })),
  );
}

/** A day of the calendar; of two figures a year is of this century. */
function dayOf(
  year: string | undefined,
  month: string | undefined,
  day: string | undefined,
  published: number,
): number | undefined {
  const [m, d] = [Number(month), Number(day)];
  if (!(m >= 1 && m <= 12 && d >= 1 && d <= 31)) return undefined;
  if (year !== undefined)
    return validDay(year.length === 2 ? 2000 + Number(year) : Number(year), m, d);
  const first = civil(published).year;
  for (const candidate of [first, first + 1, first + 2, first + 3, first + 4]) {
    const found = validDay(candidate, m, d);
    if (found !== undefined && found >= published) return found;
  }
  return undefined;
}

const validDay = (year: number, month: number, day: number): number | undefined =>
  year >= 1 && day <= daysInMonth(year, month) ? dayNumber(year, month, day) : undefined;
