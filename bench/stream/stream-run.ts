import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measured, type Taken } from "./measured-process.ts";

export interface StreamedSize {
  readonly records: number;
  readonly megabytes: number;
  readonly rounds: number;
  /** Least times and greatest memory of all rounds, by contestant. */
  readonly contestants: readonly (Taken & { readonly name: string })[];
  /** Time over that of the bare loop, the median of all rounds: of the clock, and of the processors. */
  readonly ratios: Readonly<Record<string, { readonly wall: number; readonly cpu: number }>>;
}

const cli = fileURLToPath(new URL("../../bin/holdpoint.mjs", import.meta.url));
const bareLoop = fileURLToPath(new URL("./bare-loop.ts", import.meta.url));
const bare = "line split and JSON.parse, one thread";
export const alone = "holdpoint check, one worker thread";
export const threads = "holdpoint check, two worker threads";

/**
 * Makes a billing run, and lets the bare loop and `holdpoint check` go through it in turns, each as a
 * process of its own. Who comes first changes from round to round.
 */
export function streamed(records: number, rounds: number): StreamedSize {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-stream-"));
  try {
    const run = join(folder, "run");
    const generate = ["generate", "billing-run", "--records", `${records}`, "--defects", "0.1%"];
    execFileSync(process.execPath, [cli, ...generate, "--out", run]);
    const file = join(run, "invoices.ndjson");
    const tables = smallTables(run, folder);
    const check = (workers: number) =>
      measured(folder, [
        ...[cli, "check", join(run, "run.json"), file, "--gate", "billing-run"],
        ...["--as-of", "2026-11-22", "--fail-on", "never", "--reference", tables],
        ...["--workers", `${workers}`],
        ...["--output", `json=report-${workers}.json`],
      ]);
    const contestants = [
      { name: bare, go: () => measured(folder, [bareLoop, file]) },
      { name: alone, go: () => check(1) },
      { name: threads, go: () => check(2) },
    ];
    // The first start compiles the rules.
    measured(folder, [cli, "check", join(run, "run.json"), ...compiling]);
    const taken = new Map<string, Taken[]>(contestants.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++)
      for (let i = 0; i < contestants.length; i++) {
        const { name, go } = contestants[(i + round) % contestants.length]!;
        taken.get(name)?.push(go());
      }
    assertSame(folder, records);
    return {
      records,
      megabytes: Math.round(statSync(file).size / 1e6),
      rounds,
      contestants: contestants.map(({ name }) => ({ name, ...leastOf(taken.get(name)!) })),
      ratios: Object.fromEntries(
        [alone, threads].map((name) => [name, ratioOf(taken.get(name)!, taken.get(bare)!)]),
      ),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Tables that do not grow with the run. */
const tableNames = ["products", "sellers", "price_lists", "price_list_heads", "invoice_archive"];

/** Those of a customer each would be measured rather than the submission. */
function smallTables(run: string, folder: string): string {
  const tables = join(folder, "tables");
  mkdirSync(tables);
  for (const name of tableNames)
    cpSync(join(run, "reference", `${name}.ndjson`), join(tables, `${name}.ndjson`));
  return tables;
}

const compiling = ["--gate", "billing-run", "--fail-on", "never"];

/** Whoever judged, the report is one, and it accounts for every record. */
function assertSame(folder: string, records: number): void {
  const [a, b] = [1, 2].map((workers) =>
    readFileSync(join(folder, `report-${workers}.json`), "utf8"),
  );
  if (a !== b) throw new Error("the reports of one thread and of two differ");
  const { received } = JSON.parse(a!).counts;
  if (received !== records) throw new Error(`${received} of ${records} records were judged`);
}

const leastOf = (taken: readonly Taken[]): Taken => ({
  wallSeconds: Math.min(...taken.map((one) => one.wallSeconds)),
  cpuSeconds: Math.min(...taken.map((one) => one.cpuSeconds)),
  peakMb: Math.max(...taken.map((one) => one.peakMb)),
});

const ratioOf = (taken: readonly Taken[], base: readonly Taken[]) => ({
  wall: median(taken.map((one, i) => one.wallSeconds / base[i]!.wallSeconds)),
  cpu: median(taken.map((one, i) => one.cpuSeconds / base[i]!.cpuSeconds)),
});

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
