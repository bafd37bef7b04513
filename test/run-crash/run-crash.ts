import { parseArgs } from "node:util";
import { crashRun } from "./crash-run.ts";

/**
 * `npm run test:run-crash -- --records 1000000 --kills 20 --seed 1 [--of orders] [--folder DIR]`: hands
 * generated invoices to a gate on this machine and kills it so often, from the upload to the last step.
 * Orders are judged by a few rules, which takes a tenth of the time. Exit code 1 when the report is not,
 * digest for digest, that of `holdpoint check`, or something is left over.
 */
const { values } = parseArgs({
  options: {
    records: { type: "string", default: "1000000" },
    kills: { type: "string", default: "20" },
    seed: { type: "string", default: "1" },
    of: { type: "string", default: "invoices" },
    folder: { type: "string" },
  },
});
const tell = (text: string): void => void process.stdout.write(`${text}\n`);

const { killed, seconds, peakMb, counts, digests, mistakes } = await crashRun({
  records: Number(values.records),
  kills: Number(values.kills),
  seed: Number(values.seed),
  of: values.of === "orders" ? "orders" : "invoices",
  ...(values.folder !== undefined && { folder: values.folder }),
  tell,
});
const places = Map.groupBy(killed, (stage) => stage);
tell(
  `${killed.length} kills in ${seconds} s: ` +
    [...places].map(([stage, all]) => `${all.length} ${stage}`).join(", "),
);
tell(`  ${JSON.stringify(counts)}; no process of the gate had more than ${peakMb} MB`);
tell(`  report ${digests[0]}\n  check  ${digests[1]}`);
for (const mistake of mistakes) tell(`  MISTAKE ${mistake}`);
const isWell = digests[0] === digests[1] && mistakes.length === 0;
process.exitCode = isWell && killed.length === Number(values.kills) ? 0 : 1;
