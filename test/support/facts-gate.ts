import { parseGate } from "../../lib/app/gate.ts";
import type { ActivePlan, ReferenceTables } from "../../lib/app/ports.ts";
import type { Answers, Case, Reason } from "../../lib/app/review/case.ts";
import { type Decide, decide } from "../../lib/app/review/cases/decide.ts";
import type { Acted } from "../../lib/app/review/command.ts";
import { submit } from "../../lib/app/submit.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import type { Subject } from "../../lib/core/subject.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { agreed, people, type ReviewedGate, reviewedGate } from "./reviewed-gate.ts";

// A gate whose rules ask what only a person can tell. An order says which of them it is about, as words
// of its `shipping_method`.

const facts = [
  "agreed",
  "names_no_disease",
  "same_need",
  "fair",
  "proven",
  "sealed",
  "harmless",
  "revealing",
  "one_customer",
  "contradicts",
  "on_sale",
] as const;
export type AskedFact = (typeof facts)[number];

export const askingSubject: Subject = {
  ...orderSubject,
  facts: Object.fromEntries(facts.map((fact) => [fact, `Is it ${fact}?`])),
};

export const askingRules = {
  agreed: "ASK-01",
  never: "ASK-02",
  compare: "ASK-03",
  skips: "ASK-05",
  warns: "ASK-06",
  reveals: "ASK-07",
  twice: "ASK-08",
  contradicts: "ASK-09",
  looks: "ASK-10",
  plain: "ASK-11",
  whole: "ASK-12",
} as const;
export type Asking = keyof typeof askingRules;

const has = (word: Asking): string => `record.shipping_method.contains("${word}")`;

/** One rule; conditions stand in single quotes, so that they hold none themselves. */
const rule = (word: Asking, settings: Readonly<Record<string, string>>): string =>
  [
    `- id: ${askingRules[word]}`,
    ...Object.entries({
      title: word,
      source: "test",
      prevents: "Nothing; it asks where an order says so.",
      severity: "hold",
      ...(word !== "whole" && { when: `'${has(word)}'`, at: "[record.shipping_method]" }),
      ...settings,
      message: `"It is ${word}."`,
    }).map(([key, value]) => `  ${key}: ${value}`),
    "",
  ].join("\n");

const rulesText = [
  rule("agreed", { must: 'attested("agreed")', money_at_risk: "record.totals.gross" }),
  rule("never", {
    severity: "block",
    waivable: "false",
    money_at_risk: "record.totals.gross",
    must: 'optional(attested("names_no_disease")).orElse(false)',
  }),
  rule("compare", {
    each: "record.items",
    at: "[item.sku]",
    money_at_risk: "record.totals.gross",
    checks: `
    need: { must: 'attested("same_need")' }
    fair: { must: 'attested("fair")' }
    priced: { must: item.unit_price > 0.00 }`,
  }),
  // With one answer the other fact is missing, which its setting lets pass: that is no pass.
  rule("skips", {
    missing: "skip",
    must: `'optional(attested("proven")).orElse(false) && attested("sealed")'`,
  }),
  // With the answer it fails as a warning, which holds nothing: that is no pass either.
  rule("warns", {
    severity: `{ hold: '!optional(attested("harmless")).orElse(false)', else: warn }`,
    must: `'optional(attested("harmless")).orElse(false) && record.totals.gross < 0.00'`,
  }),
  // The answer that clears one check brings up another.
  rule("reveals", {
    checks: `
    one: { must: 'optional(attested("revealing")).orElse(false)' }
    other: { must: '!optional(attested("revealing")).orElse(false)' }`,
  }),
  rule("twice", {
    scope: "set",
    must: `'duplicates(record.customer.customer_id).size() == 0 || attested("one_customer")'`,
  }),
  rule("contradicts", { let: `{ so: 'attested("contradicts")' }`, must: "'!so'" }),
  rule("looks", {
    must: `'attested("on_sale") && lookup("products", record.items[0].sku).status == "active"'`,
  }),
  rule("plain", { must: "record.totals.gross < 0.00", money_at_risk: "record.totals.gross" }),
  rule("whole", {
    scope: "run",
    must: `'records.count(r, ${has("whole").replace("record", "r")}) == 0'`,
  }),
].join("");

