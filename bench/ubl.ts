import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { writeResult } from "./results.ts";
import { raceUbl } from "./ubl/ubl-run.ts";

/**
 * `npm run bench:ubl`: UBL invoices of 5 to 5,000 lines, read and judged, beside a bare parse by the same XML
 * library. `-- --lines 50 --rounds 3` is a quick look. Writes RESULTS.md.
 */
const { values } = parseArgs({
  options: {
    lines: { type: "string", multiple: true, default: ["5", "50", "500", "5000"] },
    rounds: { type: "string", default: "15" },
  },
});
const where = machine();
const sizes = [];
for (const lines of values.lines) {
  const size = await raceUbl(Number(lines), Number(values.rounds));
  console.error(JSON.stringify(size, undefined, 1));
  sizes.push(size);
}
writeResult("ubl", { machine: where, sizes });
