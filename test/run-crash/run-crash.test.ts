import { crashRun } from "./crash-run.ts";

// A share of what `npm run test:run-crash` does.
const records = Number(process.env["HOLDPOINT_RUN_RECORDS"] ?? 10_000);
const kills = Number(process.env["HOLDPOINT_RUN_KILLS"] ?? 6);

test(`killed ${kills} times while it has a run of ${records} invoices, the gate gives the report of \`holdpoint check\``, async () => {
  const found = await crashRun({ records, kills, seed: 3, of: "invoices" });
  expect(found.mistakes).toEqual([]);
  expect(found.digests[0]).toBe(found.digests[1]);
  expect(found.counts["received"]).toBe(records);
  expect(found.killed).toHaveLength(kills);
  expect(found.killed).toContain("judging");
  expect(found.peakMb).toBeLessThan(1_000);
}, 600_000);
