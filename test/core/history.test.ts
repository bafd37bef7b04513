import { expect, test } from "@jest/globals";
import type { PastRun } from "../../lib/core/history.ts";
import type { Context } from "../../lib/core/index.ts";
import { bill, judgeSmall, outcomeIn, type RuleText } from "../support/small-engine.ts";

const header = {
  aggregates: {
    gross: "records.sum(r, r.total)",
    by_currency: "records.sumBy(r, r.currency, r.total)",
    last_day: "records.max(r, r.issued)",
  },
};
const subject = { ...bill, history: ["period", "country"] };
const here = { period: "monthly", country: "EE" };

const past = (gross: string, more: PastRun["aggregates"] = {}, run: object = here): PastRun => ({
  run: { ...run },
  released_on: "2026-10-01",
  aggregates: { gross, ...more },
});

function given(rule: RuleText, context: Partial<Context>): string {
  const rules = [{ scope: "run", ...rule }];
  const records = [{ total: "10.00", currency: "EUR", issued: "2026-11-01" }];
  return outcomeIn(judgeSmall({ rules, header, subject }, records, { run: here, ...context }));
}

const two = [
  past("8.00", { by_currency: { EUR: "5.00", NOK: "3.00" }, last_day: "2026-09-30" }),
  past("12.00", { by_currency: { EUR: "12.00" }, last_day: "2026-10-31" }),
];

// A condition over earlier runs, what is known of them, and the outcome.
test.each<[string, readonly PastRun[] | undefined, string]>([
  ['history.median("gross") == 10.00', two, "pass"],
  ['history.values("gross") == [8.00, 12.00]', two, "pass"],
  ['history.median("by_currency", "EUR") == 8.5', two, "pass"],
  ['history.values("by_currency", "NOK") == [3.00]', two, "pass"], // only runs that had any
  ['history.values("by_currency", "RON").size() == 0', two, "pass"],
  ['history.robustScore(aggregates.gross, "gross", 1.0) == 0.00', two, "pass"],
  ['history.robustScore(12.00, "by_currency", "EUR", 1.0) == 0.6745', two, "pass"],
  ['history.runs().map(h, h.aggregates.by_currency["EUR"]).sum() == 17.00', two, "pass"],
  ["history.runs().all(h, h.aggregates.last_day < date(business_at, zone))", two, "pass"],
  [
    'history.runs().all(h, h.run.country == "EE" && h.released_on < date("2026-11-01"))',
    two,
    "pass",
  ],
  ['history.runs().exists(h, h.content_hash == "a1")', two, "missing"], // nobody said
  ['history.median("gross") > 0', [], "missing"], // a first run
  ["history.runs().size() == 0", [], "pass"],
  ['history.median("gross") > 0', [...two, { run: here, aggregates: {} }], "missing"],
  ['history.values("by_currency", "EUR").sum() > 0', [past("1.00")], "missing"], // no groups at all
  ['history.median("gross") > 0', undefined, "not_configured"],
  ["history.runs().size() < 9", undefined, "not_configured"],
])("%s", (must, history, outcome) => {
  expect(given({ must, missing: "hold" }, history ? { history } : {})).toBe(outcome);
});

test("runs of another kind do not count, and of this one the last 24", () => {
  const other = { period: "monthly", country: "NO" };
  const many = Array.from({ length: 30 }, (_, i) => past(`${i}.00`));
  const mixed = many.flatMap((run, i) => [run, past(`${1000 + i}.00`, {}, other)]);
  const must = 'history.values("gross").size() == 24 && first(history.values("gross")) == 6.00';
  expect(given({ must }, { history: mixed })).toBe("pass");
});

test("a header that does not say of which kind its run is has no history: that is missing", () => {
  const rule = { must: "history.runs().size() == 0", missing: "hold" };
  expect(given(rule, { history: two, run: { period: "monthly" } })).toBe("missing");
});

test("without a history a locked rule holds, and others are listed with what they would prevent", () => {
  const must = 'history.median("gross") > 0';
  const other = { id: "TST-02", must: "record.total > 0.00" };
  const report = judgeSmall(
    { rules: [{ scope: "run", must, prevents: "A bill too high." }, other], header, subject },
    [{ total: "10.00" }],
    { run: here },
  );
  expect(report.verdict).toBe("pass");
  expect(report.rules.find(({ rule }) => rule === "TST-01")?.notConfigured).toEqual({
    needs: ["history"],
    prevents: "A bill too high.",
  });
  const locked = judgeSmall(
    { rules: [{ scope: "run", must, locked: true }, other], header, subject },
    [{ total: "10.00" }],
    { run: here },
  );
  expect(locked.verdict).toBe("hold");
});

test("a check without history leaves the other checks of its rule as they are", () => {
  const checks = {
    earlier: { must: 'history.median("gross") > 0' },
    now: { must: "aggregates.gross > 100.00" },
  };
  const report = judgeSmall(
    { rules: [{ scope: "run", checks }], header, subject },
    [{ total: "10.00" }],
    { run: here },
  );
  expect(report.violations.map(({ check }) => check)).toEqual(["now"]);
});