const settings = `
name: asking
subject: order
ruleset: asking
zone: Europe/Tallinn
policy:
  release: split
  tolerated: { share: "1", money_share: "1", population_min: 1 }
`;

let compiled: ActivePlan | undefined;

/** The gate with its rules, compiled once; anew with other settings or rules. */
export function askingGate(more = "", text = rulesText): ActivePlan {
  if (more === "" && text === rulesText && compiled !== undefined) return compiled;
  const made = compileRuleset({
    files: [
      { path: "ruleset.yaml", text: "name: asking\nsubject: order\ndescription: Facts.\n" },
      { path: "rules.yaml", text },
    ],
    subject: askingSubject,
  });
  if (!made.ok) throw new Error(JSON.stringify(made.problems, undefined, 1));
  const plan = { gate: parseGate(`${settings}${more}`, "gates/asking.yaml"), plan: made.plan };
  if (more === "" && text === rulesText) compiled = plan;
  return plan;
}

export interface AskingOrder {
  readonly number: string;
  readonly asks: readonly Asking[];
  readonly gross?: string;
  readonly customer?: string;
  readonly items?: readonly { readonly sku: string; readonly unit_price?: string }[];
}

export const askingBody = (orders: readonly AskingOrder[], headers: object = {}): Uint8Array =>
  Buffer.from(JSON.stringify({ ...headers, subject: orders.map(orderOf) }));

const orderOf = ({ number, asks, gross = "40.00", customer = number, items }: AskingOrder) => ({
  order_number: number,
  order_date: "2026-11-20T09:00:00Z",
  order_kind: "sale",
  currency: "EUR",
  customer: { customer_id: customer },
  shipping_method: ["parcel", ...asks].join("-"),
  totals: { gross },
  items: (items ?? [{ sku: "A-1", unit_price: gross }]).map((item) => ({ quantity: "1", ...item })),
});

/** A gate that asks, and what a test does with it. */
export interface AskedGate {
  readonly gate: ReviewedGate;
  /** Hands orders in and opens their cases; gives the submission's id. */
  held(orders: readonly AskingOrder[], headers?: object): Promise<string>;
  /** A waiting case of a rule, else the last of its cases. */
  caseOf(submission: string, asking: Asking): Promise<Case>;
  attest(submission: string, asking: Asking, answers: Answers, more?: More): Promise<Acted>;
}

type More = Partial<Omit<Decide, "case" | "decision" | "answers">>;

export const sure: Reason = { code: "legal_confirmed", text: "read the copy and the contract" };

let keys = 0;

export async function askedGate({
  gate,
  references,
  plan = askingGate(),
}: {
  readonly gate?: ReviewedGate;
  readonly references?: ReferenceTables;
  readonly plan?: ActivePlan;
} = {}): Promise<AskedGate> {
  const at = gate ?? (await reviewedGate({ plan, ...(references && { references }) }));
  const { ports } = at;
  const caseOf = async (submission: string, asking: Asking): Promise<Case> => {
    const own = (await ports.cases.of(submission)).filter(
      ({ rule: id }) => id === askingRules[asking],
    );
    const found = own.find(({ state }) => state === "open") ?? own.at(-1);
    if (found === undefined) throw new Error(`${submission} has no case of ${asking}`);
    return found;
  };
  return {
    gate: at,
    caseOf,
    held: async (orders, headers) => {
      const body = askingBody(orders, headers);
      const command = { gate: "asking", body, idempotencyKey: `f${keys++}`, caller: people.shop };
      const { submission_id } = await submit(ports, command);
      await at.deliver();
      return submission_id;
    },
    attest: async (submission, asking, answers, more = {}) =>
      decide(ports, {
        caller: people.manager,
        case: (await caseOf(submission, asking)).id,
        decision: "attest",
        answers,
        reason: sure,
        ...more,
      }),
  };
}

export { agreed };
