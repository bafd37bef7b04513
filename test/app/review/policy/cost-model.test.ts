import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Gate, parseGate } from "../../../../lib/app/gate.ts";
import {
  contactCost,
  contactsPerUnit,
  expectationOf,
  families,
  familyOf,
  priors,
  shrunkContacts,
} from "../../../../lib/app/review/policy/cost-model.ts";
import { subjects } from "../../../../lib/subjects/registry.ts";
import { repository } from "../../../support/house.ts";

const gateWith = (costs = ""): Gate =>
  parseGate(
    `name: g\nsubject: order\nruleset: order\nzone: UTC\n${costs && `costs: { ${costs} }\n`}`,
    "g.yaml",
  );
const gate = gateWith();

test("the priors are those of section 6.6", () => {
  expect(priors).toEqual({
    wrong_invoice: "0.35",
    duplicate_charge: "0.55",
    undeliverable_invoice: "0.25",
    wrong_reminder: "0.70",
    misleading_offer: "0.02",
    misleading_offer_sent: "0.0005",
    late_order: "0.60",
    wrong_item: "0.85",
    missing_part: "0.80",
    removed_feature: "1",
  });
});

test.each([
  ["BIL-05", "billing-run", "wrong_invoice"],
  ["BIL-35", "billing-run", "duplicate_charge"],
  ["BIL-91", "billing-run", "duplicate_charge"],
  ["BIL-57", "billing-run", "wrong_reminder"],
  ["ORD-17", "order", "late_order"],
  ["ORD-06", "order", "wrong_item"],
  ["ORD-07", "order", "wrong_invoice"],
  ["ORD-20", "order", "duplicate_charge"],
  ["ORD-30", "order", "misleading_offer"],
  ["schema", "order", "late_order"], // the engine's own rules cause what their kind mostly does
  ["ACME-1", "campaign", "misleading_offer"],
  ["ACME-1", "inventory", "missing_part"],
  ["ACME-1", "service-change", "removed_feature"],
  ["ACME-1", "own-kind", "wrong_invoice"],
  ["constructor", "toString", "wrong_invoice"], // names that JavaScript brings along are nobody's
])("%s of %s is %s", (rule, subject, family) => {
  expect(familyOf(gate, rule, subject)).toBe(family);
});

test("each shipped rule has a family of its own kind's business", () => {
  const ids = globSync("rulesets/*/*.yaml", { cwd: repository }).flatMap((path) =>
    [...readFileSync(join(repository, path), "utf8").matchAll(/^- id: (\S+)$/gm)].map(
      ([, id]) => [path.split("/")[1] as string, id as string] as const,
    ),
  );
  expect(ids.length).toBeGreaterThanOrEqual(69);
  for (const [ruleset, id] of ids) expect(families).toContain(familyOf(gate, id, ruleset));
  for (const kind of Object.keys(subjects)) expect(families).toContain(familyOf(gate, "X", kind));
});

test("a gate knows better", () => {
  const own = gateWith(
    'families: { BIL-05: house, X: late_order }, contacts: { house: "1.25", late_order: "0.1" }',
  );
  expect(familyOf(own, "BIL-05", "billing-run")).toBe("house");
  expect(contactsPerUnit(own, "house")).toBe("1.25");
  expect(contactsPerUnit(own, "late_order")).toBe("0.1");
  expect(contactsPerUnit(own, "wrong_item")).toBe("0.85");
  expect(contactsPerUnit(own, "constructor")).toBe("1");
});

test("what a gate counted outweighs the prior the more, the more it is", () => {
  const counting = (contacts: number, escaped_units: number): string =>
    contactsPerUnit(
      gateWith(
        `counted: { late_order: { contacts: ${contacts}, escaped_units: ${escaped_units} } }`,
      ),
      "late_order",
    );
  expect([counting(0, 0), counting(1, 10), counting(100, 1_000), counting(0, 1_000_000)]).toEqual([
    "0.6",
    "0.35",
    "0.10495",
    "0.000006",
  ]);
});

