import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openIssuer } from "../../lib/local/issuer.ts";
import { announced } from "../../lib/local/running-gate.ts";
import type { Target } from "./load.ts";

/** A server in a process of its own, on a disk of its own folder. */
export interface Served {
  readonly target: Target;
  stop(): Promise<void>;
}

const repository = fileURLToPath(new URL("../../", import.meta.url));
const order = JSON.parse(readFileSync(join(repository, "examples/order/pass.json"), "utf8"));

/** One order of the shipped examples, each time under a number of its own; all of them pass. */
const body = (index: number): string =>
  JSON.stringify({ ...order, order_number: `B-${String(index).padStart(8, "0")}` });

export const orderBytes = Buffer.byteLength(body(1));

/** Fastify and one insert, committed by itself or together with what came in meanwhile. */
export async function bare(mode: "one" | "grouped"): Promise<Served> {
  const folder = freshFolder();
  const script = fileURLToPath(new URL("bare-server.ts", import.meta.url));
  const child = spawn(process.execPath, [script, join(folder, "bare.db"), mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const url = await new Promise<string>((resolve) => {
    child.stdout.once("data", (text) => resolve(String(text).trim()));
  });
  return { target: { url, body }, stop: () => stopped(child, folder) };
}

/** `holdpoint serve` with the shipped gate of orders: judged, audited, synced, then answered. */
export async function holdpoint(): Promise<Served> {
  const folder = freshFolder();
  const issuer = await openIssuer(folder);
  const token = await issuer.mint(
    { login: "shop", roles: ["submitter"], department: "sales" },
    new Date(),
    24 * 3_600,
  );
  const args = ["bin/holdpoint.ts", "serve", "--port", "0", "--data", folder, "--gate", "order"];
  const child = spawn(process.execPath, args, {
    cwd: repository,
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let waitedMs = 0; waitedMs < 60_000; waitedMs += 20) {
    const gate = announced(folder);
    if (gate !== undefined && gate.pid === child.pid)
      return { target: { url: gate.url, token, body }, stop: () => stopped(child, folder) };
    await sleep(20);
  }
  throw new Error("holdpoint serve does not begin to answer");
}

const freshFolder = (): string => mkdtempSync(join(tmpdir(), "holdpoint-bench-"));

async function stopped(child: ChildProcess, folder: string): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
  rmSync(folder, { recursive: true, force: true });
}
