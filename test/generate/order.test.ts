import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import type { JsonObject } from "../../lib/core/expression/value.ts";
import { generate } from "../../lib/generate/generate.ts";
import { orderDefects } from "../../lib/generate/order/defects.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { rulesetFiles } from "../subjects/order/ruleset-files.ts";

const made = (records: number, defectsPerTenThousand: number) => [
  ...generate("order", { records, defectsPerTenThousand, seed: 5 }).records(),
];

test("a day's orders are of several kinds, sizes and ways, in about the shares of a shop", () => {
  const orders = made(10_000, 0).map(({ value }) => value);
  const share = (holds: (order: JsonObject) => boolean): number =>
    Math.round(orders.filter(holds).length / 100);
  const items = (order: JsonObject) => order["items"] as readonly JsonObject[];
  const hasCode = (item: JsonObject): boolean => (item["discounts"] as unknown[]).length > 0;
  const kind = (name: string) => share((order) => order["order_kind"] === name);
  expect({
    subscriptions: kind("subscription"),
    spareParts: kind("spare_part"),
    repairs: kind("repair"),
    preorders: share((order) => items(order).some(({ backorder }) => backorder === true)),
    digital: share((order) => order["shipping_method"] === "none"),
    lockers: share((order) => order["shipping_method"] === "locker"),
    withCode: share((order) => items(order).some(hasCode)),
    severalLines: share((order) => items(order).length > 1),
  }).toEqual({
    ...{ subscriptions: 4, spareParts: 3, repairs: 1, preorders: 2, digital: 2 },
    ...{ lockers: 25, withCode: 11, severalLines: 31 },
  });
});

test("every defect can be planted, and is where enough orders are made", () => {
  const planted = new Set(
    made(8_000, 5_000).flatMap(({ defects }) => defects.map((d) => d.defect)),
  );
  expect(orderDefects.map(({ name }) => name).filter((name) => !planted.has(name))).toEqual([]);
});

/** Rules of which no defect is planted, and why not. */
const unplanted: Readonly<Record<string, string>> = {
  "ORD-20": "needs two orders, of which the other may have a defect of its own",
  "ORD-21": "the shop knows no accounts: its table of customers is not made",
  "ORD-60": "needs two orders",
  "ORD-61": "what is no article is unknown, weighs nothing and has no price either",
  "ORD-64": "no cancellations are made",
  "ORD-67": "an order without customer and price fails most of the other rules as well",
};

test("every rule that is judged at intake has a defect, or stands here with a reason", () => {
  const compiled = compileRuleset({ files: rulesetFiles("order"), subject: orderSubject });
  if (!compiled.ok) throw new Error("the order pack does not compile");
  const covered = new Set(orderDefects.flatMap(({ expected }) => expected.map(({ rule }) => rule)));
  const without = compiled.plan.rules
    .filter(({ stages, tier }) => tier === 1 && (stages.length === 0 || stages.includes("intake")))
    .map(({ id }) => id)
    .filter((id) => !covered.has(id));
  expect(without).toEqual(Object.keys(unplanted));
});
