import { machine } from "./machine.ts";
import { racePacks } from "./packs/race-packs.ts";
import { writeResult } from "./results.ts";

/**
 * `npm run bench:packs`: what the shipped billing pack's rules of records cost beside the 25
 * rules of the workload. Writes results/packs.json and RESULTS.md.
 */
const where = machine();
const { ROUNDS = "15", INVOICES = "10000" } = process.env;
const raced = await racePacks({ invoices: Number(INVOICES), rounds: Number(ROUNDS) });
writeResult("packs", { machine: where, raced });
for (const { what, ratio, packRules, setRules } of raced)
  console.error(
    `${what}: ${(ratio.median * (setRules / packRules)).toFixed(2)} times a (record, rule) pair`,
  );
