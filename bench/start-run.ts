import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeManyRules } from "./workload/many-rules.ts";

/** Seconds that a whole process took, from its spawn to its end. */
export interface Wall {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Started {
  readonly rules: number;
  readonly runs: number;
  readonly wanted: number;
  readonly wall: Wall;
  /** The wall time, and what it can be compared with. */
  readonly parts: readonly (Wall & { readonly what: string })[];
}

const ruleCount = 200;
const wanted = 0.4;
const cli = fileURLToPath(new URL("../bin/holdpoint.mjs", import.meta.url));
const order = fileURLToPath(new URL("../examples/order/pass.json", import.meta.url));

/**
 * Starts `holdpoint check` on one record again and again. The first start, which compiles the rule
 * set and fills the cache, is told apart. A start that judges nothing is a bug of the bench.
 */
export function startAgain(runs: number): Started {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-bench-"));
  try {
    const rules = writeManyRules(folder, ruleCount);
    mkdirSync(join(folder, "cache"), { mode: 0o700 });
    const check = () =>
      timed(folder, [cli, "check", order, "--gate", "bench", "--fail-on", "never"]);
    const first = wallOf([check()]);
    check();
    const wall = wallOf(repeat(runs, check));
    const node = wallOf(repeat(runs, () => timed(folder, ["-e", "0"])));
    const parts = [
      { what: "`holdpoint check`, plan cached", ...wall },
      { what: "its first start, which compiles the rules", ...first },
      { what: "Node.js alone: `node -e 0`", ...node },
    ];
    return { rules, runs, wanted, wall, parts };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const repeat = (times: number, run: () => number): readonly number[] =>
  Array.from({ length: times }, run);

function timed(folder: string, args: readonly string[]): number {
  const { PATH } = process.env;
  const env = { PATH, HOME: folder, XDG_CACHE_HOME: join(folder, "cache"), NO_COLOR: "1" };
  const from = performance.now();
  const run = spawnSync(process.execPath, args, { cwd: folder, env, encoding: "utf8" });
  const seconds = (performance.now() - from) / 1000;
  if (run.status === 0) return seconds;
  throw new Error(`${args.join(" ")} gave ${run.status}: ${run.stderr.slice(0, 2000)}`);
}

function wallOf(seconds: readonly number[]): Wall {
  const sorted = seconds.toSorted((a, b) => a - b);
  return { median: sorted[sorted.length >> 1]!, min: sorted[0]!, max: sorted.at(-1)! };
}
