import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type Measured, measure } from "./engine-race.ts";
import type { Variant } from "./engines/peer.ts";
import { machine, versions } from "./machine.ts";
import { writeResult } from "./results.ts";

/**
 * `npm run bench:engine`: measures the engine on the workload, with decimals as text and as JSON
 * numbers, each in a process of its own. Writes results/engine.json and RESULTS.md.
 */
const variants: readonly Variant[] = ["strings", "numbers"];

const asked = process.argv[2] as Variant | undefined;
if (asked !== undefined) {
  const { ROUNDS = "15", INVOICES = "20000" } = process.env;
  const size = { rounds: Number(ROUNDS), invoices: Number(INVOICES) };
  console.log(JSON.stringify(await measure(asked, size)));
} else {
  const where = machine();
  const measured: Partial<Record<Variant, Measured>> = {};
  for (const variant of variants) {
    console.error(`decimals as ${variant} …`);
    measured[variant] = inOwnProcess(variant);
  }
  writeResult("engine", { machine: where, versions: versions(), ...measured });
  console.error("bench/RESULTS.md is written");
}

/** A process with nothing in it but one variant, so that no shape of the other slows it down. */
function inOwnProcess(variant: Variant): Measured {
  const file = fileURLToPath(import.meta.url);
  const args = ["--expose-gc", "--max-old-space-size=4096", file, variant];
  const text = execFileSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    maxBuffer: 1 << 26,
  });
  return JSON.parse(text);
}
