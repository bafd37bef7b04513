import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** What a process and all that it started took. */
export interface TreeUse {
  readonly seconds: number;
  /** Of all processors together. */
  readonly cpuSeconds: number;
  /** Resident memory of all processes together, its greatest. */
  readonly peakMb: number;
  /** The greatest at each eighth of the time: whether it grows. */
  readonly eighthsMb: readonly number[];
}

export interface ToRun {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly args: readonly string[];
  readonly minutesMax: number;
}

const sampleMs = 50;

/**
 * Runs a program of Node's to its end, and looks at the memory of its process tree twenty times a second.
 * It is ended by its number when time is up or this process is asked to end.
 *
 * @throws when it fails, is ended, or there is no /proc to look into.
 */
export async function usedBy({ cwd, env, args, minutesMax }: ToRun): Promise<TreeUse> {
  if (process.platform !== "linux")
    throw new Error("memory of a tree is read from /proc: Linux only");
  const child = spawn(process.execPath, [...args], {
    cwd,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const told = lastOf(child);
  const stopping = endedWithUs(child, minutesMax);
  const from = performance.now();
  const samples: { readonly at: number; readonly kb: number }[] = [];
  let [own, cpuSeconds] = [0, 0];
  const look = setInterval(() => {
    const pid = child.pid as number;
    samples.push({
      at: performance.now() - from,
      kb: sum(treeOf(pid).map((one) => kbOf(one, "VmRSS"))),
    });
    // What comes and goes between two looks shows here, of the one process that does the work.
    own = Math.max(own, kbOf(pid, "VmHWM"));
    cpuSeconds = Math.max(cpuSeconds, sum(treeOf(pid).map(cpuOf)));
  }, sampleMs);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", resolve);
    });
    if (code !== 0) throw new Error(`${args.join(" ")} gave ${code}: ${told()}`);
  } finally {
    clearInterval(look);
    stopping();
  }
  const seconds = (performance.now() - from) / 1000;
  const peak = Math.max(own, ...eighths(samples, seconds));
  return {
    seconds,
    cpuSeconds,
    peakMb: mbOf(peak),
    eighthsMb: eighths(samples, seconds).map(mbOf),
  };
}

const mbOf = (kb: number): number => Math.round(kb / 1024);

function eighths(
  samples: readonly { readonly at: number; readonly kb: number }[],
  seconds: number,
): readonly number[] {
  const greatest = Array.from({ length: 8 }, () => 0);
  for (const { at, kb } of samples) {
    const eighth = Math.min(7, Math.floor((at / 1000 / seconds) * 8));
    greatest[eighth] = Math.max(greatest[eighth] as number, kb);
  }
  return greatest;
}

/** Ends a process by its number when we are ended, or when its time is up; gives what takes that back. */
function endedWithUs(child: ChildProcess, minutesMax: number): () => void {
  const end = (): void => void child.kill("SIGTERM");
  const timer = setTimeout(end, minutesMax * 60_000);
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, end);
  return () => {
    clearTimeout(timer);
    for (const signal of signals) process.off(signal, end);
  };
}

/** The end of what a process says on standard error. */
function lastOf({ stderr }: ChildProcess): () => string {
  let text = "";
  stderr?.setEncoding("utf8").on("data", (more: string) => {
    text = (text + more).slice(-2_000);
  });
  return () => text;
}

function treeOf(pid: number): readonly number[] {
  const children = threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(" ").filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(treeOf)];
}

/** A process that has just ended has none. */
function threadsOf(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

const kbOf = (pid: number, field: "VmRSS" | "VmHWM"): number =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB$`, "m").exec(read(`/proc/${pid}/status`))?.[1] ?? 0);

/** User and system time: the 14th and 15th field, of which the first two may hold anything. */
function cpuOf(pid: number): number {
  const fields = read(`/proc/${pid}/stat`).split(") ").at(-1)?.split(" ") ?? [];
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
