import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/house.ts";
import type { Input } from "./input.ts";

const cli = join(repository, "bin/holdpoint.mjs");

/** What a command told; throws with what it said when it fails. */
export function ran(args: readonly string[], cwd: string): string {
  const done = spawnSync(process.execPath, [cli, ...args], {
    cwd,
    encoding: "utf8",
    maxBuffer: 1024 ** 3,
  });
  if (done.status !== 0) throw new Error(`holdpoint ${args.join(" ")}: ${done.stderr}`);
  return done.stdout;
}

/** A gate that is started again and again on one folder, and one port: whoever waits waits there. */
export function servedGate(root: string, port: number, { gate, tables }: Input) {
  let child: ChildProcess | undefined;
  let peakKb = 0;
  const measure = (): void => {
    try {
      const status = readFileSync(`/proc/${child?.pid}/status`, "utf8");
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0));
    } catch {
      // It has ended, or this is no Linux.
    }
  };
  const begin = (): { readonly ready: Promise<boolean> } => {
    const args = ["serve", "--port", `${port}`, "--data", "data", "--gate", gate];
    const reference = existsSync(join(root, "data")) ? [] : tables;
    const own = spawn(process.execPath, [cli, ...args, ...reference], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = own;
    let text = "";
    const ready = new Promise<boolean>((resolve) => {
      for (const stream of [own.stdout, own.stderr])
        stream.setEncoding("utf8").on("data", (chunk: string) => {
          text = (text + chunk).slice(-4_000);
          if (text.includes("Stop with Ctrl-C")) resolve(true);
        });
      own.once("close", (code, signal) => {
        if (signal === null && code !== 0)
          process.stderr.write(`the gate ended with ${code}: ${text}\n`);
        resolve(false);
      });
    });
    return { ready };
  };
  const timer = setInterval(measure, 200).unref();
  return {
    url: `http://127.0.0.1:${port}`,
    begin,
    start: async (): Promise<void> => {
      if (!(await begin().ready)) throw new Error("the gate does not start");
    },
    kill: async (): Promise<void> => {
      measure();
      const own = child as ChildProcess;
      if (own.exitCode === null && own.signalCode === null) {
        own.kill("SIGKILL");
        await once(own, "close");
      }
    },
    end: async (): Promise<void> => {
      clearInterval(timer);
      measure();
      child?.kill("SIGTERM");
      await once(child as ChildProcess, "close");
    },
    peakMb: () => Math.round(peakKb / 1024),
  };
}

/** `holdpoint run submit`, in a process of its own. */
export function submitting(root: string, url: string, { files, gate, key }: Input) {
  const what = [...files, "--gate", gate, "--idempotency-key", key, "--as", "shop"];
  const how = ["--url", url, "--data", "data", "--json", "--fail-on", "never"];
  const child = spawn(process.execPath, [cli, "run", "submit", ...what, ...how], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const told = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name].setEncoding("utf8").on("data", (text: string) => {
      told[name] += text;
    });
  let isOver = false;
  const ended = new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    child.on("close", (code) => {
      isOver = true;
      resolve({ code: code ?? -1, ...told });
    });
  });
  return { ended, isOver: () => isOver };
}
