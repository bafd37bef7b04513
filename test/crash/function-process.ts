import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { repository } from "../support/house.ts";
import type { Invoke } from "./event-sources.ts";
import type { Beginning, ServedGate } from "./home.ts";

const invokeMsMax = 20_000;

/** Calls functions of the process that lives now. */
export const invokerAt =
  (url: () => string | undefined): Invoke =>
  async (name, event) => {
    const at = url();
    if (at === undefined) return undefined;
    const signal = AbortSignal.timeout(invokeMsMax);
    const body = JSON.stringify(event);
    const headers = { "content-type": "application/json" };
    try {
      const answer = await fetch(`${at}/invoke/${name}`, { method: "POST", body, headers, signal });
      return answer.ok ? ((await answer.json()) as never) : undefined;
    } catch {
      return undefined;
    }
  };

const startMsMax = 60_000;

/** One life of the process in which the functions are. */
export function startFunctions(
  bundles: string,
  variables: Readonly<Record<string, string>>,
): Beginning {
  const script = join(repository, "test/crash/aws-functions.ts");
  const child = spawn(process.execPath, [script, bundles], {
    env: { ...process.env, ...variables },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const end = (): void => void child.kill("SIGKILL");
  process.once("exit", end);
  const gone = new Promise<void>((resolve) => {
    child.once("exit", () => {
      process.removeListener("exit", end);
      resolve();
    });
  });
  const endedBy = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    child.kill(signal);
    await gone;
  };
  const kill = (): Promise<void> => endedBy("SIGKILL");
  const ready = listening(child, gone).then((url): ServedGate | undefined =>
    url === undefined ? undefined : { url, kill, stop: () => endedBy("SIGTERM") },
  );
  return { kill, ready };
}

/** Where it answers; undefined when it was killed before it did. */
async function listening(child: ChildProcess, gone: Promise<void>): Promise<string | undefined> {
  let errors = "";
  child.stderr?.on("data", (text) => {
    errors = `${errors}${text}`.slice(-4_000);
  });
  let told = (_: string): void => {};
  const url = new Promise<string>((resolve) => {
    told = resolve;
  });
  child.stdout?.on("data", (text) => told(String(text).trim()));
  const late = AbortSignal.timeout(startMsMax);
  const first = await Promise.race([
    url,
    gone,
    new Promise<never>((_, reject) => {
      late.addEventListener("abort", () => reject(new Error(`no start: ${errors}`)));
    }),
  ]);
  if (first !== undefined || child.signalCode === "SIGKILL") return first ?? undefined;
  throw new Error(`the functions ended by themselves with ${child.exitCode}: ${errors}`);
}
