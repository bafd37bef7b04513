import type { Expected, Fields } from "../generated.ts";
import type { Random } from "../random.ts";
import type { Article } from "./article.ts";
import { dayText } from "./days.ts";
import type { Level } from "./stock-item.ts";

/** What others want to do with the stock, and who waits for it: sent beside the articles. */
export interface Asked {
  readonly kind: "proposals" | "requests";
  readonly key: string;
  readonly value: Fields;
}

/** Orders of what is low, scrap of what nobody will need, and a customer here and there. */
export function askedOf(article: Article, level: Level, random: Random): readonly Asked[] {
  const { sku, keeping, quantity, supportNeed } = article;
  const surplus = level.free - supportNeed;
  const asked: Asked[] = [];
  if (level.isLow) asked.push(proposal(sku, { type: "reorder", qty: String(quantity) }, "supply"));
  if (keeping === "last_parts" && surplus > 0 && random.chance(3_000))
    asked.push(proposal(sku, { type: "dispose", qty: String(surplus) }, "finance"));
  if (keeping === "part" && level.free > 0 && random.chance(1_000)) asked.push(request(sku));
  return asked;
}

function proposal(sku: string, fields: Fields, department: string): Asked {
  const key = `P-${sku}`;
  return { kind: "proposals", key, value: { proposal_id: key, sku, department, ...fields } };
}

function request(sku: string): Asked {
  const key = `RQ-L-${sku}`;
  const value = {
    request_id: key,
    sku,
    model: "WM-300",
    country: "EE",
    customer_id: `CU-${sku}`,
    requested_on: dayText(-3),
    promised_to: dayText(4),
  };
  return { kind: "requests", key, value };
}

/** A way in which what is asked goes wrong, with what it must give. */
export interface AskedDefect {
  readonly name: string;
  readonly fits: (article: Article) => boolean;
  /** What is asked; the article may be changed so that it is wrong beyond doubt. */
  readonly plant: (article: Article, item: Fields) => Asked;
  readonly expected: readonly Expected[];
}

export const askedDefects: readonly AskedDefect[] = [
  {
    name: "a service target lowered at the customers' cost",
    expected: [{ rule: "INV-11", check: "cost" }],
    fits: ({ baseStock = 0, keeping }) => baseStock >= 2 && keeping === "part",
    plant: ({ sku }, item) => {
      item["stockout_cost"] = "900.00";
      const fields = { type: "reduce_target", new_target: "0.5", annual_saving: "60.00" };
      return proposal(sku, fields, "finance");
    },
  },
  {
    name: "parts thrown away that repairs will need",
    expected: [{ rule: "INV-19" }],
    fits: ({ keeping }) => keeping === "last_parts",
    plant: ({ sku }, item) =>
      proposal(sku, { type: "dispose", qty: String(item["on_hand"]) }, "finance"),
  },
  {
    name: "an order of five times the economic quantity",
    expected: [{ rule: "INV-08" }],
    fits: ({ keeping }) => keeping === "goods",
    plant: ({ sku, quantity }) =>
      proposal(sku, { type: "reorder", qty: String(quantity * 5) }, "purchasing"),
  },
  {
    name: "a season's goods bought three times over",
    expected: [{ rule: "INV-09" }],
    fits: ({ keeping }) => keeping === "goods",
    plant: ({ sku }) => {
      const season = { season_mean: "100", season_sd: "20", salvage_value: "0.00" };
      return proposal(sku, { type: "single_period_buy", qty: "300", ...season }, "sales");
    },
  },
  {
    name: "a part promised for after the legal limit",
    expected: [{ rule: "INV-60", check: "promise" }],
    fits: ({ keeping }) => keeping === "part",
    plant: ({ sku }) => {
      const asked = request(sku);
      asked.value["promised_to"] = dayText(45);
      return asked;
    },
  },
];
