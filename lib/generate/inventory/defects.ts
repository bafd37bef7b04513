import type { Json, JsonObject } from "../../core/expression/value.ts";
import type { Expected, Fields } from "../generated.ts";
import type { Article } from "./article.ts";
import { dayText } from "./days.ts";
import type { Level } from "./stock-item.ts";

/** Rows that an article brings to reference tables, by table. */
export type Rows = { [table: string]: JsonObject[] };

/** One way in which an article goes wrong, with every violation that must follow from it. */
export interface StockDefect {
  readonly name: string;
  readonly expected: readonly Expected[];
  readonly fits: (article: Article, level: Level) => boolean;
  readonly plant: (item: Fields, rows: Rows, article: Article) => void;
}

const always = (): boolean => true;
const one = (rule: string, check?: string): readonly Expected[] => [
  { rule, ...(check !== undefined && { check }) },
];
const isPart = ({ keeping }: Article): boolean => keeping === "part";
const isGoods = ({ keeping }: Article): boolean => keeping === "goods";

/** The row of the snapshot before. */
const before = (rows: Rows): Fields => rows["previous_items"]?.[0] as Fields;

/** So many more pieces in the store, now and in the snapshot before. */
function raise(item: Fields, rows: Rows, pieces: number): void {
  item["on_hand"] = String(Number(item["on_hand"]) + pieces);
  before(rows)["on_hand"] = String(Number(before(rows)["on_hand"]) + pieces);
}

export const stockDefects: readonly StockDefect[] = [
  {
    name: "a service target of everything",
    expected: one("INV-01", "target_level"),
    fits: (_, { isLow }) => !isLow,
    plant: (item) => {
      item["target_level"] = "1";
    },
  },
  {
    name: "issues that did not leave the store",
    expected: one("INV-03"),
    fits: always,
    plant: (item) => {
      const [issues, onHand] = [Number(item["issues_since_prev"]), Number(item["on_hand"])];
      item["issues_since_prev"] = String(issues + 5 + Math.ceil(onHand / 50));
    },
  },
  {
    name: "a correction of a size that nobody has seen",
    expected: one("INV-04"),
    fits: isGoods,
    plant: (item, rows, { unitCost }) => {
      const pieces = Math.ceil(60_000 / unitCost) + 1;
      item["adjustments_since_prev"] = String(-pieces);
      before(rows)["on_hand"] = String(Number(before(rows)["on_hand"]) + pieces);
    },
  },
  {
    name: "stock that nobody has asked for in a year",
    expected: one("INV-13", "dead"),
    fits: isGoods,
    plant: (item) => {
      item["last_issue_on"] = dayText(-400);
    },
  },
  {
    name: "a bench full of repairs",
    expected: one("INV-18", "number"),
    fits: ({ keeping }) => keeping === "repairable",
    plant: (item) => {
      item["in_repair"] = "60";
    },
  },
  {
    name: "no safety stock",
    expected: one("INV-05"),
    fits: ({ keeping, metric, point, lead }) =>
      keeping === "goods" && metric === "cycle" && point > lead.mean + 1,
    plant: (item) => {
      item["safety_stock"] = "0";
    },
  },
  {
    name: "a reorder point that was passed, and no order",
    expected: one("INV-06"),
    fits: (article, { isLow }) => isGoods(article) && !isLow,
    plant: (item) => {
      const { on_hand, allocated, on_order } = item;
      item["reorder_point"] = String(Number(on_hand) - Number(allocated) + Number(on_order));
    },
  },
  {
    name: "a receipt that comes when the store is long empty",
    expected: one("INV-10"),
    fits: (article, { onOrder }) => isGoods(article) && onOrder > 0,
    plant: (item, rows) => {
      delete rows["campaigns_live"];
      item["receipts"] = [{ qty: String(item["on_order"]), due_on: dayText(700) }];
    },
  },
  {
    name: "stock for years",
    expected: one("INV-12"),
    fits: (article, { isLow }) => isGoods(article) && !isLow,
    plant: (item, rows, { demand, point, quantity }) => {
      raise(item, rows, point + quantity + demand);
    },
  },
  {
    name: "a lot that expires tomorrow",
    expected: one("INV-14"),
    fits: ({ keeping }, { free }) => keeping === "perishable" && free > 50,
    plant: (item) => {
      const lot = (item["lots"] as Json[])[1] as Fields;
      lot["expires_on"] = dayText(1);
    },
  },
  {
    name: "a base stock that is one too small",
    expected: one("INV-15"),
    fits: (article) => isPart(article) && (article.baseStock ?? 0) > 1,
    plant: (item) => {
      item["base_stock"] = String(Number(item["base_stock"]) - 1);
    },
  },
  {
    name: "parts that are no longer made, and too few of them",
    expected: one("INV-16"),
    fits: (article, { free }) => isPart(article) && article.supportNeed > free + 20,
    plant: (item) => {
      item["lifecycle"] = "eol";
    },
  },
  {
    name: "a customer who waits for longer than the law allows",
    expected: one("INV-17", "promise"),
    fits: isPart,
    plant: (item) => {
      item["requests"] = [
        { request_id: `RQ-${item["sku"]}`, requested_on: dayText(-2), promised_to: dayText(40) },
      ];
    },
  },
  {
    name: "the last parts reserved for production",
    expected: one("INV-20"),
    fits: isPart,
    plant: (item) => {
      item["allocations"] = [{ purpose: "production", qty: String(item["on_hand"]) }];
      item["service_reserve"] = "1";
    },
  },
  {
    name: "a campaign that asks for ten times the stock",
    expected: one("INV-21"),
    fits: (article, { onOrder }) => isGoods(article) && onOrder === 0,
    plant: (_, rows, { sku, demand, point, quantity }) => {
      const tenfold = Math.ceil(((point + quantity) * 10_000) / demand) * 100;
      rows["campaigns_live"] = [campaignOf(sku, String(tenfold))];
    },
  },
  {
    name: "an order for a part that another one replaces",
    expected: one("INV-25", "ordered"),
    fits: (article, { onOrder }) => isPart(article) && onOrder > 0,
    plant: (item, rows) => {
      const sku = String(item["sku"]);
      rows["replacements"] = [{ sku, superseded_by: `${sku}-B` }];
    },
  },
  {
    name: "room that one takes in words",
    expected: one("schema"),
    fits: always,
    plant: (item) => {
      item["volume_m3"] = "little";
    },
  },
  {
    name: "days that it keeps in words",
    expected: one("schema"),
    fits: always,
    plant: (item) => {
      item["shelf_life_days"] = "a year";
    },
  },
];

/** An offer of the next days. */
export const campaignOf = (sku: string, upliftPercent: string): JsonObject => ({
  sku,
  campaign_id: `C-${sku}`,
  market: "EE",
  status: "released",
  starts_on: dayText(3),
  ends_on: dayText(9),
  uplift_pct: upliftPercent,
});
