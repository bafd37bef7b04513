import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folderWith } from "../support/cli.ts";
import { repository } from "../support/house.ts";
import { type Served, serve } from "../support/served.ts";

const examples = join(repository, "examples/billing-run");
const passing = JSON.parse(readFileSync(join(examples, "pass.json"), "utf8"));

let served: Served;
const folder = folderWith();
beforeAll(async () => {
  served = await serve(folder, ["--reference", join(examples, "reference")]);
});
afterAll(async () => {
  await served?.end("SIGKILL");
});

/** The same run with another header, under a key of its own. */
async function submitted(key: string, header: object = {}) {
  const body = { ...passing, idempotency_key: key, subject: { ...passing.subject, ...header } };
  writeFileSync(join(folder, `${key}.json`), JSON.stringify(body));
  const asked = ["submit", `${key}.json`, "--gate", "billing-run", "--as", "shop", "--json"];
  const { stdout } = await served.run(...asked, "--data", "data", "--idempotency-key", key);
  return JSON.parse(stdout).answer;
}
const december = {
  ...{ run_id: "EE-2026-12", previous_run_id: "EE-2026-11" },
  ...{ period_start: "2026-11-01", period_end: "2026-11-30" },
};
const found = ({ report }: Awaited<ReturnType<typeof submitted>>, rule: string) =>
  report.violations.filter((one: { readonly rule: string }) => one.rule === rule);
const load = async (name: string) => {
  const asked = ["history", "load", name, "--gate", "billing-run", "--as", "Ops", "--data", "data"];
  const { code, stdout, stderr } = await served.run(...asked);
  return { code, told: stdout.split("\n")[0], stderr };
};
const verdictOf = async (submission: string) => {
  const asked = ["audit", "replay", submission, "--as", "Aud", "--data", "data", "--json"];
  return JSON.parse((await served.run(...asked)).stdout).verdict;
};

test("the billing gate blocks a run that it has released, and finds the next one unusual beside it", async () => {
  const released = await submitted("first");
  expect(released.state).toBe("released_auto");
  const again = await submitted("second");
  expect(found(again, "BIL-44")).toMatchObject([{ check: "run", severity: "block" }]);
  const fewer = { invoices: passing.subject.invoices.slice(0, 3) };
  const next = await submitted("third", { ...december, ...fewer });
  expect(found(next, "BIL-44")).toEqual([]);
  expect(found(next, "BIL-45")).toMatchObject([
    // Of the five documents one is a credit note, which stands in for no invoice.
    { check: "last_run", severity: "hold", values: { usual: { value: "4" } } },
  ]);
  for (const { submission_id } of [released, again, next])
    expect(await verdictOf(submission_id)).toBe("equal");
});

test("runs of before are loaded by a command, once, and then count", async () => {
  const { seller_id, billing_cycle, run_type } = passing.subject;
  const runOf = (month: number, documents: string) => ({
    run: {
      ...{ run_id: `R-${month}`, seller_id: `${seller_id}-2`, billing_cycle, run_type },
      ...{ period_start: `2026-0${month}-01`, period_end: `2026-0${month}-28` },
    },
    released_on: `2026-0${month}-29`,
    aggregates: { documents },
  });
  const write = (name: string, ...runs: readonly object[]) => {
    const file = { schema: "holdpoint/history/1", subject: "billing-run", runs };
    writeFileSync(join(folder, name), JSON.stringify(file));
  };
  write("history.json", runOf(7, "400"), runOf(8, "401"), runOf(9, "402"));
  expect(await load("history.json")).toMatchObject({
    ...{ code: 0, told: "billing-run: 3 runs loaded" },
  });
  write("more.json", runOf(8, "401"), runOf(9, "402.0"));
  expect(await load("more.json")).toMatchObject({
    ...{ code: 0, told: "billing-run: 0 runs loaded, 2 already there" },
  });
  write("other.json", runOf(8, "399"));
  const refused = await load("other.json");
  expect(refused.code).toBe(3);
  expect(refused.stderr).toContain("R-8: it is there already with other figures (documents)");
  const next = await submitted("fourth", { ...december, seller_id: `${seller_id}-2` });
  expect(found(next, "BIL-45")).toMatchObject([
    { check: "last_run", values: { usual: { value: "402" } } },
  ]);
  expect(await verdictOf(next.submission_id)).toBe("equal");
});
