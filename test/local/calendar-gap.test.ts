import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseGate } from "../../lib/app/gate.ts";
import { openLocalGate } from "../../lib/local/local-gate.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { compileSmall } from "../support/small-engine.ts";

const plan = compileSmall({ rules: [{ must: "has(record.currency)" }], subject: orderSubject });

// A gate that names a country whose holidays nobody knows opens all the same, and says so.
test.each([
  ["EE", []],
  ["FR", ["gate g: the table 'calendars' has no row 'FR': no day counts as a holiday"]],
])("calendar %s: %j", async (country, told) => {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-"));
  const gate = parseGate(
    `name: g\nsubject: order\nruleset: test\nzone: Europe/Paris\nbusiness_hours: { calendar: ${country} }\n`,
    "g.yaml",
  );
  const heard: string[] = [];
  try {
    const local = await openLocalGate({
      folder,
      active: [{ gate, plan }],
      identity: { tenant: "acme", issuers: [] },
      onFailure: (what, error) => heard.push(`${what}: ${(error as Error).message}`),
    });
    await local.close();
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(heard).toEqual(told);
});
