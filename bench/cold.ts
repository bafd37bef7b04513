// Starts the functions' bundles with a gate of 200 rules: npm run bench:cold [-- --runs N]
import { parseArgs } from "node:util";
import { startCold } from "./cold/cold-run.ts";
import { machine } from "./machine.ts";
import { writeResult } from "./results.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "15" } } });
const where = machine();
const run = await startCold(Number(values.runs));
writeResult("cold", { machine: where, ...run });
for (const [name, { bundleBytes, firstVerdictMs, overBare, nextMs }] of Object.entries(
  run.functions,
))
  console.log(
    `${name}: ${(bundleBytes / 1e6).toFixed(2)} MB, ${firstVerdictMs.median.toFixed(0)} ms, ` +
      `${overBare.toFixed(2)} times the bare handler's ${run.bare.median.toFixed(0)} ms; next ${nextMs.median.toFixed(1)} ms`,
  );
process.exit(0);