// (contacts + 10 prior) / (escaped + 10)
test.each([
  ["0.35", 0, 0, "0.35"],
  ["0.35", 10, 10, "0.675"],
  ["0.35", 0, 90, "0.035"],
  ["0.60", 1, 0, "0.7"],
  ["0.35", 1, 2, "0.375"],
  ["0.55", 100, 7, "6.205882"], // several contacts of one defect
])("prior %s, %d contacts of %d escaped units: %s", (prior, contacts, escaped, expected) => {
  expect(shrunkContacts(prior, contacts, escaped)).toBe(expected);
});

test("a contact costs what its channels cost, by their shares", () => {
  expect(contactCost(gate)).toBe("6.35"); // .5 * 8 + .35 * 5 + .15 * 4
  expect(contactCost(gateWith('channels: { phone: { share: "1", cost: "8.00" } }'))).toBe("8");
  // Thirds of a cent, where doubles would say 0.30000000000000004.
  const channels =
    '{ a: { share: "0.1", cost: "1" }, b: { share: "0.2", cost: "1" }, c: { share: "0.7", cost: "0" } }';
  expect(contactCost(gateWith(`channels: ${channels}`))).toBe("0.3");
});

test("what it would cost, with its formula and every figure in it", () => {
  expect(expectationOf(gate, { rule: "BIL-05", subject: "billing-run", units: 12 })).toEqual({
    contacts: "4.2",
    cost: "26.67", // 12 * .35 * 6.35
    currency: "EUR",
    formula: "contacts = n * e; cost = n * (e * c + rework + churn * margin) + direct - fix",
    inputs: {
      family: "wrong_invoice",
      n: "12",
      e: "0.35",
      c: "6.35",
      rework: "0",
      churn: "0.01",
      margin: "0",
      direct: "0",
      fix: "0",
    },
  });
});

const full = gateWith('rework: "2.50", annual_margin: "120", churn: "0.01", currency: NOK');

test.each<[string, Gate, Parameters<typeof expectationOf>[1], string, string]>([
  ["nobody", gate, { rule: "X", subject: "order", units: 0 }, "0", "0.00"],
  ["one customer of an order", gate, { rule: "X", subject: "order", units: 1 }, "0.6", "3.81"],
  ["a million", gate, { rule: "X", subject: "order", units: 1_000_000 }, "600000", "3810000.00"],
  // 3 * (.35 * 6.35 + 2.5 + .01 * 120) = 17.7675
  [
    "all that follows a mistake",
    full,
    { rule: "BIL-05", subject: "billing-run", units: 3 },
    "1.05",
    "17.77",
  ],
  [
    "money lost, less what correcting takes",
    full,
    { rule: "BIL-05", subject: "billing-run", units: 3, direct: "100.005", fixBefore: "10" },
    "1.05",
    "107.77",
  ],
  [
    "never below zero",
    gate,
    { rule: "X", subject: "order", units: 1, fixBefore: "50" },
    "0.6",
    "0.00",
  ],
  [
    "customers leave after bills, unless the gate says otherwise",
    gateWith('annual_margin: "100"'),
    { rule: "BIL-05", subject: "billing-run", units: 1 },
    "0.35",
    "3.22",
  ],
  [
    "and not after late orders",
    gateWith('annual_margin: "100"'),
    { rule: "X", subject: "order", units: 1 },
    "0.6",
    "3.81",
  ],
  [
    "unless the gate says so",
    gateWith('annual_margin: "100", churn: "0.02"'),
    { rule: "X", subject: "order", units: 1 },
    "0.6",
    "5.81",
  ],
])("%s", (_, at, expected, contacts, cost) => {
  expect(expectationOf(at, expected)).toMatchObject({ contacts, cost });
});

test("costs are in the gate's own currency", () => {
  expect(expectationOf(full, { rule: "X", subject: "order", units: 1 }).currency).toBe("NOK");
});
