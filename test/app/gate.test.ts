import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GateError } from "../../lib/app/errors.ts";
import { completeGate, type Gate, parseGate } from "../../lib/app/gate.ts";
import { gateVersionOf } from "../../lib/app/gate-version.ts";
import { repository } from "../support/house.ts";

const shipped = readdirSync(join(repository, "gates")).filter((file) => file.endsWith(".yaml"));
const shippedGate = (file: string) =>
  parseGate(readFileSync(join(repository, "gates", file), "utf8"), file);

test.each(shipped)("gates/%s is a gate, named as its file, by Estonia's holidays", (file) => {
  const gate = shippedGate(file);
  expect(`${gate.name}.yaml`).toBe(file);
  expect(gate.businessHours.calendar).toBe("EE");
});

test("orders are decided in two opening hours, by their own gate", () => {
  expect(shippedGate("order.yaml").deadlines).toMatchObject({ block_hours: 2, hold_hours: 2 });
  expect(shippedGate("billing-run.yaml").deadlines).toMatchObject({
    block_hours: 4,
    hold_hours: 8,
  });
});

const good = "name: a\nsubject: order\nruleset: order\nzone: UTC\n";

test("what is left out has its default", () => {
  expect(parseGate(good, "a.yaml")).toEqual({
    name: "a",
    subject: "order",
    ruleset: "order",
    zone: "UTC",
    stage: "intake",
    revision: "as-of",
    requiredTables: [],
    policy: {
      release: "all-or-nothing",
      tolerated: { share: "0.05", money_share: "0.05", population_min: 20 },
    },
    approval: {
      money: { EUR: "10000", NOK: "115000", RON: "50000" },
      customers: 500,
      approvers: ["second_approver", "service_manager", "compliance"],
      tiers: [],
      expires_hours: 24,
    },
    deadlines: {
      block_hours: 4,
      hold_hours: 8,
      before_release_hours: 2,
      expires_days: 14,
      lease_minutes: 30,
      pause_hours_max: 24,
    },
    businessHours: { days: ["mon", "tue", "wed", "thu", "fri"], from: "09:00", to: "17:00" },
    review: {
      decide: ["service_analyst", "service_manager", "deputy_service_manager"],
      absences: [],
    },
    costs: {
      currency: "EUR",
      channels: {
        phone: { share: "0.5", cost: "8.00" },
        email: { share: "0.35", cost: "5.00" },
        chat: { share: "0.15", cost: "4.00" },
      },
      families: {},
      contacts: {},
      counted: {},
      rework: "0",
      annual_margin: "0",
    },
    pass: { valid_hours: 72 },
  });
});

const tiers = (text: string): string => `${good}approval:\n  tiers:\n${text}`;
const higher = (text: string): string =>
  tiers(`    - { money: ${text}, approvers: [compliance] }\n`);

