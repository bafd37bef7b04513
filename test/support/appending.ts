import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { GateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { repository } from "./house.ts";

const script = join(repository, "test/support/workers/appends.ts");

/** A process that writes to a store, with what it has told. */
export interface Appending {
  readonly process: ChildProcess;
  /** Whole lines alone: what a kill cut off was not told. */
  lines(): readonly string[];
  /** Resolves once so many lines were told; rejects when the process ends before. */
  told(count: number): Promise<void>;
  ended(): Promise<void>;
}

export function appending(
  folder: string,
  options: {
    readonly from?: number;
    readonly payloadSizeBytes?: number;
    /** What the shell does before it becomes the process. */
    readonly shell?: string;
    readonly environment?: Readonly<Record<string, string>>;
  } = {},
): Appending {
  const { from = 0, payloadSizeBytes = 70_000, shell, environment } = options;
  const args = [script, folder, String(from), String(payloadSizeBytes)];
  const [command, ...rest] =
    shell === undefined
      ? [process.execPath, ...args]
      : ["/bin/sh", "-c", `${shell}; exec "$0" "$@"`, process.execPath, ...args];
  const child = spawn(command as string, rest, {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, ...environment },
    timeout: 240_000, // a test that fails leaves nobody writing for ever
    killSignal: "SIGKILL",
  });
  let [text, errors, isEnded] = ["", "", false];
  child.stdout?.setEncoding("utf8").on("data", (more: string) => {
    text += more;
  });
  child.stderr?.setEncoding("utf8").on("data", (more: string) => {
    errors += more;
  });
  const end = new Promise<void>((resolve) => {
    child.on("close", () => {
      isEnded = true;
      resolve();
    });
  });
  const lines = () => text.split("\n").slice(0, -1);
  return {
    process: child,
    lines,
    told: async (count) => {
      while (lines().length < count) {
        if (isEnded) throw new Error(`it ended early: ${text}${errors}`);
        await Promise.race([end, new Promise((resolve) => child.stdout?.once("data", resolve))]);
      }
    },
    ended: () => end,
  };
}

/** Checks that all that was acknowledged is there, as it was; gives how much was checked. */
export async function checkAcknowledged(
  store: GateStore,
  lines: readonly string[],
): Promise<number> {
  const appended = lines.flatMap((line) => /^appended (.+)$/.exec(line)?.[1] ?? []);
  for (const key of appended) {
    const id = submissionIdOf("order", "tester", key);
    const [entry, dossier, submission] = await Promise.all([
      store.audits.find(id),
      store.audits.dossier(id),
      store.submissions.find(id),
    ]);
    const payload = Buffer.from(dossier?.payload ?? []);
    const digest = createHash("sha256").update(payload.subarray(32)).digest();
    const isWhole = entry?.id === id && submission?.id === id && payload.length > 32;
    if (!isWhole || !digest.equals(payload.subarray(0, 32))) throw new Error(`${key} is not whole`);
  }
  return appended.length;
}

/** What is wrong with a store that nobody has open: half of something, or a damaged page. */
export function halvesIn(folder: string): readonly unknown[] {
  const db = new DatabaseSync(join(folder, "gate.db"));
  try {
    const wrong = db
      .prepare(`
        SELECT id FROM entries WHERE id NOT IN (SELECT submission FROM dossiers)
          OR id NOT IN (SELECT id FROM submissions) OR id NOT IN (SELECT entry FROM outbox)
        UNION ALL SELECT submission FROM dossiers WHERE submission NOT IN (SELECT id FROM entries)
        UNION ALL SELECT id FROM submissions WHERE id NOT IN (SELECT id FROM entries)
        UNION ALL SELECT entry FROM outbox WHERE entry NOT IN (SELECT id FROM entries)`)
      .all();
    const check = db.prepare("PRAGMA integrity_check").get()?.["integrity_check"];
    return [...wrong, ...(check === "ok" ? [] : [check])];
  } finally {
    db.close();
  }
}

/** Messages that were sent and not removed, by what was told; one may be removed, but untold. */
export function queuedBy(lines: readonly string[]): ReadonlySet<string> {
  const left = new Set<string>();
  for (const line of lines) {
    const [what, body = ""] = line.split(" ", 2);
    if (what === "sent") left.add(body);
    if (what === "removed") left.delete(body);
  }
  return left;
}
