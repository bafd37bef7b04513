import { loadFast, proof } from "../../../lib/core/expression/load.ts";
import { compileRuleset, type JsonObject } from "../../../lib/core/index.ts";
import { bill } from "../../support/small-engine.ts";

const rule = `
- id: TST-01
  title: T
  severity: hold
  source: S
  params: { limit: { EUR: "1.00", NOK: "10", JPY: "150" } }
  must: record.total >= params.limit
  message: M
`;

function proofOf(record: JsonObject): number | undefined {
  const files = [
    { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" },
    { path: "rules.yaml", text: rule },
  ];
  const compiled = compileRuleset({ files, subject: bill });
  if (!compiled.ok) throw new Error(compiled.problems.map(({ message }) => message).join());
  const out = new Uint8Array(1);
  const context = { zone: "UTC", stage: "intake", businessAt: "2026-02-28T10:00:00Z" } as const;
  loadFast(compiled.plan).judge({ number: "1", ...record }, { ...context, kind: "bill" }, out);
  return out[0];
}

// A record, and what the fast path proves by the amount of its currency.
test.each<[JsonObject, keyof typeof proof]>([
  [{ currency: "EUR", total: "1.00" }, "pass"],
  [{ currency: "EUR", total: "0.99" }, "failed"],
  [{ currency: "NOK", total: "9.99" }, "failed"],
  [{ currency: "NOK", total: "10" }, "pass"],
  [{ currency: "JPY", total: 150 }, "pass"],
  [{ currency: "CHF", total: "500.00" }, "unproven"], // no amount: the interpreter says missing
  [{ currency: null, total: "500.00" }, "unproven"],
  [{ currency: 5, total: "500.00" }, "unproven"],
  [{ currency: "EUR", total: null }, "unproven"],
])("%j: %s", (record, expected) => {
  expect(proofOf(record)).toBe(proof[expected]);
});
