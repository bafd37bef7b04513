import { type Language, languages } from "../../rule.ts";
import { datesInText } from "../../text-figures/dates.ts";
import { durationsInText } from "../../text-figures/durations.ts";
import { numbersInText } from "../../text-figures/number-in-text.ts";
import { percentagesInText } from "../../text-figures/percentages.ts";
import { pricesInText } from "../../text-figures/prices.ts";
import { fault, missing, type Unjudged } from "../fault.ts";
import type { FunctionContext, FunctionRow } from "../function-row.ts";
import type { List } from "../value.ts";
import { spent } from "./elements.ts";
import { quoted } from "./limits.ts";
import { rowIn } from "./row.ts";

/** A row that only rule sets with a lexicon may call. */
const withLexicon = (row: FunctionRow): FunctionRow => ({ ...row, needsLexicon: true });

// biome-ignore format: one entry a function
export const claimTexts = [
  withLexicon(rowIn("hits(text: string, language: string): list<TextHit>", 5, hits,
    "The wording of claims in a text, as the lexicon knows it in the text's language and in English, " +
    "in order; in English alone where it does not know the language.",
    ['hits("Täna tasuta!", "et").map(h, h.category)', '["free"]'],
    ['hits("Täna tasuta!", "et").map(h, h.at)', "[5]"], ['hits("Nemokamai, for free", "lt").map(h, h.at)', "[15]"])),
  rowIn("pricesIn(text: string, language: string): list<TextPrice>", 5, pricesIn,
    "The prices in a text, as its language writes them, in order; missing for other languages than " +
    "`en`, `et`, `ro` and `nb`, as with all functions of this theme.",
    ['pricesIn("Nå 1 299,50 kr", "nb").map(p, p.amount)', "[1299.50]"],
    ['pricesIn("€99 sau 499 de lei", "ro").map(p, p.currency)', '["EUR", "RON"]']),
  rowIn("percentagesIn(text: string, language: string): list<TextPercentage>", 5, percentagesIn,
    "The percentages in a text, in order; a range is one, with its beginning as `from`.",
    ['percentagesIn("-30 % ja 10–15%", "et").map(p, p.value)', "[30, 15]"],
    ['percentagesIn("-30 % ja 10–15%", "et").map(p, p.reduces)', "[true, false]"]),
  rowIn("durationsIn(text: string, language: string): list<TextDuration>", 5, durationsIn,
    "How long things last by a text, in figures or in words up to ten, in order.",
    ['durationsIn("24 kuud, kaheaastane garantii", "et").map(d, d.months)', "[24, 24]"],
    ['durationsIn("Within 3–5 working days", "en").map(d, d.unit)', '["working_day"]']),
  rowIn("datesIn(text: string, language: string, published: date): list<date>", 5, datesIn,
    "The days that a text names, in order; `today` is the day of publication, and a day without " +
    "year the next such one.",
    ['datesIn("Ainult täna ja 31.12.", "et", date("2026-11-22"))', '[date("2026-11-22"), date("2026-12-31")]'],
    ['datesIn("until 1 March 2027", "en", date("2026-11-22"))', '[date("2027-03-01")]']),
  rowIn("numbersIn(text: string, language: string): list<decimal(6)>", 5, numbersIn,
    "The numbers in a text but for its dates, as its language writes them, in order.",
    ['numbersIn("1 000 kr, 12,5 % fram til 31.12.2026", "nb")', "[1000, 12.5]"],
    ['numbersIn("1,000.50", "en")', "[1000.50]"]),
];

/** UTF-16 units of text that cost a step. */
const unitsAStep = 64;
/** What one text gives at most. */
const foundMax = 10_000;

function hits(context: FunctionContext, text: string, language: string): List | Unjudged {
  const refusal = spent(context, Math.ceil(text.length / unitsAStep));
  if (refusal) return refusal;
  // Slogans are English everywhere; that nobody reads the rest is for a rule to say, once.
  const found = context.lexicon?.hits(text, language) ?? context.lexicon?.hits(text, "en");
  return found ? bounded(found as unknown as List) : unspoken(language);
}

const unspoken = (language: string): Unjudged =>
  missing(`words of the language ${quoted(language)}`);

const bounded = (list: List): List | Unjudged =>
  list.length <= foundMax
    ? list
    : fault("overflow", `a text with more than ${foundMax} such places`);

/** Reads a text in a language that figures are read in, and pays for it. */
function reading(
  context: FunctionContext,
  text: string,
  code: string,
  read: (language: Language) => readonly unknown[],
): List | Unjudged {
  const refusal = spent(context, Math.ceil(text.length / unitsAStep));
  if (refusal) return refusal;
  const asked = code === "no" || code === "nn" ? "nb" : code;
  const language = languages.find((known) => known === asked);
  return language ? bounded(read(language) as List) : unspoken(code);
}

function pricesIn(context: FunctionContext, text: string, code: string): List | Unjudged {
  return reading(context, text, code, (language) => pricesInText(text, language));
}

function percentagesIn(context: FunctionContext, text: string, code: string): List | Unjudged {
  return reading(context, text, code, (language) => percentagesInText(text, language));
}

function durationsIn(context: FunctionContext, text: string, code: string): List | Unjudged {
  return reading(context, text, code, (language) => durationsInText(text, language));
}

function datesIn(
  context: FunctionContext,
  text: string,
  code: string,
  published: number,
): List | Unjudged {
  return reading(context, text, code, (language) =>
    datesInText(text, language, published).map(({ day }) => day),
  );
}

function numbersIn(context: FunctionContext, text: string, code: string): List | Unjudged {
  return reading(context, text, code, (language) => {
    const dates = datesInText(text, language, 0);
    let next = 0;
    const numbers = numbersInText(text, language).filter(({ at }) => {
      while (next < dates.length && (dates[next]?.end ?? 0) <= at) next += 1;
      return (dates[next]?.at ?? Number.POSITIVE_INFINITY) > at;
    });
    return numbers.map(({ value }) => value);
  });
}
