import { chmodSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, worstCode } from "../../lib/cli/exit-codes.ts";
import { cliProcess, orderLine, shop } from "../support/cli.ts";

const folder = shop({
  "pass.ndjson": orderLine("PASS-1"),
  "warn.ndjson": orderLine("WARN-1"),
  "hold.ndjson": orderLine("HOLD-1"),
  "block.ndjson": orderLine("BLOCK-1"),
  "worst.ndjson": orderLine("WARN-1") + orderLine("HOLD-1") + orderLine("BLOCK-1"),
  "broken.json": '{"order_number": "A',
  "binary.bin": Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 255, 254, 10, 0]),
  "list.json": "[]",
  "blank.ndjson": "\n\n",
  "empty.json": "",
  "rows.csv": "a,b\n1,2\n",
  "folder/order.json": "{}",
  "rulesets/bad/ruleset.yaml": "name: bad\nsubject: order\nlanguages: [en]\n",
  "rulesets/bad/rules.yaml": "- id: TST-01\n  must: record.nothing\n",
  "gates/unfit.yaml": "name: other\nsubject: order\nruleset: shop\nzone: Europe/Tallinn\n",
});

const gate = ["--gate", "shop"];

// A command line of `check`, its exit code and why.
const CODES: readonly [code: number, args: readonly string[], stdin?: string][] = [
  // 0: nothing at or above --fail-on
  [0, ["pass.ndjson", ...gate]],
  [0, ["warn.ndjson", ...gate]], // a warning passes
  [0, ["hold.ndjson", ...gate, "--fail-on", "block"]],
  [0, ["worst.ndjson", ...gate, "--fail-on", "never"]],
  [0, ["-", ...gate], orderLine("PASS-1")],
  // 1: hold or block at or above it
  [1, ["hold.ndjson", ...gate]],
  [1, ["block.ndjson", ...gate]],
  [1, ["block.ndjson", ...gate, "--fail-on", "block"]],
  [1, ["hold.ndjson", ...gate, "--fail-on", "warn"]],
  [1, ["broken.json", ...gate]], // opens but does not parse: one unreadable record, held
  [1, ["binary.bin", ...gate]],
  [1, ["list.json", ...gate]], // a submission without records
  [1, ["blank.ndjson", ...gate]],
  [1, ["-", ...gate], "no JSON at all"],
  [1, ["worst.ndjson", ...gate, "--fail-on", "warn"]], // 1 outranks 2
  // 2: the worst is a warning
  [2, ["warn.ndjson", ...gate, "--fail-on", "warn"]],
  [0, ["pass.ndjson", ...gate, "--fail-on", "warn"]],
  // 3: the job could not be done
  [3, [...gate]],
  [3, ["pass.ndjson"]],
  [3, ["pass.ndjson", "--gate", "shp"]],
  [3, ["pass.ndjson", ...gate, "--fail-on", "hodl"]],
  [3, ["pass.ndjson", ...gate, "--nonsense"]],
  [3, ["missing.ndjson", ...gate]],
  [1, ["folder", ...gate]], // it stands for the files in it, of which one has no order number
  [3, ["empty.json", ...gate]], // a file of zero bytes
  [3, ["-", ...gate], ""],
  [3, ["block.ndjson", "empty.json", ...gate]], // 3 outranks 1: nothing was judged
  [3, ["rows.csv", ...gate]],
  [3, ["pass.ndjson", ...gate, "--ruleset", "rulesets/bad"]],
  [3, ["pass.ndjson", ...gate, "--ruleset", "rulesets/none"]],
  [3, ["pass.ndjson", ...gate, "--mapping", "none.yaml"]],
  [3, ["pass.ndjson", ...gate, "--reference", "none"]],
  [3, ["pass.ndjson", ...gate, "--as-of", "yesterday"]],
  [3, ["pass.ndjson", ...gate, "--max-violations", "-1"]],
  [3, ["pass.ndjson", ...gate, "--output", "text", "--output", "json"]],
  [3, ["pass.ndjson", ...gate, "--output", "json=pass.ndjson"]], // never over an input
  [3, ["pass.ndjson", "--gate", "unfit"]],
  // 4: an output could not be written
  [4, ["pass.ndjson", ...gate, "--output", "json=none/report.json"]],
  [4, ["block.ndjson", ...gate, "--output", "text", "--output", "json=folder"]],
  [4, ["missing.ndjson", ...gate, "--output", "json=none/report.json"]], // 4 outranks 3
];

test.concurrent.each(CODES)("exit code %i of check %j", async (code, args, stdin = "") => {
  const result = await cliProcess(["check", ...args], { cwd: folder, stdin });
  expect({ code: result.code, stderr: result.stderr }).toEqual({
    code,
    // What fails is told in words, what does not is silent.
    stderr: code < 3 ? "" : expect.stringMatching(/^holdpoint: \S/),
  });
  expect(result.stderr).not.toMatch(/^\s+at /m);
});

test("a file that may not be read is told", async () => {
  chmodSync(join(folder, "folder/order.json"), 0);
  const { code, stderr } = await cliProcess(["check", "folder/order.json", ...gate], {
    cwd: folder,
  });
  if (process.getuid?.() === 0) return; // root may read everything
  expect({ code, stderr }).toEqual({ code: 3, stderr: expect.stringContaining("not permitted") });
});

test("4 outranks 3, 3 outranks 1, 1 outranks 2, 2 outranks 0", () => {
  const { clear, warned, held, couldNot, unwritten } = exitCodes;
  expect(worstCode(clear, warned)).toBe(warned);
  expect(worstCode(warned, held)).toBe(held);
  expect(worstCode(couldNot, held, warned)).toBe(couldNot);
  expect(worstCode(held, unwritten, couldNot)).toBe(unwritten);
  expect(worstCode()).toBe(clear);
});
