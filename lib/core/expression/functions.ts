import type { FunctionRow } from "./function-row.ts";
import { bank } from "./functions/bank.ts";
import { claimTexts } from "./functions/claim-texts.ts";
import { companies } from "./functions/companies.ts";
import { contacts } from "./functions/contacts.ts";
import { conversions } from "./functions/conversions.ts";
import { currencies } from "./functions/currencies.ts";
import { dates } from "./functions/dates.ts";
import { demands } from "./functions/demand-models.ts";
import { goods } from "./functions/goods.ts";
import { instants } from "./functions/instants.ts";
import { keys } from "./functions/keys.ts";
import { lists } from "./functions/lists.ts";
import { matching } from "./functions/matching.ts";
import { numberSeries } from "./functions/number-series.ts";
import { numbers } from "./functions/numbers.ts";
import { orderQuantities } from "./functions/order-quantities.ts";
import { periods } from "./functions/periods.ts";
import { persons } from "./functions/persons.ts";
import { places } from "./functions/places.ts";
import { reals } from "./functions/reals.ts";
import { roundingRows } from "./functions/rounding.ts";
import { statistics } from "./functions/statistics.ts";
import { stockBalance } from "./functions/stock-balance.ts";
import { stockPolicies } from "./functions/stock-policies.ts";
import { sums } from "./functions/sums.ts";
import { texts } from "./functions/text.ts";
import { wording } from "./functions/wording.ts";
import { workingDays } from "./functions/working-days.ts";

export { resolve } from "./function-row.ts";

/** The function table, theme by theme as the reference shows it. */
export const functionThemes: readonly (readonly [theme: string, rows: readonly FunctionRow[]])[] = [
  ["Numbers", numbers],
  ["Rounding and ratios", roundingRows],
  ["Lists", lists],
  ["Sums and groups", sums],
  ["Statistics of a list", statistics],
  ["Series of numbers", numberSeries],
  ["Text", texts],
  ["Patterns", matching],
  ["Wording", wording],
  ["Claims and figures in texts", claimTexts],
  ["Conversions", conversions],
  ["Keys", keys],
  ["Dates", dates],
  ["Instants and zones", instants],
  ["Periods", periods],
  ["Working days", workingDays],
  ["Countries", places],
  ["Currencies", currencies],
  ["Bank and payment", bank],
  ["Companies", companies],
  ["Goods", goods],
  ["Personal numbers", persons],
  ["Contact data", contacts],
  ["Reals", reals],
  ["Order quantities", orderQuantities],
  ["Demand and stock", demands],
  ["Stock policies", [...stockPolicies, ...stockBalance]],
];

/** Every function of the rule language, overloads in the order in which they are tried. */
export const functions: readonly FunctionRow[] = functionThemes.flatMap(([, rows]) => rows);

export const functionById: ReadonlyMap<string, FunctionRow> = new Map(
  functions.map((row) => [row.id, row]),
);

const byName = Map.groupBy(functions, (row) => row.name);

/** The rows of a name, the first that fits the arguments is meant; none when it is no function. */
export const findFunctions = (name: string): readonly FunctionRow[] => byName.get(name) ?? [];

export const functionNames = (): readonly string[] => [...byName.keys()];
