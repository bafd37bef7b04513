import {
  decimalOf,
  type Field,
  fieldScaleMax,
  INT,
  type Schema,
  STRING,
  type Type,
} from "./types.ts";

const field = (type: Type, doc: string, required = true): Field => ({ type, required, doc });
const AMOUNT = decimalOf(fieldScaleMax);

/** Where something stands in a text. */
const place = {
  text: field(STRING, "as it stands in the text"),
  at: field(INT, "code points before it"),
  end: field(INT, "code points before what follows it"),
};

/** The shapes of what functions find in texts, beside those of every subject. */
export const textShapes: Schema = {
  TextHit: {
    fields: {
      category: field(STRING, "the category of the lexicon"),
      claim_type: field(STRING, "the claim that it makes; absent where it makes none", false),
      language: field(STRING, "whose term it was: the text's language, or English"),
      strength: {
        ...field(STRING, "`strong`, or `weak`: says little alone"),
        values: ["strong", "weak"],
      },
      ...place,
    },
  },
  TextPrice: {
    fields: {
      amount: field(AMOUNT, "the amount"),
      currency: field(STRING, "its currency, ISO 4217"),
      ...place,
    },
  },
  TextPercentage: {
    fields: {
      value: field(AMOUNT, "how many percent, without sign; of a range the end"),
      from: field(AMOUNT, "of a range the beginning", false),
      reduces: field({ kind: "bool" }, "whether a minus stands before it"),
      ...place,
    },
  },
  TextDuration: {
    fields: {
      count: field(AMOUNT, "how many units; of a range the end"),
      from: field(AMOUNT, "of a range the beginning", false),
      unit: {
        ...field(STRING, "`minute`, `hour`, `day`, `working_day`, `week`, `month` or `year`"),
        values: ["minute", "hour", "day", "working_day", "week", "month", "year"],
      },
      days: field(INT, "the same in days, where it is days or weeks and whole", false),
      months: field(INT, "the same in months, where it is months or years and whole", false),
      ...place,
    },
  },
};
