import { type ChildProcess, spawn } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Report } from "../../lib/core/report.ts";
import { cli, orderLine, shop } from "../support/cli.ts";
import { repository } from "../support/house.ts";

/** An order of 4 kB: the blanks in it are of no account, and make few records a large file. */
const large = (number: string, more: object = {}): string =>
  `${orderLine(number, more).trimEnd().replace(/}$/, "")}${" ".repeat(3700)}}\n`;

const count = 12_000;
const folder = shop({ "products/products.csv": "sku,status\nA-1,active\n" });
const caches = join(folder, "caches");
const numberOf = (i: number): string =>
  i === 7 ? "BLOCK-7" : i === 9000 ? "HOLD-9000" : i === 11_999 ? "PASS-3" : `PASS-${i}`;

beforeAll(() => {
  mkdirSync(caches, { mode: 0o700 });
  const path = join(folder, "orders.ndjson");
  for (let from = 0; from < count; from += 1000) {
    const numbers = Array.from({ length: 1000 }, (_, i) => numberOf(from + i));
    appendFileSync(path, numbers.map((number) => large(number)).join(""));
  }
});
afterAll(() => rmSync(folder, { recursive: true }));

const args = (...more: readonly string[]) => [
  ...["check", "orders.ndjson", "--gate", "shop", "--reference", "products"],
  ...["--output", "json=report.json", "--output", "text=report.txt", ...more],
];
const env = { XDG_CACHE_HOME: caches };
const runsLeft = (): readonly string[] => {
  const runs = join(caches, "holdpoint/runs");
  return existsSync(runs) ? readdirSync(runs) : [];
};
const report = (): Report => JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
}

/** Of its six parts some were judged, and not all; false too where it is gone meanwhile. */
const isHalfJudged = (run: string): boolean => {
  const has = (name: string) => existsSync(join(caches, "holdpoint/runs", run, name));
  return has("judged-0") && !has("judged-5");
};

/** The CLI as a process that is interfered with, where anything does, once a part was judged. */
async function interfered(
  more: readonly string[],
  interfere: ((child: ChildProcess, run: string) => void) | undefined,
  command: readonly string[] = [process.execPath],
): Promise<Ended> {
  const [program = "", ...before] = command;
  const child = spawn(
    program,
    [...before, join(repository, "bin/holdpoint.ts"), ...args(...more)],
    {
      cwd: folder,
      env: { ...process.env, ...env },
    },
  );
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const known = runsLeft();
  let isDone = false;
  const watch = setInterval(() => {
    const run = runsLeft().find((name) => !known.includes(name) && isHalfJudged(name));
    if (isDone || run === undefined) return;
    isDone = true;
    interfere?.(child, join(caches, "holdpoint/runs", run));
  }, 2);
  const ended = await new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => {
      clearInterval(watch);
      resolve({ code, signal, stderr });
    });
  });
  // On a busy machine it may be through before it is looked at: then another one is interfered with.
  const isTooLate = interfere !== undefined && !isDone && ended.signal === null;
  return isTooLate && ended.code === 1 ? interfered(more, interfere, command) : ended;
}

const asOf = ["--as-of", "2026-11-20"];

