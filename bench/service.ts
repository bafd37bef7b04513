import { parseArgs } from "node:util";
import { machine } from "./machine.ts";
import { writeResult } from "./results.ts";
import { raceService } from "./service/service-run.ts";

/**
 * `npm run bench:service`: synchronous submits of one order, beside a bare insert. `-- --rounds 1
 * --seconds 3` is a quick look. Writes RESULTS.md.
 */
const { values } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "8" },
  },
});
const where = machine();
const run = await raceService(Number(values.rounds), Number(values.seconds));
console.error(JSON.stringify(run.rounds, undefined, 1));
writeResult("service", { machine: where, ...run });
