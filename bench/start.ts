import { machine } from "./machine.ts";
import { writeResult } from "./results.ts";
import { startAgain } from "./start-run.ts";

/** `npm run bench:start`: how long `holdpoint check` takes for one record. Writes RESULTS.md. */
const where = machine();
const started = startAgain(Number(process.env["RUNS"] ?? 21));
writeResult("start", { machine: where, ...started });
console.error(`${started.wall.median.toFixed(3)} s, wanted below ${started.wanted} s`);