describe("a submission of several parts", () => {
  let whole: string;
  test("is judged the same by any number of threads, and leaves nothing behind", async () => {
    const reports = [];
    for (const workers of ["0", "1", "3"]) {
      const { code, stderr } = await cli(args(...asOf, "--workers", workers), { cwd: folder, env });
      expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
      reports.push(readFileSync(join(folder, "report.json"), "utf8"));
    }
    [whole = ""] = reports;
    expect(new Set(reports).size).toBe(1);
    expect(report().counts).toMatchObject({ received: count, blocked: 1, held: 3 });
    const [first, ...others] = report().held.map(({ place }) => place.line);
    expect([first, ...others]).toEqual([4, 8, 9001, 12_000]);
    expect(runsLeft()).toEqual([]);
  });

  test.each(["0", "2"])("that was killed is taken up again, with %s workers", async (workers) => {
    const more = ["--workers", workers];
    const killed = await interfered(more, (child) => child.kill("SIGKILL"));
    expect(killed).toMatchObject({ signal: "SIGKILL" });
    const [run = ""] = runsLeft();
    const manifest = JSON.parse(
      readFileSync(join(caches, "holdpoint/runs", run, "run.json"), "utf8"),
    );
    const { code, stderr } = await cli(args(...more, "--resume"), {
      cwd: folder,
      env,
      tickMs: 1e7,
    });
    expect(stderr).toMatch(/^Going on: [1-5] of 6 parts were judged before the interruption\.\n$/);
    expect(code).toBe(1);
    // It keeps its own instant, and is else what one go gives.
    expect(report().businessAt).toBe(manifest.businessAt);
    expect({ ...report(), businessAt: "" }).toEqual({ ...JSON.parse(whole), businessAt: "" });
    expect(runsLeft()).toEqual([]);
  });

  test("says how to go on when somebody ends it", async () => {
    const ended = await interfered(["--workers", "0"], (child) => child.kill("SIGINT"));
    expect(ended).toMatchObject({
      signal: "SIGINT",
      stderr: expect.stringContaining("the same command with --resume goes on from there"),
    });
    expect(runsLeft()).toHaveLength(1);
    // What has changed since is told, and the run is kept.
    const [differs, goes] = [
      await cli(args("--resume", "--max-violations", "7", ...asOf), { cwd: folder, env }),
      await cli(args("--resume"), { cwd: folder, env }),
    ];
    expect(differs.code).toBe(3);
    expect(differs.stderr).toContain(
      "something has changed: the business date (--as-of), the lengths of lists (--max-violations)",
    );
    expect(goes).toMatchObject({ code: 1, stderr: expect.stringContaining("Going on") });
  });

  test("begins anew where what it left is damaged", async () => {
    await interfered(asOf, (child) => child.kill("SIGKILL"));
    const [run = ""] = runsLeft();
    const path = join(caches, "holdpoint/runs", run);
    for (const name of readdirSync(path).filter((one) => one.startsWith("judged-")))
      truncateSync(join(path, name), 100);
    const { stderr } = await cli(args(...asOf, "--resume"), { cwd: folder, env });
    expect(stderr).toBe(
      "There is no interrupted run of these inputs: judging from the beginning.\n",
    );
    expect(readFileSync(join(folder, "report.json"), "utf8")).toBe(whole);
  });

  test.each([
    ["that grows", () => appendFileSync(join(folder, "orders.ndjson"), "\n"), "was changed"],
    // Who has it open sees that its links have changed, who opens it that it is not there.
    ["that vanishes", () => rmSync(join(folder, "orders.ndjson")), "(cannot be read|was changed)"],
  ])("an input %s while it is judged lets nothing pass", async (_, change, told) => {
    const text = readFileSync(join(folder, "orders.ndjson"));
    rmSync(join(folder, "report.json"), { force: true });
    const { code, stderr } = await interfered(["--workers", "0"], change);
    writeFileSync(join(folder, "orders.ndjson"), text);
    expect(code).toBe(3);
    expect(stderr).toMatch(new RegExp(`orders.ndjson ${told}`));
    expect(existsSync(join(folder, "report.json"))).toBe(false);
    expect(runsLeft()).toEqual([]);
  });

  test("a disk that is full is told, with what to do", async () => {
    // No file may have more than 4 kB, which is what a full disk looks like to a process.
    const limited = ["bash", "-c", 'ulimit -f 4; exec "$0" "$@"', process.execPath];
    const { code, stderr } = await interfered(["--workers", "2"], undefined, limited);
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: expect.stringMatching(
        /cannot write to its folder .*: the file would be larger than is allowed; free some, or name a folder on a larger disk in XDG_CACHE_HOME/,
      ),
    });
    // Once there is room again, the run goes on.
    expect(stderr).toContain("the same command with --resume goes on from there");
    expect((await cli(args("--resume"), { cwd: folder, env })).code).toBe(1);
    expect(runsLeft()).toEqual([]);
  });
});

test("standard input that does not fit into memory's part is spooled, and cannot be resumed", async () => {
  const stdin = readFileSync(join(folder, "orders.ndjson"));
  const piped = ["check", "-", "--gate", "shop", "--output", "json=piped.json", ...asOf];
  const { code, stderr } = await cli(piped, { cwd: folder, env, stdin });
  expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
  const { counts, held } = JSON.parse(readFileSync(join(folder, "piped.json"), "utf8")) as Report;
  expect(counts.received).toBe(count);
  expect(held.at(-1)?.place).toEqual({ file: "standard input", line: 12_000 });
  expect(runsLeft()).toEqual([]);
  const resumed = await cli([...piped, "--resume"], { cwd: folder, env, stdin });
  expect(resumed).toMatchObject({
    code: 3,
    stderr: expect.stringContaining("--resume needs files"),
  });
});
