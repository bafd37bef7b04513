import { progressOn, progressText } from "../../lib/cli/check/progress.ts";
import type { Io } from "../../lib/cli/io.ts";
import { cli, orderLine, shop } from "../support/cli.ts";

// Bytes and records so far, of how many bytes, after how long, and what a person reads.
test.each([
  [
    { bytes: 350, records: 12_000, totalBytes: 1000, elapsedMs: 3000 },
    "12,000 records · 35 % · 4,000/s · 0:06 left",
  ],
  [
    { bytes: 1, records: 1, totalBytes: 10_000, elapsedMs: 2000 },
    "1 records · 0 % · 1/s · 5:33:18 left",
  ],
  [{ bytes: 0, records: 0, totalBytes: 1000, elapsedMs: 1000 }, "0 records · 0 % · 0/s"],
  [{ bytes: 5, records: 10, totalBytes: undefined, elapsedMs: 1000 }, "10 records · 10/s"], // a pipe: no end in sight
  [
    { bytes: 2000, records: 10, totalBytes: 1000, elapsedMs: 1000 },
    "10 records · 100 % · 10/s · 0:00 left",
  ], // the file grew
])("%j: %s", (at, text) => {
  expect(progressText(at)).toBe(text);
});

const folder = shop({ "orders.ndjson": orderLine("PASS-1") + orderLine("PASS-2") });
const args = ["check", "orders.ndjson", "--gate", "shop"];

test("work of over a second is told on a terminal, and the line goes away", async () => {
  const { stderr } = await cli(args, { cwd: folder, terminal: true, tickMs: 700 });
  expect(stderr).toMatch(/\r2 records · 100 % · \d+\/s/);
  expect(stderr.endsWith("\r\u001b[K")).toBe(true);
});

test.each([
  ["what is done within a second", { terminal: true, tickMs: 10 }],
  ["what is no terminal", { terminal: false, tickMs: 5000 }],
])("%s has no progress", async (_what, settings) => {
  const { stderr } = await cli(args, { cwd: folder, ...settings });
  expect(stderr).toBe("");
});

test("a terminal that goes away stops no work", () => {
  const stderr = { isTerminal: true, write: () => Promise.reject(new Error("gone")) };
  let nowMs = 0;
  const now = () => {
    nowMs += 5000;
    return new Date(nowMs);
  };
  const io = { stderr, now } as unknown as Io;
  const progress = progressOn(io, 10);
  expect(() => {
    progress.bytes(5);
    progress.records(1);
    progress.end();
  }).not.toThrow();
});
