import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { writeResult } from "./results.ts";
import { streamed } from "./stream/stream-run.ts";

/**
 * `npm run bench:stream`: a billing run of 100,000 and of 1,000,000 invoices, judged beside a bare loop
 * over its lines. `-- --records 20000 --rounds 1` is a quick look. Writes RESULTS.md.
 */
const { values } = parseArgs({
  options: {
    records: { type: "string", multiple: true, default: ["100000", "1000000"] },
    rounds: { type: "string", default: "3" },
  },
});
const where = machine();
const sizes = values.records.map((records) => {
  const size = streamed(Number(records), Number(values.rounds));
  console.error(JSON.stringify(size, undefined, 1));
  return size;
});
writeResult("stream", { machine: where, sizes });
