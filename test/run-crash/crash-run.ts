import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { canonicalJson, sha256 } from "../../lib/app/digest.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { type Random, randomOf } from "../../lib/generate/random.ts";
import { localIssuer } from "../../lib/local/issuer.ts";
import { freePort } from "../support/engines/process.ts";
import { type Input, inputIn } from "./input.ts";
import { mistakesIn } from "./mistakes-in.ts";
import { ran, servedGate, submitting } from "./processes.ts";
import { type Stage, stageIn, stages } from "./stage.ts";

export interface CrashRunCommand {
  readonly records: number;
  readonly kills: number;
  readonly seed: number;
  /** Invoices by all the rules that ship, or orders by a few, which takes a tenth of the time. */
  readonly of: "invoices" | "orders";
  /** What `holdpoint generate billing-run` has written; made when absent. */
  readonly folder?: string;
  readonly tell?: (text: string) => void;
}

export interface CrashRunFound {
  /** Where the run was when the gate was killed, in order. */
  readonly killed: readonly (Stage | "starting")[];
  readonly seconds: number;
  /** The largest that any process of the gate was, in MB. */
  readonly peakMb: number;
  readonly counts: Readonly<Record<string, number>>;
  /** By the gate, and by `holdpoint check` as of the same instant. */
  readonly digests: readonly [gate: string, check: string];
  /** What is not as it should be; empty when all is well. */
  readonly mistakes: readonly string[];
}

/**
 * Hands generated records to a gate of its own process by `holdpoint run submit`, and kills that gate
 * again and again, wherever the run is: the command line waits for it, and the next process goes on.
 */
export async function crashRun(command: CrashRunCommand): Promise<CrashRunFound> {
  const { tell = () => {} } = command;
  const root = mkdtempSync(join(tmpdir(), "holdpoint-run-crash-"));
  const begunMs = performance.now();
  try {
    const input = inputIn(root, command);
    const run = submissionIdOf(input.gate, `${localIssuer}|shop`, input.key);
    const server = servedGate(root, await freePort(), input);
    await server.start();
    tell(`the gate answers after ${seconds(begunMs)} s`);
    const sender = submitting(root, server.url, input);
    const killed = await killing(server, command, join(root, "data"), run, sender, tell);
    const told = await sender.ended;
    tell(`judged after ${seconds(begunMs)} s`);
    const { report, judging } = JSON.parse(told.stdout || "{}").report
      ? readTold(told.stdout)
      : fail(`run submit ended with ${told.code}: ${told.stderr}`);
    const mistakes = [
      ...(told.code === 0 ? [] : [`run submit ended with ${told.code}`]),
      ...(await mistakesIn(root, server.url, run, report.counts)),
    ];
    await server.end();
    const byCheck = checked(root, input, judging.receivedAt);
    tell(`checked after ${seconds(begunMs)} s`);
    return {
      killed,
      seconds: Number(seconds(begunMs)),
      peakMb: server.peakMb(),
      counts: report.counts,
      digests: [digestOf(report), digestOf(byCheck)],
      mistakes,
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

const seconds = (sinceMs: number): string => ((performance.now() - sinceMs) / 1_000).toFixed(0);

function fail(message: string): never {
  throw new Error(message);
}

/** At each stage some of the kills, in their order; the others wherever the run is by then. */
function planned(kills: number): readonly Stage[] {
  const shares: Readonly<Record<Stage, number>> = {
    uploading: 0.2,
    splitting: 0.05,
    judging: 0.35,
    comparing: 0.2,
    merging: 0.1,
    finishing: 0.1,
  };
  return stages.flatMap((stage) =>
    Array<Stage>(Math.max(1, Math.round(shares[stage] * kills))).fill(stage),
  );
}

/**
 * How long a gate lives at a stage at most, in ms: long enough to get somewhere, now and then. With many
 * records longer, so that kills are spread over the stage.
 */
const livesMs: Readonly<Record<Stage, number>> = {
  uploading: 1_500,
  splitting: 50,
  judging: 8_000,
  comparing: 1_500,
  merging: 1_500,
  finishing: 30,
};

async function killing(
  server: ReturnType<typeof servedGate>,
  { kills, seed, records }: CrashRunCommand,
  data: string,
  run: string,
  sender: ReturnType<typeof submitting>,
  tell: (text: string) => void,
): Promise<(Stage | "starting")[]> {
  const random = randomOf(seed, "kills");
  const killed: (Stage | "starting")[] = [];
  const plan = planned(kills);
  const scale = Math.min(6, Math.max(1, records / 100_000));
  while (killed.length < kills && !sender.isOver()) {
    const target = plan[killed.length] ?? "finishing";
    const place = await reached(data, run, target, sender.isOver);
    if (place === undefined) break;
    await stays(data, run, place, random.between(0, Math.round(livesMs[place] * scale)));
    const at = stageIn(data, run) ?? place;
    await server.kill();
    killed.push(at);
    tell(`  killed ${killed.length} times, ${at}`);
    await startAgain(server, random, killed, kills);
  }
  return killed;
}

/** One in six starts is not survived either. */
async function startAgain(
  server: ReturnType<typeof servedGate>,
  random: Random,
  killed: (Stage | "starting")[],
  kills: number,
): Promise<void> {
  while (killed.length < kills && random.between(0, 5) === 0) {
    const { ready } = server.begin();
    await Promise.race([ready, wait(random.between(0, 3_000))]);
    await server.kill();
    killed.push("starting");
  }
  await server.start();
}

/** Waits until the run is at a stage, or beyond. */
async function reached(
  data: string,
  run: string,
  target: Stage,
  isOver: () => boolean,
): Promise<Stage | undefined> {
  while (!isOver()) {
    const place = stageIn(data, run);
    if (place !== undefined && stages.indexOf(place) >= stages.indexOf(target)) return place;
    await wait(target === "finishing" ? 2 : 10);
  }
  return undefined;
}

/** Waits for some time, and no longer than the run stays at a stage: however fast the machine is. */
async function stays(data: string, run: string, place: Stage, ms: number): Promise<void> {
  const untilMs = performance.now() + ms;
  while (performance.now() < untilMs && stageIn(data, run) === place) await wait(5);
}

interface Told {
  readonly report: { readonly counts: Readonly<Record<string, number>> };
  readonly judging: { readonly receivedAt: string };
}

function readTold(stdout: string): Told {
  const { run, report } = JSON.parse(stdout);
  return { report, judging: run.judging };
}

function checked(root: string, { gate, files, tables }: Input, asOf: string): object {
  const judge = ["--gate", gate, "--as-of", asOf, "--fail-on", "never", ...tables];
  ran(["check", ...files, ...judge, "--output", "json=check.json"], root);
  return JSON.parse(readFileSync(join(root, "check.json"), "utf8"));
}

/** A command line tells by files which tables it read; the gate tells in its entry which rows. */
function digestOf(report: object): string {
  const { read: _, ...told } = report as { readonly read?: unknown };
  return sha256(canonicalJson(told as never));
}
