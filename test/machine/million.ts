// Judges generated invoices by `holdpoint check` and by the run machine, then again with a share of
// all calls going wrong: the same report, digest for digest. Exit code 1 when it is another.
//   npm run test:million -- --records 1000000 --chaos 0.05 --seed 1 [--processes 2] [--folder DIR]
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { randomOf } from "../../lib/generate/random.ts";
import { generated, runIn } from "./generated-run.ts";
import { digestByCheck, judgedByMachine } from "./judged-by-machine.ts";
import { receivedAt } from "./machine-ports.ts";

const { values } = parseArgs({
  options: {
    records: { type: "string", default: "1000000" },
    chaos: { type: "string", default: "0.05" },
    seed: { type: "string", default: "1" },
    processes: { type: "string", default: "2" },
    /** What `holdpoint generate billing-run` has written, instead of new invoices. */
    folder: { type: "string" },
  },
});
const tell = (text: string): void => void process.stdout.write(`${text}\n`);
const seed = Number(values.seed);

const root = mkdtempSync(join(tmpdir(), "holdpoint-million-"));
const { folder, files, key } = values.folder
  ? runIn(values.folder)
  : generated(Number(values.records), { seed, into: root });
const tables = smallTables(folder);
let exitCode = 0;
try {
  const begun = Date.now();
  const given = { folder, files, tables, report: join(root, "report.json") };
  const expected = await digestByCheck(given, receivedAt);
  tell(`check: ${seconds(begun)} s, report ${expected}`);
  for (const chaos of new Set([0, Number(values.chaos)])) {
    const judged = await judgedByMachine({
      files: files.map((name) => join(folder, name)),
      key,
      tables,
      processes: Number(values.processes),
      random: randomFrom(seed),
      chaos,
      tell: (what) => {
        if (!what.endsWith("Tasks")) tell(`  ${new Date().toISOString()} ${what}`);
      },
    });
    const { execution, run, entry, reportDigest, mishaps, invocations } = judged;
    tell(
      `machine, ${chaos * 100} % of calls going wrong: ${judged.seconds.toFixed(0)} s, report ${reportDigest}`,
    );
    tell(`  ${execution.status} ${execution.error ?? ""} ${execution.cause ?? ""}`);
    tell(`  run ${run.state}; ${JSON.stringify(entry?.counts)}; ${invocations} invocations`);
    tell(`  ${execution.transitions} transitions, ${execution.retries} retries after which`);
    tell(
      `  ${execution.waitedSeconds.toFixed(0)} s would have been waited; ${JSON.stringify(mishaps)}`,
    );
    if (reportDigest !== expected || run.state !== "judged") exitCode = 1;
  }
} finally {
  rmSync(root, { recursive: true, force: true });
}
process.exit(exitCode);

function seconds(begun: number): string {
  return ((Date.now() - begun) / 1000).toFixed(0);
}

/** From 0 up to 1, the same for a seed. */
function randomFrom(from: number): () => number {
  const random = randomOf(from, "machine");
  return () => random.between(0, 999_999) / 1_000_000;
}

/** Those that do not grow with the run: what each record reads alone would measure the tables. */
function smallTables(from: string): string {
  const into = join(root, "tables");
  mkdirSync(into);
  for (const name of ["products", "sellers", "price_lists", "price_list_heads"])
    cpSync(join(from, `reference/${name}.ndjson`), join(into, `${name}.ndjson`));
  return into;
}
