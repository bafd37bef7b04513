import { join } from "node:path";
import { cli, folderWith } from "../support/cli.ts";
import { repository } from "../support/house.ts";

const example = (name: string): string => join(repository, `examples/inventory/${name}.json`);

interface Costs {
  readonly policy: Readonly<Record<string, string>>;
  readonly fill: string;
  readonly holding: string;
  readonly units_short: string;
  readonly total: string;
}

async function balanceOf(...args: readonly string[]) {
  const { code, stdout, stderr } = await cli(["inventory", "balance", ...args, "--json"]);
  expect([code, stderr]).toEqual([0, ""]);
  const statement = JSON.parse(stdout);
  const item = (sku: string): Readonly<Record<"present" | "at_target" | "best", Costs>> =>
    statement.items.find((one: { sku: string }) => one.sku === sku);
  return { statement, item };
}

test("the pump of annex C: both sides at present, at its target, and where they cost least", async () => {
  const { statement, item } = await balanceOf(example("hold"));
  const { present, at_target, best } = item("PUMP-7");
  // m = 3.2: four give 60.25 %, seven are needed for 95 %; h = 10.00, λ = 73, p = 30 + 0.8 · 5.
  expect(present).toMatchObject({ policy: { base_stock: "4" }, fill: "0.6025" });
  // 73 · (1 − 0.6025197) = 29.0161 pieces short; 10 · (4 − 3.2 + 0.3944) on the shelf.
  expect(present).toMatchObject({ units_short: "29.0161", holding: "11.94", total: "998.49" });
  expect(at_target).toMatchObject({ policy: { base_stock: "7" }, fill: "0.9554" });
  expect(Number(best.total)).toBeLessThan(Number(at_target.total));
  expect(statement.items[1].inputs).toMatchObject({
    demand_model: "poisson",
    lead_demand_mean: "3.2000",
    holding_cost: "10.0000",
    stockout_cost: "34.0000",
  });
  expect(statement.formulas.base).toContain("Palm");
  // From the target of 95 % to 80 %, as INV-11 tells it.
  expect(statement.proposals).toEqual([
    {
      proposal_id: "P-1",
      type: "reduce_target",
      sku: "PUMP-7",
      yearly_effect: "141.32",
      by: "balance at both targets",
    },
  ]);
});

test("a dearer contact moves the best policy towards stock", async () => {
  const cheap = await balanceOf(example("hold"), "--contact-cost", "0");
  const dear = await balanceOf(example("hold"), "--contact-cost", "500.00");
  const stockOf = ({ item }: typeof cheap): number =>
    Number(item("PUMP-7").best.policy["base_stock"]);
  expect(stockOf(dear)).toBeGreaterThan(stockOf(cheap));
});

test("the statement and rule INV-23 come to the same, class by class and part by part", async () => {
  const { statement } = await balanceOf(example("pass"));
  const { stdout } = await cli([
    ...["check", example("pass"), "--gate", "inventory", "--as-of", "2026-11-21"],
    ...["--output", "json"],
  ]);
  const { aggregates } = JSON.parse(stdout);
  const all = statement.classes.at(-1);
  // The rule rounds each article to cents, the statement its sums.
  for (const part of ["holding", "ordering", "contacts"])
    expect(Number(aggregates.yearly_cost[part])).toBeCloseTo(Number(all[part]), 1);
  const { short, contacts } = aggregates.yearly_cost;
  expect(Number(short) + Number(contacts) * 5).toBeCloseTo(Number(all.shortage), 0);
  expect(Number(aggregates.costed)).toBe(all.items);
  const target = aggregates.target_cost;
  const atTarget =
    Number(target.holding) +
    Number(target.ordering) +
    Number(target.short) +
    Number(target.contacts) * 5;
  expect(atTarget).toBeCloseTo(Number(all.total_at_target), 0);
});

test("for people: classes, where most can be saved, proposals, formulas", async () => {
  const { stdout, code } = await cli(["inventory", "balance", example("pass"), "--top", "2"]);
  expect(code).toBe(0);
  expect(stdout).toContain("Balance of TLL-1, SN-2026-11-21");
  expect(stdout).toMatch(/^all {2,}7 /m);
  expect(stdout).toContain("Where most can be saved (2 of 7 articles)");
  expect(stdout).toContain("P-2026-312  dispose SEAL-5: -16.00 (holding, h · qty)");
  expect(stdout).toContain("Hadley and Whitin");
});

test("what cannot be costed is left out by name, and the rest is told", async () => {
  const folder = folderWith({
    "items.ndjson":
      '{"sku":"A-1","class":"finished","demand_per_day":"2"}\n' +
      '{"sku":"A-2","class":"finished","demand_per_day":"2","demand_sd":"1","lead_time_days":"4",' +
      '"unit_cost":"10","target_level":"0.9","reorder_point":"10","order_qty":"20"}\n',
  });
  const { stdout } = await cli(["inventory", "balance", "items.ndjson"], { cwd: folder });
  expect(stdout).toContain(
    "Left out, 1 article, since something is missing:\n  A-1: lead_time_days",
  );
  expect(stdout).toContain("1 of 1 article)");
});

test.each([
  ["no article", { "items.ndjson": "\n" }, [], "no article is there to be costed"],
  ["no JSON", { "items.ndjson": "{\n" }, [], "items.ndjson: "],
  ["no file", {}, [], "items.ndjson"],
  ["no amount", {}, ["--contact-cost", "five"], "--contact-cost is 'five'"],
  ["no number", {}, ["--top", "-1"], "--top"],
])("%s is refused", async (_, files, flags, message) => {
  const cwd = folderWith(files as Record<string, string>);
  const { code, stderr } = await cli(["inventory", "balance", "items.ndjson", ...flags], { cwd });
  expect(stderr).toContain(message);
  expect(code).toBe(3);
});
