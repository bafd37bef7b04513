import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, unitsOf } from "../amounts.ts";

/** What a run announces of its content, a row a currency, in cents; credit notes count negative. */
interface Row {
  invoices: number;
  creditNotes: number;
  lines: number;
  net: number;
  vat: number;
  gross: number;
  due: number;
}

/** Adds up a run as it is made, in memory of one row a currency. */
export interface ControlTotals {
  add(invoice: JsonObject): void;
  rows(): readonly JsonObject[];
}

export function controlTotals(): ControlTotals {
  const byCurrency = new Map<string, Row>();
  return {
    add: (invoice) => {
      const currency = String(invoice["currency"]);
      const row = byCurrency.get(currency) ?? noRow();
      byCurrency.set(currency, row);
      const isCredit = invoice["type_code"] === "381";
      const sign = isCredit ? -1 : 1;
      const cents = (field: string) => sign * unitsOf(String(invoice[field]));
      if (isCredit) row.creditNotes++;
      else row.invoices++;
      row.lines += (invoice["lines"] as readonly unknown[]).length;
      row.net += cents("total_net");
      row.vat += cents("total_vat");
      row.gross += cents("total_gross");
      row.due += cents("amount_due");
    },
    rows: () => [...byCurrency].map(([currency, row]) => rowOf(currency, row)),
  };
}

const noRow = (): Row => ({
  ...{ invoices: 0, creditNotes: 0, lines: 0 },
  ...{ net: 0, vat: 0, gross: 0, due: 0 },
});

const rowOf = (currency: string, row: Row): JsonObject => ({
  currency,
  invoice_count: row.invoices,
  credit_note_count: row.creditNotes,
  line_count: row.lines,
  sum_net: amountText(row.net),
  sum_vat: amountText(row.vat),
  sum_gross: amountText(row.gross),
  sum_due: amountText(row.due),
});
