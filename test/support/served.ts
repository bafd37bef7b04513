import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningGate } from "../../lib/local/running-gate.ts";
import { type CliResult, cli } from "./cli.ts";
import { repository } from "./house.ts";

/** A `holdpoint serve` of its own process. */
export interface Served {
  readonly process: ChildProcess;
  readonly url: string;
  /** What it has written so far. */
  readonly told: () => string;
  /** Runs a command against it, in this process. */
  readonly run: (...args: readonly string[]) => Promise<CliResult>;
  /** Sends a signal and waits for the end: its exit code, or the signal. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | NodeJS.Signals>;
}

/** Starts a gate on a folder's `data`; rejects with what it said when it does not start. */
export async function serve(
  folder: string,
  args: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const child = spawn(
    process.execPath,
    [join(repository, "bin/holdpoint.mjs"), "serve", "--port", "0", "--data", "data", ...args],
    { cwd: folder, env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] },
  );
  let text = "";
  const ended = once(child, "close");
  await new Promise<void>((started, failed) => {
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
        if (text.includes("Stop with Ctrl-C")) started();
      });
    ended.then(([code]) => failed(new Error(`code ${code}: ${text}`)));
  });
  const { url } = announcedIn(folder);
  return {
    process: child,
    url,
    told: () => text,
    run: (...command) => at(folder, command),
    end: async (signal) => {
      child.kill(signal);
      const [code, by] = await ended;
      return (code ?? by) as number | NodeJS.Signals;
    },
  };
}

/** A command as of now: tokens that it makes must be valid. */
export const at = (folder: string, command: readonly string[]): Promise<CliResult> =>
  cli(command, { cwd: folder, startsAt: new Date().toISOString() });

export const announcedIn = (folder: string): RunningGate =>
  JSON.parse(readFileSync(join(folder, "data/server.json"), "utf8"));

/** Waits until something is so; a minute at most, which only what never comes takes. */
export async function eventually<Value>(
  look: () => Promise<Value>,
  isSo: (value: Value) => boolean,
): Promise<Value> {
  for (const endMs = Date.now() + 60_000; ; ) {
    const value = await look();
    if (isSo(value)) return value;
    if (Date.now() > endMs) throw new Error(`it did not come to pass: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
