import * as s from "../scalars.ts";

/** The days between which a row of a dated table is in force. */
export const effectiveDates = {
  valid_from: s.date.nullish().meta({ description: "First day; since ever when absent" }),
  valid_to: s.date.nullish().meta({ description: "Last day; open when absent" }),
};
