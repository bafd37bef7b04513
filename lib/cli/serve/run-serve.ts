import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { GateError } from "../../app/errors.ts";
import type { ActivePlan } from "../../app/ports.ts";
import type { Subject } from "../../core/subject.ts";
import { bodyBytesMax } from "../../local/body-limits.ts";
import { controlled } from "../../local/control.ts";
import { usualDataFolder } from "../../local/data-folder.ts";
import {
  exampleReferences,
  examplesOf,
  type SubmittedExample,
  submitExamples,
} from "../../local/examples.ts";
import { type Answered, type Listening, listen } from "../../local/http/server.ts";
import { openIssuer } from "../../local/issuer.ts";
import { loadReferences } from "../../local/load-references.ts";
import { type LocalGate, openLocalGate } from "../../local/local-gate.ts";
import { setFunctionLogs } from "../../local/quiet-functions.ts";
import { referenceStore } from "../../local/references.ts";
import { announce, retract } from "../../local/running-gate.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type Io, wantsColour } from "../io.ts";
import { type Palette, paletteOf } from "../outputs/palette.ts";
import { plainText } from "../plain-text.ts";
import { version } from "../version.ts";
import { loadGates } from "./load-gates.ts";
import { startScreen } from "./start-screen.ts";
import { trustedIssuer } from "./trusted-issuer.ts";

export interface ServeFlags {
  readonly port: number;
  readonly host: string;
  readonly data: string;
  readonly gate?: readonly string[];
  readonly reference?: readonly string[];
  readonly examples?: boolean;
  readonly tenant: string;
  readonly publicUrl?: string;
  readonly workers?: number;
  readonly issuer?: string;
  readonly audience?: string;
  readonly jwks?: string;
  readonly verbose?: boolean;
}

/** For which a stop waits for requests that are worked on. */
const stopWaitMs = 10_000;

/** `holdpoint serve`: runs the gate on this machine until it is asked to stop. */
export async function runServe(io: Io, flags: ServeFlags): Promise<ExitCode> {
  const startMs = performance.now();
  // Asked for first: a start that takes long can be stopped as well.
  let stop = (): void => {};
  const asked = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const forget = io.onStop?.(() => stop());
  const palette = paletteOf(wantsColour(io, io.stdout));
  const folder = resolve(io.cwd, flags.data);
  setFunctionLogs(flags.verbose === true);
  try {
    const active = await loadGates(io, flags.gate);
    const running = await start(io, flags, folder, active, palette);
    try {
      const started = { ...startedOf(flags, active), ...running, startMs: elapsed(startMs) };
      await io.stdout.write(startScreen(started, palette));
      await asked;
      await io.stdout.write(`\n  ${palette.quiet("Stopping: what runs is finished first.")}\n`);
    } finally {
      await running.end();
    }
    await io.stdout.write(
      `  ${palette.quiet(`Stopped; all is kept in ${plainText(flags.data)}.`)}\n`,
    );
    return exitCodes.clear;
  } finally {
    forget?.();
  }
}

const elapsed = (sinceMs: number): number => performance.now() - sinceMs;

const startedOf = ({ data, issuer }: ServeFlags, active: readonly ActivePlan[]) => ({
  version,
  folder: data,
  program: "npx holdpoint",
  found: data === usualDataFolder ? "" : ` --data ${data}`,
  ...(issuer !== undefined && issuer !== "local" && { issuer }),
  gates: active.map(({ gate, plan }) => ({
    name: gate.name,
    subject: gate.subject,
    ruleset: gate.ruleset,
    rules: plan.rules.length,
  })),
});

interface Running {
  readonly url: string;
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
  readonly examples?: readonly SubmittedExample[];
  /** Finishes what runs, and lets everything go. */
  readonly end: () => Promise<void>;
}

async function start(
  io: Io,
  flags: ServeFlags,
  folder: string,
  active: readonly ActivePlan[],
  palette: Palette,
): Promise<Running> {
  const trusted = await trustedIssuer(flags, folder, io.cwd);
  let listening: Listening | undefined;
  const gate = await openLocalGate({
    folder,
    active,
    identity: { tenant: flags.tenant, issuers: [trusted] },
    beforeOpening: () => tablesFor(io, flags, folder, active),
    baseUrl: () => flags.publicUrl ?? listening?.url ?? "",
    ...(flags.workers !== undefined && { workers: flags.workers }),
    onFailure: tellFailures(io, palette),
  });
  const end = async (): Promise<void> => {
    retract(folder);
    await listening?.stop(stopWaitMs);
    await gate.close();
  };
  try {
    const control = randomBytes(32).toString("hex");
    listening = await listen(flags.host, flags.port, {
      bodyBytesMax,
      answer: controlled(gate, control),
      pieces: gate.pieces,
      ...(io.stdout.isTerminal && { onAnswered: tellAnswer(io, palette) }),
      onBug: tellFailures(io, palette).bind(undefined, "a request"),
    });
    const examples = flags.examples ? await exampled(io, folder, gate, active) : undefined;
    const startedAt = io.now().toISOString();
    const { url } = listening;
    announce(folder, { schema: "holdpoint/server/1", url, pid: process.pid, startedAt, control });
    return { url, tables: gate.loaded, ...(examples && { examples }), end };
  } catch (error) {
    await end();
    throw error;
  }
}

async function tablesFor(
  io: Io,
  { reference = [], examples }: ServeFlags,
  folder: string,
  active: readonly ActivePlan[],
) {
  const gates = active.map(({ gate }) => gate.name);
  const folders = [...reference, ...(examples ? exampleReferences(gates) : [])];
  if (folders.length === 0) return [];
  const subjects: Record<string, Subject> = {};
  for (const { plan } of active) subjects[plan.subject.kind] = plan.subject;
  const at = io.now().toISOString();
  return loadReferences(referenceStore(folder), folders, subjects, { cwd: io.cwd, at });
}

async function exampled(
  io: Io,
  folder: string,
  gate: LocalGate,
  active: readonly ActivePlan[],
): Promise<readonly SubmittedExample[]> {
  const names = active.map((one) => one.gate.name);
  return submitExamples(gate, await openIssuer(folder), examplesOf(names), io.now());
}

/** A line a request, for whoever looks on: its query may hold what is nobody's business. */
const tellAnswer =
  ({ stdout, now }: Io, palette: Palette) =>
  ({ method, target, status, ms }: Answered): void => {
    const at = now().toTimeString().slice(0, 8);
    const path = plainText((target.split("?")[0] ?? "").slice(0, 120));
    const paint = status < 400 ? palette.pass : status < 500 ? palette.hold : palette.block;
    const line = `  ${palette.quiet(at)}  ${paint(String(status))}  ${method} ${path}  ${palette.quiet(`${Math.round(ms)} ms`)}\n`;
    stdout.write(line).catch(() => {});
  };

/** The same failure is told once a minute: what cannot be delivered is tried again and again. */
function tellFailures({ stderr, now }: Io, palette: Palette) {
  const told = new Map<string, number>();
  return (what: string, error: unknown): void => {
    const message = error instanceof GateError ? error.message : nameOf(error);
    const line = `${what}: ${message}`;
    const atMs = now().getTime();
    if (atMs - (told.get(line) ?? Number.NEGATIVE_INFINITY) < 60_000) return;
    told.set(line, atMs);
    stderr.write(`  ${palette.hold("failed")}  ${plainText(line)}\n`).catch(() => {});
  };
}

const nameOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