// A gate's text, and each mistake as it is told.
test.each<[string, readonly RegExp[]]>([
  ["", [/^g\.yaml:1:1: .* \[gate\]$/]],
  ["name: [", [/^g\.yaml:1:\d+: /]],
  ["name: A b\nsubject: order\nruleset: order\nzone: UTC\n", [/^g\.yaml:1:7: name: must be kebab/]],
  [good.replace("UTC", "Tallinn"), [/^g\.yaml:4:7: zone: is no IANA time zone/]],
  [good.replace("UTC", "+02:00"), [/^g\.yaml:4:7: zone: is no IANA time zone/]],
  [`${good}stage: takein\n`, [/^g\.yaml:5:8: stage: /]],
  [`${good}polcy: {}\n`, [/^g\.yaml:5:1: polcy: is no setting, did you mean 'policy'\?/]],
  [
    `${good}policy: { releese: split, x: 1 }\n`,
    [
      /^g\.yaml:5:11: policy\.releese: is no setting, did you mean 'release'\?/,
      /^g\.yaml:5:27: policy\.x: is no setting; there are release, tolerated/,
    ],
  ],
  [`${good}name: b\n`, [/unique/]],
  ["name: 1\nzone: x\n", [/name: /, /subject: /, /ruleset: /, /zone: /]],
  // money is text, and every limit has a currency that exists
  [`${good}approval: { money: { EUR: 10000 } }\n`, [/:5:27: approval\.money\.EUR: .*in quotes/]],
  [`${good}approval: { money: { EUR: "-1" } }\n`, [/approval\.money\.EUR: .*not negative/]],
  [`${good}approval: { money: { EUX: "1" } }\n`, [/approval\.money\.EUX: .*ISO 4217/]],
  [`${good}policy: { tolerated: { share: "1.2" } }\n`, [/:5:31: policy\.tolerated\.share: /]],
  [`${good}policy: { tolerated: { share: 0.05 } }\n`, [/tolerated\.share: .*in quotes/]],
  // tiers rise, and name the same currencies
  [higher('{ EUR: "10000.01", NOK: "115001", RON: "50001" }'), []],
  [
    higher('{ EUR: "10000", NOK: "115001", RON: "50001" }'),
    [/^g\.yaml:7:23: approval\.tiers\.0\.money\.EUR: must be more than 10000/],
  ],
  [higher('{ EUR: "20000", NOK: "200000" }'), [/approval\.tiers\.0\.money: names no RON/]],
  [
    higher('{ EUR: "20000", NOK: "200000", RON: "60000", SEK: "1" }'),
    [/approval\.tiers\.0\.money\.SEK: has no limit in approval\.money/],
  ],
  [
    `${tiers('    - { money: { EUR: "20000", NOK: "200000", RON: "60000" }, approvers: [compliance] }\n')}` +
      '    - { money: { EUR: "20000", NOK: "300000", RON: "70000" }, approvers: [compliance] }\n',
    [/^g\.yaml:8:23: approval\.tiers\.1\.money\.EUR: must be more than 20000/],
  ],
  // a gate narrows who decides and approves, and never widens it
  [
    `${good}review: { decide: [service_manager, admin] }\n`,
    [/^g\.yaml:5:37: review\.decide\.1: decides nothing, .*service_manager/],
  ],
  [`${good}review: { decide: [] }\n`, [/review\.decide: must name some of/]],
  [`${good}review: { decide: [service_manager, service_manager] }\n`, [/names one twice/]],
  [`${good}review: { decide: [compliance] }\n`, [/decides nothing/]],
  [`${good}approval: { approvers: [service_analyst] }\n`, [/approvers\.0: approves nothing/]],
  [`${good}approval: { approvers: [boss] }\n`, [/:5:25: approval\.approvers\.0: /]],
  // days and times in order
  [
    `${good}review: { absences: [{ from: 2026-12-24, to: 2026-12-23 }] }\n`,
    [/:5:22: review\.absences\.0: ends before it begins/],
  ],
  [`${good}review: { absences: [{ from: 2026-12-24, to: 2026-02-30 }] }\n`, [/absences\.0\.to: /]],
  [
    `${good}business_hours: { from: "17:00", to: "09:00" }\n`,
    [/business_hours\.to: must be after/],
  ],
  [
    `${good}business_hours: { from: "09:00", to: "09:00" }\n`,
    [/business_hours\.to: must be after/],
  ],
  [`${good}business_hours: { from: "00:00", to: "24:00" }\n`, []],
  [
    `${good}business_hours: { days: [mon], from: "09:00", to: "09:59" }\n`,
    [/business_hours\.to: makes 59 minutes a week/],
  ],
  [`${good}business_hours: { days: [mon], from: "09:00", to: "10:00" }\n`, []],
  [`${good}business_hours: { from: 9:00 }\n`, [/business_hours\.from: must be a time/]],
  [`${good}business_hours: { days: [mon, mon] }\n`, [/days: names one twice/]],
  [`${good}business_hours: { calendar: EST }\n`, [/calendar: must be a country code/]],
  [`${good}deadlines: { block_hours: 0 }\n`, [/deadlines\.block_hours: /]],
  // costs
  [
    `${good}costs: { channels: { phone: { share: "0.9", cost: "8" } } }\n`,
    [/:5:20: costs\.channels: the shares make 0\.9, and must make 1/],
  ],
  [`${good}costs: { families: { X-1: late } }\n`, [/costs\.families\.X-1: 'late' is no family/]],
  [`${good}costs: { families: { X-1: late }, contacts: { late: "0.4" } }\n`, []],
  [
    `${good}costs: { contacts: { late: "0.4" }, counted: { late: { contacts: 1, escaped_units: 2 } } }\n`,
    [/costs\.counted\.late: has a figure in contacts as well/],
  ],
  [
    `${good}costs: { counted: { late_order: { contacts: 1.5, escaped_units: 2 } } }\n`,
    [/late_order\.contacts: /],
  ],
])("%j: %j", (text, messages) => {
  let found: GateError | undefined;
  try {
    parseGate(text, "g.yaml");
  } catch (error) {
    found = error as GateError;
  }
  if (messages.length > 0) expect(found).toBeInstanceOf(GateError);
  expect(found?.mistakes ?? []).toHaveLength(messages.length);
  for (const [index, message] of messages.entries())
    expect(found?.mistakes[index]?.message).toMatch(message);
});

describe("the version of a gate", () => {
  const version = (text: string): string => gateVersionOf(parseGate(text, "g.yaml"));

  test("is that of what it says, not of how it is written", () => {
    expect(version(`# a comment\n${good}stage: intake\n`)).toBe(version(good));
    expect(version("zone: UTC\nruleset: order\nsubject: order\nname: a\n")).toBe(version(good));
  });

  test.each([
    "policy: { release: split }",
    'approval: { money: { EUR: "1" } }',
    "approval: { expires_hours: 23 }",
    "review: { decide: [service_manager] }",
    "review: { absences: [{ from: 2026-12-24, to: 2026-12-24 }] }",
    "pass: { valid_hours: 71 }",
  ])("changes with %s", (setting) => {
    expect(version(`${good}${setting}\n`)).not.toBe(version(good));
  });
});

describe("a gate that was kept", () => {
  test.each(shipped)("%s is read as it was, to its version", (file) => {
    const gate = shippedGate(file);
    const kept = completeGate(JSON.parse(JSON.stringify(gate)));
    expect(kept).toEqual(gate);
    expect(gateVersionOf(kept)).toBe(gateVersionOf(gate));
  });

  test("before there was a setting, has its default", () => {
    const { counted: _, ...costs } = parseGate(good, "g.yaml").costs;
    const { pass: __, ...older } = { ...parseGate(good, "g.yaml"), costs };
    expect(completeGate(older as unknown as Gate)).toEqual(parseGate(good, "g.yaml"));
  });

  test("under other checks than today's, stays as it was", () => {
    const gate = parseGate(good, "g.yaml");
    const older = { ...gate, businessHours: { ...gate.businessHours, from: "17:00", to: "09:00" } };
    expect(completeGate(older)).toBe(older);
  });
});
