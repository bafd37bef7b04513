import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, unitsOf } from "../amounts.ts";
import { randomOf } from "../random.ts";
import type { InvoiceSetting } from "./invoice.ts";
import { dateText, type Month, monthBefore } from "./month.ts";

/** What prices and documents are made of, in every month alike. */
export const versions = { price_list_version: "2026-1", generator_version: "1.0.0" } as const;

/** The parts of a cycle that is billed in two: the earlier went out before. */
export const laterPart = "south";
const earlierPart = "north";

/** Runs before the generated one that its history has: enough for a median. */
const pastRuns = 8;

/**
 * The history of a run as `--history` reads it: earlier months of the same seller, whose figures
 * are those of the run at hand within half a percent, as those of a settled business are.
 */
export function historyOf(
  setting: InvoiceSetting,
  totals: JsonObject,
  items: Readonly<Record<string, number>>,
): JsonObject {
  const months = Array.from({ length: pastRuns }, (_, i) =>
    monthBefore(setting.month, pastRuns - i),
  );
  const runs = months.map((month) => pastRun(setting, totals, items, month));
  // Of this month's cycle the earlier part was released.
  const earlier = partOf(pastRun(setting, totals, items, setting.month), earlierPart);
  return {
    schema: "holdpoint/history/1",
    subject: "billing-run",
    runs: setting.part === undefined ? runs : runs.flatMap(inTwoParts).concat(earlier),
  };
}

function pastRun(
  setting: InvoiceSetting,
  totals: JsonObject,
  items: Readonly<Record<string, number>>,
  month: Month,
): JsonObject {
  const { market, seller, seed } = setting;
  const random = randomOf(seed, "history", month.name);
  const [count, price] = [10_000 + random.between(-30, 30), 10_000 + random.between(-15, 15)];
  const scaled = (figure: number): string => String(Math.max(0, divided(figure * count, 10_000)));
  const many = (field: string): string => scaled(Number(totals[field]));
  const much = (field: string): string =>
    amountText(divided(divided(unitsOf(String(totals[field])) * count, 10_000) * price, 10_000));
  const { currency, country } = market;
  const invoices = many("invoice_count");
  const credits = many("credit_note_count");
  return {
    run: {
      run_id: `${country}-${month.name}`,
      seller_id: seller.sellerId,
      country,
      billing_cycle: "monthly-01",
      run_type: "regular",
      period_start: dateText(month.first),
      period_end: dateText(month.last),
      issue_date: dateText(month.issued),
      ...versions,
    },
    released_on: dateText(month.issued),
    aggregates: {
      documents: String(Number(invoices) + Number(credits)),
      credit_notes: credits,
      invoices_by_currency: { [currency]: invoices },
      credit_notes_by_currency: { [currency]: credits },
      lines_by_currency: { [currency]: many("line_count") },
      net_by_currency: { [currency]: much("sum_net") },
      vat_by_currency: { [currency]: much("sum_vat") },
      gross_by_currency: { [currency]: much("sum_gross") },
      due_by_currency: { [currency]: much("sum_due") },
      net_by_country: { [`${country}|${currency}`]: much("sum_net") },
      vat_by_country: { [`${country}|${currency}`]: much("sum_vat") },
      documents_by_item: Object.fromEntries(
        Object.entries(items).map(([item, times]) => [item, scaled(times)]),
      ),
    },
  };
}

const inTwoParts = (run: JsonObject): readonly JsonObject[] => [
  partOf(run, earlierPart),
  { ...run, run: { ...(run["run"] as JsonObject), run_part: laterPart } },
];

/** Another part of the cycle of a run, three times as large. */
function partOf({ run, aggregates, ...rest }: JsonObject, part: string): JsonObject {
  const { run_id: id, ...header } = run as JsonObject;
  const thrice = (figure: string): string =>
    figure.includes(".") ? amountText(unitsOf(figure) * 3) : String(Number(figure) * 3);
  const figures = Object.entries(aggregates as JsonObject).map(([name, figure]) => [
    name,
    typeof figure === "string"
      ? thrice(figure)
      : Object.fromEntries(
          Object.entries(figure as Readonly<Record<string, string>>).map(([of, amount]) => [
            of,
            thrice(amount),
          ]),
        ),
  ]);
  return {
    ...rest,
    run: { ...header, run_id: `${String(id)}-${part}`, run_part: part },
    aggregates: Object.fromEntries(figures) as JsonObject,
  };
}
