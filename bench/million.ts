// A billing run of a million invoices with every table, judged by the whole pack: memory above all.
//   npm run bench:million                                    hours, 25 GB of disk; writes RESULTS.md
//   npm run bench:million -- --records 10000 --no-write      a quick look
//   npm run bench:million -- --records 10000 --records 50000 --workers 1
import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { wantedMb } from "./million/million-text.ts";
import { type MillionRun, runMillion } from "./million/run-million.ts";

const { values } = parseArgs({
  allowNegative: true,
  options: {
    records: { type: "string", multiple: true, default: ["10000", "100000", "1000000"] },
    defects: { type: "string", default: "0.1%" },
    seed: { type: "string", default: "42" },
    workers: { type: "string" },
    /** After which a process that generates or judges is ended. */
    minutes: { type: "string", default: "600" },
    write: { type: "boolean", default: true },
  },
});
const where = machine();
const runs: MillionRun[] = [];
for (const records of values.records) {
  const run = await runMillion({
    records: Number(records),
    defects: values.defects,
    seed: Number(values.seed),
    minutesMax: Number(values.minutes),
    ...(values.workers !== undefined && { workers: Number(values.workers) }),
  });
  console.error(JSON.stringify(run));
  runs.push(run);
}
if (values.write) {
  // The texts of the other results need what `bench:install` brings.
  const { writeResult } = await import("./results.ts");
  writeResult("million", { machine: where, runs });
}
if (runs.some(({ judged }) => judged.peakMb >= wantedMb)) process.exitCode = 1;
