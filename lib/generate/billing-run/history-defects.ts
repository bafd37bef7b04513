import type { JsonObject } from "../../core/expression/value.ts";
import { amountText, divided, unitsOf } from "../amounts.ts";
import type { Defect } from "../generated.ts";
import { ofTheRun } from "./run-defects.ts";

/** A history beside which a run is wrong, and what its rules then say of the run. */
export interface WrongPast {
  readonly history: JsonObject;
  readonly defects: readonly Defect[];
}

type Figures = Readonly<Record<string, string>>;

/** Invoices below which BIL-52 judges no shares. */
const invoicesMin = 100;
/** An item on fewer bills may rise and fall without a rule's saying so. */
const commonPercent = 10;

/**
 * The history as it would be of a run that was handed in before, bills a tenth less for each invoice
 * than earlier ones did, and lacks a tenth of their documents; in the last of them the VAT was
 * another share and the most usual item rarer.
 */
export function wrongPast(history: JsonObject, run: JsonObject): WrongPast {
  const runs = (history["runs"] as readonly JsonObject[]).map(moreOfAll);
  const part = run["run_part"];
  const own = runs.filter((past) => (past["run"] as JsonObject)["run_part"] === part);
  const last = own.at(-1) as JsonObject;
  const { aggregates } = last as { aggregates: JsonObject };
  const items = aggregates["documents_by_item"] as Figures;
  const [item = ""] = Object.keys(items).toSorted((a, b) => Number(items[b]) - Number(items[a]));
  const invoices = Number(aggregates["documents"]) - Number(aggregates["credit_notes"]);
  const isCommon = Number(items[item]) * 100 >= invoices * commonPercent;
  const isJudged = isCommon && invoices > invoicesMin * 2;
  const changed = {
    ...last,
    aggregates: {
      ...aggregates,
      vat_by_country: each(aggregates["vat_by_country"] as Figures, (vat) => lessBy(vat, 20)),
      documents_by_item: { ...items, [item]: String(divided(Number(items[item]), 4)) },
    },
  };
  const again = { ...last, run: { ...(last["run"] as JsonObject), run_id: String(run["run_id"]) } };
  const inPlace = (past: JsonObject): JsonObject =>
    past === last ? changed : past === own.at(-2) ? again : past;
  return {
    history: { ...history, runs: runs.map(inPlace) },
    defects: [
      ofTheRun("a run that was released before", "BIL-44"),
      ofTheRun("a tenth of the documents is absent", "BIL-45"),
      ofTheRun("a tenth less for each invoice", "BIL-46"),
      ofTheRun("VAT that is another share of the net amount", "BIL-51"),
      ...(isJudged ? [ofTheRun("an item on many more bills than before", "BIL-52")] : []),
    ],
  };
}

/** A ninth more documents, and as much again for each of them. */
function moreOfAll(run: JsonObject): JsonObject {
  const { aggregates } = run as { aggregates: JsonObject };
  const more = (count: string): string => String(divided(Number(count) * 10, 9));
  const much = (amount: string): string => amountText(divided(unitsOf(amount) * 100, 81));
  const figures = Object.entries(aggregates).map(([name, figure]) => {
    const change = /^(net|vat|gross|due)_/.test(name) ? much : more;
    return [name, typeof figure === "string" ? change(figure) : each(figure as Figures, change)];
  });
  return { ...run, aggregates: Object.fromEntries(figures) };
}

const each = (figures: Figures, change: (figure: string) => string): Figures =>
  Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, change(figure)]));

const lessBy = (amount: string, percent: number): string =>
  amountText(divided(unitsOf(amount) * (100 - percent), 100));
