import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CliResult, cli, orderLine, shop } from "../support/cli.ts";
import { type Served, serve } from "../support/served.ts";

// Orders of the shop, handed in as runs at a gate of its own process.
const asShop = ["--as", "shop", "--data", "data"] as const;
const count = 3_000;
const numberOf = (n: number): string => (n % 100 === 7 ? `BLOCK-${n}` : `N-${n}`);
const lines = Array.from({ length: count }, (_, n) => orderLine(numberOf(n)));

let served: Served;
let folder: string;

beforeAll(async () => {
  folder = shop({
    "orders.ndjson": lines.join(""),
    "twice.ndjson": `${orderLine("N-1")}${orderLine("N-1")}`,
    "other.json": JSON.stringify({ idempotency_key: "their-own", records: [] }),
    "empty.ndjson": "",
    "large.json": JSON.stringify({ note: "x".repeat(4 * 1024 ** 2) }),
  });
  served = await serve(folder, ["--gate", "shop", "--workers", "1"]);
});

afterAll(() => served.end("SIGTERM"));

const run = (...args: readonly string[]): Promise<CliResult> => served.run(...args, ...asShop);
const submitted = (file: string, ...more: readonly string[]) =>
  run("run", "submit", file, "--gate", "shop", ...more);
const answerOf = ({ stdout }: CliResult) => JSON.parse(stdout);

test("a file of any size is handed in, and its report is that of check", async () => {
  const told = await submitted("orders.ndjson", "--json");
  expect(told).toMatchObject({ code: 1, stderr: "" });
  const { run: judged, report } = answerOf(told);
  expect(judged).toMatchObject({ state: "judged", submission: { state: "held" } });
  expect(report.counts).toMatchObject({ received: count, blocked: 30 });
  const asOf = judged.judging.receivedAt;
  const check = ["check", "orders.ndjson", "--gate", "shop", "--as-of", asOf, "--output", "json"];
  const { read: _, ...expected } = answerOf(await cli(check, { cwd: folder }));
  expect(report).toEqual(expected);

  // The same file again is the same submission; nothing of it is sent.
  const again = await submitted("orders.ndjson", "--fail-on", "never");
  expect(again.code).toBe(0);
  expect(again.stdout).toContain(`submission ${judged.id}`);
  const shown = await run("run", "show", judged.id.slice(0, 8));
  expect(shown.stdout).toContain("block: `holdpoint submission show");
  const list = await run("run", "results", judged.id, "not-passed");
  expect(list.stdout.trim().split("\n")).toHaveLength(30);
  expect(await run("run", "cancel", judged.id, "--text", "too late")).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("withdraw the submission that it became"),
  });
  expect(readdirSync(join(folder, "data/objects/work"))).toEqual([]);
  expect(readdirSync(join(folder, "data/sent"))).toEqual([]);
});

test("several files are one submission, in their order", async () => {
  writeFileSync(join(folder, "first.ndjson"), lines.slice(0, 10).join(""));
  const files = ["first.ndjson", "twice.ndjson"];
  const told = await run("run", "submit", ...files, "--gate", "shop", "--json");
  const { report } = answerOf(told);
  expect(report.counts.received).toBe(12);
  const twice = report.violations.filter(({ rule }: { rule: string }) => rule === "TST-05");
  expect(twice).not.toEqual([]);
});

test("what cannot be judged fails with its reason, can be resumed, and cancelled", async () => {
  const told = await submitted("other.json", "--idempotency-key", "another");
  expect(told.code).toBe(3);
  expect(told.stderr).toContain("the header Idempotency-Key says otherwise");
  const [, id] = /run resume ([0-9a-f]{40})/.exec(told.stderr) ?? [];
  const resumed = await run("run", "resume", id!);
  expect(resumed.stdout).toContain("is judging again");
  expect((await run("run", "watch", id!)).code).toBe(3);
  const cancelled = await run("run", "cancel", id!, "--text", "It has another key");
  expect(cancelled.stdout).toContain("is cancelled");
  expect((await run("run", "watch", id!)).stderr).toContain("the run is cancelled");
  expect((await run("run", "list")).stdout).toContain("No run is open or being judged.");
});

// What is named, and what is said of it: nothing is opened for any of these.
test.each<[readonly string[], string]>([
  [["run", "submit", "empty.ndjson", "--gate", "shop"], "empty.ndjson has no bytes"],
  [["run", "submit", "nowhere.ndjson", "--gate", "shop"], "nowhere.ndjson"],
  [["run", "submit", "gates", "--gate", "shop"], "gates is no file"],
  [["run", "submit", "orders.ndjson", "--gate", "other"], "there is no gate of this name"],
  [["run", "submit", "orders.ndjson", "--gate", "shop", "--mapping", "gone.yaml"], "gone.yaml"],
  [["run", "show", "ffff"], "there is no run under way 'ffff'"],
  [["submit", "large.json", "--gate", "shop"], "`holdpoint run submit` hands in files of any size"],
  [["submit", "orders.ndjson", "--gate", "shop"], "`holdpoint run submit` hands in other formats"],
])("%j: %s", async (args, message) => {
  const told = await run(...args);
  expect(told.code).toBe(3);
  expect(told.stderr).toContain(message);
});

test("who is somebody else sees no run of the shop's", async () => {
  const { id } = answerOf(await submitted("twice.ndjson", "--json")).run;
  const other = await served.run("run", "show", id, "--as", "other", "--data", "data");
  expect(other.code).toBe(3);
  expect(other.stderr).toContain("this is for the submission's own sender");
});
