// Plays the deployment on AWS under load, and writes docs/SCALE.md.
//   npm run bench:scale             measures the functions, plays, writes
//   npm run bench:scale -- --play   plays again with what was measured last
//   npm run bench:scale -- --check  tells whether docs/SCALE.md is what the results give
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { machine } from "./machine.ts";
import { assumed, type Inputs } from "./scale/inputs.ts";
import { playAll } from "./scale/scale-run.ts";
import { type ScaleResult, scaleText } from "./scale/scale-text.ts";

const results = new URL("./results/scale.json", import.meta.url);
const page = new URL("../docs/SCALE.md", import.meta.url);
const seed = 20_261_122;

const stored = (): ScaleResult | undefined =>
  existsSync(results) ? JSON.parse(readFileSync(results, "utf8")) : undefined;

if (process.argv.includes("--check")) {
  const result = stored();
  if (result === undefined || readFileSync(page, "utf8") !== scaleText(result)) {
    console.error("docs/SCALE.md is stale: write it with `npm run bench:scale -- --play`");
    process.exitCode = 1;
  }
} else {
  const known = process.argv.includes("--play") ? stored() : undefined;
  const where = known?.machine ?? machine();
  const measured = known?.inputs ?? (await measuredInputs());
  const inputs: Inputs = { measured, assumed };
  const result: ScaleResult = {
    machine: where,
    seed,
    inputs: measured,
    played: playAll(inputs, seed),
  };
  writeFileSync(results, `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(page, scaleText(result));
  console.log("docs/SCALE.md is written");
}

async function measuredInputs(): Promise<Inputs["measured"]> {
  const { measureCalls } = await import("./scale/measure-calls.ts");
  const { measureRun } = await import("./scale/measure-run.ts");
  const { coldStarts } = await import("./scale/cold-starts.ts");
  return {
    ...(await measureCalls(1_000)),
    invoice: await measureRun(100_000),
    coldMs: coldStarts(),
  };
}
