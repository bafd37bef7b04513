import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type ReferenceStore } from "../../../../lib/adapters/sqlite/reference-store.ts";
import type { ReferenceTables } from "../../../../lib/app/ports.ts";
import { layeredRows } from "../../../../lib/app/reference/layered-rows.ts";
import { rowsAsTables } from "../../../../lib/app/reference/tables-port.ts";
import type { PastReferences } from "../../../../lib/app/replay.ts";
import { approve } from "../../../../lib/app/review/approvals/approve.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { type AskedGate, askedGate, askingSubject, sure } from "../../../support/facts-gate.ts";
import { people } from "../../../support/reviewed-gate.ts";

// What is judged again is judged by the rows of then.

let folder: string;
let tables: ReferenceStore;
let asked: AskedGate;

const tablesAt = (at?: { readonly instant: string }): ReferenceTables =>
  rowsAsTables(layeredRows([tables.rows(tables.pins("order", at), askingSubject)]));
const pastReferences: PastReferences = { at: async (_kind, instant) => tablesAt({ instant }) };

const load = (status: string, loadedAt: string, sku = "A-1") =>
  tables.load({
    table: "products",
    subject: askingSubject,
    kinds: ["order"],
    how: "replace",
    rows: (async function* () {
      yield [{ place: { file: "products.json", line: 1 }, value: { sku, status } }];
    })(),
    sources: ["products.json"],
    loadedAt,
  });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "holdpoint-attest-"));
  tables = openStore(join(folder, "references.db"), "references.db", { readOnly: false });
  await load("active", "2026-11-01T00:00:00.000Z");
  const references: ReferenceTables = {
    loaded: async (names) => tablesAt().loaded(names),
    rows: async (keys) => tablesAt().rows(keys),
  };
  asked = await askedGate({ references });
});
afterEach(async () => {
  await asked.gate.close();
  tables.close();
  rmSync(folder, { recursive: true, force: true });
});

async function attest(id: string, asking: "looks" | "agreed", past: object) {
  const { id: case_ } = await asked.caseOf(id, asking);
  const answers = { [asking === "looks" ? "on_sale" : "agreed"]: true };
  const command = { caller: people.manager, case: case_, reason: sure } as const;
  return decide({ ...asked.gate.ports, ...past }, { ...command, decision: "attest", answers });
}

const orders = [{ number: "1", asks: ["looks", "agreed"] }] as const;

test("an answer is judged with the row of then", async () => {
  const id = await asked.held(orders);
  expect((await attest(id, "looks", {})).entry.action).toBe("decision.made");
});

test("the row has changed since: where versions are kept, that of then is read", async () => {
  const id = await asked.held(orders);
  await load("discontinued", "2026-11-24T00:00:00.000Z");
  expect((await attest(id, "looks", { pastReferences })).entry.action).toBe("decision.made");
});

test("the row has changed since, for the better: what failed then still fails", async () => {
  await load("discontinued", "2026-11-02T00:00:00.000Z");
  const id = await asked.held(orders);
  await load("active", "2026-11-24T00:00:00.000Z");
  await expect(attest(id, "looks", { pastReferences })).rejects.toMatchObject({
    reason: "answers_do_not_clear",
  });
});

test("where no versions are kept, nothing is judged by another row, and what needs none is", async () => {
  const id = await asked.held(orders);
  await load("discontinued", "2026-11-24T00:00:00.000Z");
  await expect(attest(id, "looks", {})).rejects.toMatchObject({
    code: "conflict",
    reason: "not_as_judged",
    message: expect.stringContaining("products"),
  });
  expect((await attest(id, "agreed", {})).entry.action).toBe("decision.made");
});

test("a row that was absent then and is there now clears nothing", async () => {
  const id = await asked.held([{ number: "1", asks: ["looks"], items: [{ sku: "B-1" }] }]);
  await load("active", "2026-11-24T00:00:00.000Z", "B-1");
  await expect(attest(id, "looks", {})).rejects.toMatchObject({ reason: "not_as_judged" });
  await expect(attest(id, "looks", { pastReferences })).rejects.toMatchObject({
    reason: "answers_do_not_clear",
    // The key that was looked up is data, and is told in the evidence alone.
    message: expect.stringMatching(
      /cannot be judged all the same, something else is missing: return/,
    ),
  });
});

test("a row that changes between the two persons stops the second one", async () => {
  const id = await asked.held([{ ...orders[0], gross: "20000.00" }]);
  const { id: case_ } = await asked.caseOf(id, "looks");
  const { entry } = await attest(id, "looks", {});
  expect(entry.action).toBe("approval.requested");
  await load("discontinued", "2026-11-24T00:00:00.000Z");
  const approval = entry.approval as string;
  const consent = { caller: people.compliance, approval, binding: String(entry.facts["binding"]) };
  await expect(approve(asked.gate.ports, consent)).rejects.toMatchObject({
    reason: "not_as_judged",
  });
  expect((await asked.gate.ports.cases.find(case_))?.state).toBe("open");
  const { ports } = asked.gate;
  await approve({ ...ports, pastReferences }, consent);
  expect((await ports.cases.find(case_))?.state).toBe("attested");
});
