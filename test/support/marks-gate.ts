import { basename } from "node:path";
import { type Gate, parseGate } from "../../lib/app/gate.ts";
import type { ActivePlan } from "../../lib/app/ports.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";

/** What the rules of this gate find: an order says it itself, as marks in `shipping_method`. */
export const markRules = {
  hold1: "MRK-01",
  hold2: "MRK-02",
  /** Blocks, and a person may say that the rule is wrong. */
  block: "MRK-03",
  /** Blocks, and nobody lets it through. */
  never: "MRK-04",
  /** Concerns all orders of the submission. */
  run: "MRK-05",
} as const;
export type Mark = keyof typeof markRules;

const severities: Readonly<Record<Mark, string>> = {
  hold1: "hold",
  hold2: "hold",
  block: "block",
  never: "block",
  run: "hold",
};

const inAll = (text: string): string =>
  `{ en: "${text}", et: "${text}", ro: "${text}", nb: "${text}" }`;

const ruleOf = (mark: Mark): string => `
- id: ${markRules[mark]}
  title: ${inAll(`No ${mark}`)}
  severity: ${severities[mark]}
  missing: ${severities[mark]}
  ${mark === "never" ? "waivable: false" : ""}
  source: test
  prevents: Nothing; it is found where an order says so.
  ${mark === "run" ? "scope: run" : ""}
  must: ${
    mark === "run"
      ? "records.count(o, o.shipping_method.contains('run')) == 0"
      : `"!record.shipping_method.contains('${mark}')"`
  }
  ${mark === "run" ? "" : "at: [record.shipping_method]\n  money_at_risk: record.totals.gross"}
  message: ${inAll(`Found ${mark}.`)}
`;

const settings = `
name: marks
subject: order
ruleset: marks
zone: Europe/Tallinn
policy:
  release: split
  tolerated: { share: "0.5", money_share: "1", population_min: 1 }
`;

/** Gate and rule set as the files of a project. */
export const marksFiles = (more = ""): Readonly<Record<string, string>> => ({
  "gates/marks.yaml": `${settings}${more}`,
  "rulesets/marks/ruleset.yaml":
    "name: marks\nsubject: order\nlanguages: [en, et, ro, nb]\ndescription: Marks.\n",
  "rulesets/marks/rules.yaml": (Object.keys(markRules) as Mark[]).map(ruleOf).join(""),
});

/** The gate that is configured so, with rules that find marks, and more rules where some are given. */
export function marksGate(more = "", moreRules = ""): ActivePlan {
  const { "gates/marks.yaml": settled = "", ...files } = marksFiles(more);
  const rules = { ...files, ...(moreRules !== "" && { "rulesets/marks/more.yaml": moreRules }) };
  const gate: Gate = parseGate(settled, "gates/marks.yaml");
  const compiled = compileRuleset({
    files: Object.entries(rules).map(([path, text]) => ({ path: basename(path), text })),
    subject: orderSubject,
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems, undefined, 1));
  return { gate, plan: compiled.plan };
}

export interface MarkedOrder {
  readonly number: string;
  readonly marks: readonly Mark[];
  /** In euros. */
  readonly gross?: string;
}

/** A submission of orders with marks, as bytes. */
export const marked = (
  orders: readonly MarkedOrder[],
  headers: Readonly<Record<string, unknown>> = {},
): Uint8Array => Buffer.from(JSON.stringify({ ...headers, subject: orders.map(orderOf) }));

/** The same orders as the lines of a file. */
export const markedLines = (orders: readonly MarkedOrder[]): string =>
  orders.map((order) => `${JSON.stringify(orderOf(order))}\n`).join("");

function orderOf({ number, marks, gross = "40.00" }: MarkedOrder) {
  return {
    order_number: number,
    order_date: "2026-11-20T09:00:00Z",
    order_kind: "sale",
    currency: "EUR",
    shipping_method: ["parcel", ...marks].join("-"),
    totals: { gross },
    items: [{ sku: "A-1", quantity: "1", unit_price: gross }],
  };
}
