import { type ChildProcess, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/** A server that a test started, on a port of this machine; it ends by its own process id. */
export interface Engine {
  readonly endpoint: string;
  stop(): Promise<void>;
}

const startTimeoutMs = 60_000;

/** Ports that no system gives away by itself, to who connects or asks for any: those begin behind. */
const [portMin, portEnd] = [10_240, 32_768];

/** A port that is free, and that nobody gets who does not ask for this very one. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(portMin, portEnd);
    const server = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (!isFree) continue;
    await new Promise((resolve) => server.close(resolve));
    return port;
  }
}

/** Starts a server and waits until it answers. It does not outlive the test's process. */
export async function startEngine(
  command: string,
  args: readonly string[],
  port: number,
  options: { readonly cwd?: string } = {},
): Promise<Engine> {
  const child = spawn(command, args, { ...options, stdio: "ignore" });
  const endpoint = `http://127.0.0.1:${port}`;
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  try {
    await answering(child, endpoint);
  } catch (error) {
    end();
    throw error;
  }
  return {
    endpoint,
    stop: async () => {
      process.removeListener("exit", end);
      const gone = new Promise((resolve) => child.once("exit", resolve));
      end();
      if (child.exitCode === null && child.signalCode === null) await gone;
    },
  };
}

async function answering(child: ChildProcess, endpoint: string): Promise<void> {
  let failure: unknown;
  child.once("error", (error) => {
    failure = error;
  });
  const until = Date.now() + startTimeoutMs;
  while (Date.now() < until) {
    if (failure !== undefined) throw failure;
    if (child.exitCode !== null) throw new Error(`the engine ended with ${child.exitCode}`);
    try {
      await fetch(endpoint, { signal: AbortSignal.timeout(2_000) });
      return;
    } catch {
      await sleep(25);
    }
  }
  throw new Error(`the engine did not answer within ${startTimeoutMs} ms`);
}
