import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "../../lib/core/report.ts";
import type { Defect } from "../../lib/generate/generated.ts";
import { scoresOf } from "../accuracy/judge-generated.ts";
import { type TreeUse, usedBy } from "./process-tree.ts";

export interface MillionAsked {
  readonly records: number;
  readonly defects: string;
  readonly seed: number;
  /** Worker threads; as many as there are processors when absent. */
  readonly workers?: number;
  readonly minutesMax: number;
}

/** A run with all tables and all rules, made and judged by processes of their own. */
export interface MillionRun {
  readonly records: number;
  readonly megabytes: number;
  readonly tableMegabytes: number;
  readonly generated: TreeUse;
  readonly judged: TreeUse;
  readonly counts: Report["counts"];
  /** Rules that judged at least one record, of each scope together. */
  readonly rules: number;
  /** Planted defects, by rule and record; absent where the report lists not all violations. */
  readonly found?: { readonly planted: number; readonly found: number; readonly others: number };
}

const cli = fileURLToPath(new URL("../../bin/holdpoint.mjs", import.meta.url));

/**
 * Generates a billing run with every table and its history, and judges it by the gate `billing-run`. The
 * first start compiles the rules, as it does after a change. All files go when it is done.
 *
 * @throws when records are not accounted for, or a process fails.
 */
export async function runMillion(asked: MillionAsked): Promise<MillionRun> {
  const { records, defects, seed, workers, minutesMax } = asked;
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-million-"));
  const { PATH = "" } = process.env;
  // Temporary stores and plans go with the folder as well.
  const env = { PATH, HOME: folder, TMPDIR: folder, NO_COLOR: "1" };
  const holdpoint = (...args: readonly string[]): Promise<TreeUse> =>
    usedBy({ cwd: folder, env, args: [cli, ...args], minutesMax });
  try {
    const generated = await holdpoint(
      ...["generate", "billing-run", "--records", `${records}`, "--defects", defects],
      ...["--seed", `${seed}`, "--out", "run"],
    );
    const judged = await holdpoint(
      ...["check", "run/run.json", "run/invoices.ndjson", "--gate", "billing-run"],
      ...["--reference", "run/reference", "--history", "run/history.json"],
      ...["--as-of", "2026-12-01", "--fail-on", "never", "--output", "json=report.json"],
      ...(workers === undefined ? [] : ["--workers", `${workers}`]),
    );
    const report = JSON.parse(readFileSync(join(folder, "report.json"), "utf8")) as Report;
    assertAccounted(report, records);
    const found = foundIn(report, join(folder, "run"));
    return {
      records,
      megabytes: mbOf([join(folder, "run/invoices.ndjson")]),
      tableMegabytes: mbOf(filesIn(join(folder, "run/reference"))),
      generated,
      judged,
      counts: report.counts,
      rules: report.rules.filter(({ outcomes }) => outcomes.pass + outcomes.failed > 0).length,
      ...(found && { found }),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function assertAccounted({ counts }: Report, records: number): void {
  const { received, passed, held, blocked, unreadable } = counts;
  if (received === records && received === passed + held + blocked + unreadable) return;
  throw new Error(`${records} records were sent, and accounted for are ${JSON.stringify(counts)}`);
}

function foundIn(report: Report, run: string): MillionRun["found"] {
  const told = report.rules.flatMap(({ violations }) => Object.values(violations));
  if (told.reduce((all, one) => all + one, 0) > report.violations.length) return undefined;
  const truth = readFileSync(join(run, "truth.ndjson"), "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Defect);
  const scores = scoresOf(report, truth);
  const sum = (of: "planted" | "found" | "false"): number =>
    scores.reduce((all, score) => all + score[of], 0);
  return { planted: sum("planted"), found: sum("found"), others: sum("false") };
}

const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder).map((name) => join(folder, name));

const mbOf = (paths: readonly string[]): number =>
  Math.round(paths.reduce((all, path) => all + statSync(path).size, 0) / 1e6);
