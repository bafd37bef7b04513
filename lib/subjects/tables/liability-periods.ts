import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { effectiveDates } from "./effective-dates.ts";

const liabilityPeriod = z.object({
  market: s.country.meta({ description: "Country" }),
  months: z.int().meta({ description: "How long the seller answers for a lack of conformity" }),
  ...effectiveDates,
});

export const liabilityPeriods = {
  shape: "LiabilityPeriod",
  row: liabilityPeriod,
  key: ["market"],
  dated: true,
  doc: "Legal guarantee by market, where it is longer than the European two years.",
} as const satisfies ReferenceTable;
