import { expect, test } from "@jest/globals";
import { GateError } from "../../../lib/app/errors.ts";
import { ownCrew } from "../../../lib/app/run/crew.ts";
import { memoryScratch } from "../../../lib/app/run/memory-scratch.ts";
import { planParts } from "../../../lib/app/run/plan-parts.ts";
import { partReader } from "../../../lib/app/run/read-part.ts";
import { runParts } from "../../../lib/app/run/run-parts.ts";
import { fileNames, type Workshop } from "../../../lib/app/run/workshop.ts";
import { compileSmall, contextOf, rowsOf } from "../../support/small-engine.ts";
import { type Given, inOnePiece, inputsOf } from "../../support/submission-in-parts.ts";

const count = 40;
const skus = Array.from({ length: count }, (_, i) => `sku ${i}`);
const rows = rowsOf({ products: skus.map((sku) => ({ sku, status: "sold" })) });
const line = (note: string, i: number): string => JSON.stringify({ number: `N-${i}`, note });
const given: Given = {
  plan: compileSmall({ rules: [{ must: 'lookup("products", record.note).status == "sold"' }] }),
  context: contextOf({ rows }),
  files: [["bills.ndjson", skus.map((sku, i) => `${line(sku, i)}\n`).join("")]],
};

/** Rows that cannot be read once, and how they tell it: as those of a store do. */
function failingOnce(at: number) {
  const failure = new GateError("unavailable", "the store cannot be read");
  const state = { asked: 0, failed: false };
  const find: typeof rows.find = (table, key, on) => {
    // The interpreter asks again what the fast path could not have.
    if (++state.asked === at || state.asked === at + 1) {
      state.failed = true;
      throw failure;
    }
    return rows.find(table, key, on);
  };
  const settle = (): void => {
    if (state.failed) throw failure;
  };
  return { rows: { ...rows, find }, settle };
}

test("what was judged without a table that could not be read is judged again when a run is taken up", async () => {
  const { inputs, parts } = await planParts(inputsOf(given), { partBytes: 300 });
  const scratch = memoryScratch();
  const workshopOf = (more: Partial<Workshop>): Workshop => ({
    ...{ plan: given.plan, context: given.context, bounds: {}, partitions: 1, scratch },
    read: partReader({ inputs, subject: given.plan.subject }),
    ...more,
  });
  const { rows: unread, settle } = failingOnce(15);
  const failing = workshopOf({ context: contextOf({ rows: unread }), settle });
  const crew = ownCrew(failing);
  await expect(runParts({ workshop: failing, parts, crew })).rejects.toThrow("cannot be read");

  const judged = new Set(
    parts.map(({ number }) => number).filter((number) => scratch.has(fileNames.judged(number))),
  );
  expect(judged.size).toBeGreaterThan(0);
  const workshop = workshopOf({});
  const { report } = await runParts({ workshop, parts, judged, crew: ownCrew(workshop) });
  expect(report).toEqual(await inOnePiece(given));
  expect(report.verdict).toBe("pass");
});
