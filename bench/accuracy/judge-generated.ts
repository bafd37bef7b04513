import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Report } from "../../lib/core/report.ts";
import type { Defect } from "../../lib/generate/generated.ts";

/** What is generated and judged. */
export interface Asked {
  readonly kind: string;
  readonly records: number;
  /** Share of records with a planted defect, as `generate` reads it: `3%`. */
  readonly defects: string;
  readonly seed: number;
}

/** What a rule said of a place, and what was planted there. */
export interface RuleScore {
  readonly rule: string;
  /** Places at which a defect was planted that is the rule's own. */
  readonly planted: number;
  readonly found: number;
  /** Places at which it fired though nothing of its own was planted there. */
  readonly false: number;
}

export interface Judged extends Asked {
  readonly counts: Report["counts"];
  readonly systemic: number;
  readonly scores: readonly RuleScore[];
}

/** The engine's own setting, and the rule that says the same in a rule set. */
const systemicRules: ReadonlySet<string> = new Set(["systemic", "BIL-49"]);

const bin = fileURLToPath(new URL("../../bin/holdpoint.mjs", import.meta.url));

/** Inputs of a kind beside its records, as they lie in the folder that `generate` writes. */
const inputs: Readonly<Record<string, (folder: string) => readonly string[]>> = {
  "billing-run": (folder) => [
    ...[`${folder}/run.json`, `${folder}/invoices.ndjson`],
    ...["--history", `${folder}/history.json`],
  ],
  campaign: (folder) => [`${folder}/campaigns.ndjson`],
  inventory: (folder) => [
    ...[`${folder}/run.json`, `${folder}/items.ndjson`],
    ...["--history", `${folder}/history.json`],
  ],
  order: (folder) => [`${folder}/orders.ndjson`],
  "service-change": (folder) => [`${folder}/changes.ndjson`],
};

/** Generates a submission, judges it by the shipped gate of its kind, and compares with the truth. */
export function judgeGenerated(asked: Asked): Judged {
  const scratch = mkdtempSync(join(tmpdir(), "holdpoint-accuracy-"));
  try {
    const folder = join(scratch, asked.kind);
    const { kind, records, defects, seed } = asked;
    holdpoint(
      "generate",
      kind,
      "--records",
      `${records}`,
      "--defects",
      defects,
      "--seed",
      `${seed}`,
      "--out",
      folder,
    );
    const args = [
      ...(inputs[kind] as (folder: string) => readonly string[])(folder),
      "--gate",
      kind,
    ];
    const said = holdpoint(
      ...["check", ...args, "--reference", join(folder, "reference"), "--as-of", "2026-12-01"],
      ...["--fail-on", "never", "--output", "json", "--max-violations", "10000000"],
    );
    const report = JSON.parse(said) as Report;
    const truth = readFileSync(join(folder, "truth.ndjson"), "utf8")
      .split("\n")
      .filter(Boolean)
      .map((line) => JSON.parse(line) as Defect);
    return {
      ...asked,
      counts: report.counts,
      systemic: report.violations.filter(({ rule }) => systemicRules.has(rule)).length,
      scores: scoresOf(report, truth),
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function holdpoint(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  if (status === 0) return stdout;
  throw new Error(`holdpoint ${args.join(" ")} ended with ${status}:\n${stderr}`);
}

/** What each rule said of places, beside what was planted there; the report must list all violations. */
export function scoresOf({ violations }: Report, truth: readonly Defect[]): readonly RuleScore[] {
  const planted = placesBy(
    truth.flatMap(({ line, expected }) => expected.map(({ rule }) => [rule, line] as const)),
  );
  const fired = placesBy(violations.map(({ rule, record }) => [rule, record?.place.line ?? null]));
  const rules = [...new Set([...planted.keys(), ...fired.keys()])].sort();
  return rules.map((rule) => {
    const own = planted.get(rule) ?? new Set();
    const said = fired.get(rule) ?? new Set();
    const found = [...said].filter((place) => own.has(place)).length;
    return { rule, planted: own.size, found, false: said.size - found };
  });
}

function placesBy(
  pairs: readonly (readonly [rule: string, line: number | null])[],
): ReadonlyMap<string, ReadonlySet<number | null>> {
  const groups = Map.groupBy(pairs, ([rule]) => rule);
  return new Map([...groups].map(([rule, all]) => [rule, new Set(all.map(([, line]) => line))]));
}
