import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import type { Report } from "../../lib/core/report.ts";
import { cli, orderLine, shop } from "../support/cli.ts";

const rule = {
  id: "TST-90",
  title: { en: "x", et: "x", ro: "x", nb: "x" },
  message: { en: "x", et: "x", ro: "x", nb: "x" },
  ...{ severity: "hold", missing: "hold", source: "test", prevents: "Nothing." },
  must: "has(record.order_number)",
  sample: { size: 2, confirmed_by: "finance" },
};

test("where records are drawn by lot, what cannot be read is one unreadable piece as ever", async () => {
  const orders = Array.from({ length: 9 }, (_, i) => orderLine(`PASS-${i}`)).join("");
  const folder = shop({
    "rulesets/shop/sampled.yaml": JSON.stringify([rule]),
    "in/orders.ndjson": orders,
  });
  symlinkSync(folder, join(folder, "in/link"));
  const args = ["check", "in", "--gate", "shop", "--output", "json"];
  const { code, stdout, stderr } = await cli(args, { cwd: folder });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  const report = JSON.parse(stdout) as Report;
  expect(report.counts).toMatchObject({ received: 10, unreadable: 1 });
  expect(report.unreadable[0]).toMatchObject({ code: "not_a_file", place: { file: "in/link" } });
  expect(report.violations.find(({ check }) => check === "sample")?.others).toHaveLength(2);
});
