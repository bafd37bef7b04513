import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { announced } from "../../lib/local/running-gate.ts";
import { repository } from "../support/house.ts";
import { marksFiles } from "../support/marks-gate.ts";
import type { Beginning } from "./home.ts";

/** A project in which the gate of marks is configured. */
export function writeProject(folder: string): void {
  for (const [path, text] of Object.entries(marksFiles())) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

const startMsMax = 60_000;

/**
 * Starts `holdpoint serve`: at once gives what kills it, then where it answers.
 *
 * @param environment what it is started with beside this process's own.
 */
export function startGate(
  project: string,
  data: string,
  environment: Readonly<Record<string, string>>,
): Beginning {
  const args = ["serve", "--port", "0", "--data", data, "--gate", "marks"];
  const child = spawn(process.execPath, [join(repository, "bin/holdpoint.ts"), ...args], {
    cwd: project,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr?.on("data", (text) => {
    said = `${said}${text}`.slice(-4_000);
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
  const ready = listening(child, data, () => said).then((url) =>
    url === undefined ? undefined : { url, kill, stop: () => endedBy("SIGTERM") },
  );
  return { kill, ready };
}

/** Where it answers; undefined when it was killed before it did. */
async function listening(
  child: ChildProcess,
  data: string,
  said: () => string,
): Promise<string | undefined> {
  for (let waitedMs = 0; waitedMs < startMsMax; waitedMs += 10) {
    if (child.signalCode !== null) return undefined;
    if (child.exitCode !== null)
      throw new Error(`the gate ended by itself with ${child.exitCode}: ${said()}`);
    const gate = announced(data);
    if (gate !== undefined && gate.pid === child.pid) return gate.url;
    await sleep(10);
  }
  throw new Error(`the gate does not answer after ${startMsMax} ms: ${said()}`);
}
