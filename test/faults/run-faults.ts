import { parseArgs } from "node:util";
import { awsCrashHome } from "../crash/aws-home.ts";
import { crash } from "../crash/crash.ts";
import { dynoxide } from "../support/engines/dynamodb.ts";
import { drawn, type Injected } from "./fault.ts";
import { counted, startEngines } from "./faulty-engines.ts";
import { playOverBadWires } from "./faulty-world.ts";

/**
 * `npm run test:faults -- --seed 1 [--faults 2000] [--rate 800] [--lanes 12] [--points 20]`: lets faults
 * befall the calls of AWS's adapters until there were so many: nine of ten in simulated worlds, the last
 * while the functions' bundles are killed so often. Tells what befell, and what became of it against
 * what the callers were told. Exit code 1 when anything was lost or is there twice.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    faults: { type: "string", default: "2000" },
    rate: { type: "string", default: "800" },
    lanes: { type: "string", default: "12" },
    points: { type: "string", default: "20" },
  },
});
const [seed, faults, rate] = [Number(values.seed), Number(values.faults), Number(values.rate)];
const tell = (text: string): void => void process.stdout.write(`${text}\n`);
const absent = dynoxide.absent();
if (absent !== undefined) throw new Error(`${dynoxide.name} cannot run here: ${absent}`);

const started = performance.now();
const seconds = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;

const engines = await startEngines();
const lanes = Number(values.lanes);
const world = await playOverBadWires(engines, { ...{ seed, rate, lanes }, faults: faults * 0.9 });
await engines.stop();
const { tally } = world;
tell(
  `${world.schedules} schedules in ${lanes} worlds, seed ${seed}, after ${seconds()}:\n` +
    `  ${world.injected.length} of ${world.calls} calls went wrong, ${tally.deaths} runs died, ` +
    `${tally.lost} parcels were lost by the stream\n` +
    `  ${tally.commands} commands answered in ${tally.tries} tries, ${tally.messages} messages sent ` +
    `and ${tally.deliveries} consumed`,
);
for (const { schedule, fates, why, smallest } of world.failures)
  tell(`FAILED: schedule ${schedule} of ${fates.join(", ")}, still with ${smallest}:\n${why}`);

const points = Number(values.points);
const home = await awsCrashHome(drawn(seed, rate));
const { kills, answered, abandoned, found } = await crash(home, { points, seed });
const injected: readonly Injected[] = [...world.injected, ...home.injected()];
tell(
  `${kills} kills of the functions' bundles, after ${seconds()}:\n` +
    `  ${home.injected().length} of ${home.calls()} calls went wrong\n` +
    `  ${answered} commands answered, ${abandoned} given up by their senders; stored: ` +
    `${found.submissions} submissions, ${found.actions} actions, ${found.cases} cases, ` +
    `${found.passes} passes`,
);
for (const mistake of found.mistakes.slice(0, 20)) tell(`WRONG: ${mistake}`);

tell(`${injected.length} faults:`);
for (const [kind, times] of counted(injected, (one) => one.kind)) {
  const operations = counted(
    injected.filter((one) => one.kind === kind),
    ({ service, operation }) => `${service} ${operation}`,
  );
  tell(`  ${times} × ${kind}: ${operations.map(([name, n]) => `${n} ${name}`).join(", ")}`);
}
const isRight = world.failures.length === 0 && found.mistakes.length === 0;
const isEnough = injected.length >= faults;
tell(isRight ? "nothing was lost, nothing is there twice" : "");
if (!isEnough) tell(`only ${injected.length} faults befell: raise --rate or --points`);
process.exitCode = isRight && isEnough ? 0 : 1;
