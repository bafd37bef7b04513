import { format } from "../expression/decimal.ts";
import type { Language } from "../rule.ts";
import { type NumberInText, numbersInText } from "./number-in-text.ts";
import { type Place, placesIn } from "./places.ts";

/** A percentage that a text names. */
export interface PercentageInText extends Place {
  /** Decimal text, without sign; of a range the end. */
  readonly value: string;
  readonly from?: string;
  /** Whether a minus stands before it. */
  readonly reduces: boolean;
}

const percent =
  /^[ \u00a0\u202f]?(?:%|(?:percent|per cent|protsen(?:t|ti|dine|dist)|la sută|la suta|prosent)(?!\p{L}))/iu;

/** The percentages of a text in order; a range is one. */
export function percentagesInText(text: string, language: Language): readonly PercentageInText[] {
  const places = placesIn(text);
  const numbers = numbersInText(text, language);
  return numbers.flatMap((number, index) => {
    const sign = percent.exec(text.slice(number.end, number.end + 16))?.[0];
    if (sign === undefined) return [];
    const first = beginningOf(text, numbers[index - 1], number);
    const start = first?.at ?? number.at;
    const reduces = first === undefined && isReduced(text, start);
    const place = places(reduces ? start - 1 : start, number.end + sign.length);
    const value = format(number.value);
    return [{ value, ...(first && { from: format(first.value) }), reduces, ...place }];
  });
}

/** The number that a range begins with: `10–15 %`, `20% - 80%`. */
function beginningOf(
  text: string,
  before: NumberInText | undefined,
  number: NumberInText,
): NumberInText | undefined {
  if (!before || !/^\s?[-–]\s?$/.test(text.slice(before.end, number.at))) return undefined;
  return before;
}

/** A minus that no number or letter stands before. */
const isReduced = (text: string, at: number): boolean =>
  /(?:^|[^\p{L}\p{N}])[-−–]$/u.test(text.slice(Math.max(0, at - 2), at));
