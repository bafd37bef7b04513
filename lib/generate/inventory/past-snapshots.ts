import type { JsonObject } from "../../core/expression/value.ts";
import { articleBalance } from "../../subjects/inventory/balance-report.ts";
import { stockOf } from "../../subjects/inventory/stock.ts";
import { amountText } from "../amounts.ts";
import type { Fields } from "../generated.ts";
import { randomOf } from "../random.ts";
import { dayText } from "./days.ts";

/** Snapshots before the generated one that its history has. */
const pastSnapshots = 3;

/** What sound articles come to a year, by part of the balance, in cents. */
export interface YearlyCost {
  add(item: Fields): void;
  /** The snapshots before as `--history` reads them: as many articles, a little more or less cost. */
  history(seed: number): JsonObject;
}

export function yearlyCost(site: string): YearlyCost {
  const sums = { holding: 0, ordering: 0, short: 0, contacts: 0 };
  let items = 0;
  return {
    add: (item) => {
      items++;
      // Contacts are counted apart: here one costs nothing.
      const stock = stockOf(item as JsonObject, 0);
      if ("lacks" in stock) return;
      const { present } = articleBalance(stock);
      sums.holding += Math.round(present.holding * 100);
      sums.ordering += Math.round(present.ordering * 100);
      sums.short += Math.round(present.shortage * 100);
      sums.contacts += Math.round(present.contacts * 100);
    },
    history: (seed) => ({
      schema: "holdpoint/history/1",
      subject: "inventory",
      runs: Array.from({ length: pastSnapshots }, (_, i) => {
        const day = dayText(i - pastSnapshots);
        const share = randomOf(seed, "history", i).between(9_850, 10_150);
        const scaled = (cents: number): string => amountText(Math.round((cents * share) / 10_000));
        return {
          run: { snapshot_id: `SN-${day}`, as_of: `${day}T06:00:00+02:00`, site_id: site },
          released_on: day,
          aggregates: {
            items: String(items),
            costed: String(items),
            yearly_cost: {
              holding: scaled(sums.holding),
              ordering: scaled(sums.ordering),
              short: scaled(sums.short),
              contacts: scaled(sums.contacts),
            },
          },
        };
      }),
    }),
  };
}
