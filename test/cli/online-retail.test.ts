import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { reportSchema } from "../../lib/app/report-schema.ts";
import type { Report } from "../../lib/core/report.ts";
import { cli } from "../support/cli.ts";
import { describeOnRealData } from "../support/real-data.ts";

describeOnRealData("a web shop's true order lines", "online-retail", (folder) => {
  const files = readdirSync(folder)
    .filter((name) => name.endsWith(".csv"))
    .map((name) => join(folder, name));
  // Counted without reader, mapping or engine: no cell of the first column has a comma or a quote.
  const numbers = new Set(
    files.flatMap((file) =>
      readFileSync(file, "latin1")
        .split("\n")
        .slice(1)
        .filter((line) => line.trim() !== "")
        .map((line) => line.split(",", 1)[0] as string),
    ),
  );
  let code: number;
  let report: Report;

  beforeAll(async () => {
    const result = await cli([
      ...["check", ...files, "--gate", "order", "--mapping", "mappings/online-retail.yaml"],
      ...["--as-of", "2010-12-14", "--output", "json"],
    ]);
    code = result.code;
    report = JSON.parse(result.stdout);
  });

  test("are 1,458 orders, every one accounted for", () => {
    const { received, passed, held, blocked, unreadable } = report.counts;
    expect({ received, orders: numbers.size }).toEqual({ received: 1458, orders: 1458 });
    expect(passed + held + blocked + unreadable).toBe(received);
    expect({ code, verdict: report.verdict }).toEqual({ code: 1, verdict: "block" });
  });

  test("each held one is one of them, once", () => {
    const keys = report.held.map(({ key }) => key);
    expect(keys).toHaveLength(report.counts.held + report.counts.blocked);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys.filter((key) => !numbers.has(key))).toEqual([]);
  });

  test("each held one has a violation that holds it, at a place that can be found", () => {
    const held = new Set(report.held.map(({ key }) => key));
    const holding = report.violations.filter(
      ({ severity, shadow }) => severity !== "warn" && !shadow,
    );
    expect(new Set(holding.flatMap(({ record }) => record?.key ?? []))).toEqual(held);
    expect(report.violations.filter(({ record }) => record && !record.place.line)).toEqual([]);
  });

  test("give a report that fits its published schema", () => {
    expect(reportSchema.safeParse(report).error).toBeUndefined();
  });
});
