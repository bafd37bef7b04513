import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What one process took, all its threads together. */
export interface Taken {
  readonly wallSeconds: number;
  /** Of all processors together. */
  readonly cpuSeconds: number;
  readonly peakMb: number;
}

const probe = fileURLToPath(new URL("./usage-probe.ts", import.meta.url));

/** Runs a program of Node's to its end. @throws when it fails: a run that judges nothing is a bug. */
export function measured(folder: string, args: readonly string[]): Taken {
  const usage = join(folder, "usage.json");
  const { PATH } = process.env;
  const env = { PATH, HOME: folder, USAGE_FILE: usage, NO_COLOR: "1" };
  const from = performance.now();
  const run = spawnSync(process.execPath, ["--import", probe, ...args], {
    cwd: folder,
    env,
    encoding: "utf8",
    maxBuffer: 1 << 28,
  });
  const wallSeconds = (performance.now() - from) / 1000;
  if (run.status !== 0)
    throw new Error(`${args.join(" ")} gave ${run.status}: ${run.stderr.slice(0, 2000)}`);
  const { peakKb, seconds } = JSON.parse(readFileSync(usage, "utf8"));
  return { wallSeconds, cpuSeconds: seconds, peakMb: Math.round(peakKb / 1024) };
}
