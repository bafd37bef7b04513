import { dynoxide } from "../support/engines/dynamodb.ts";
import { faultKinds } from "./fault.ts";
import { startEngines } from "./faulty-engines.ts";
import { playOverBadWires } from "./faulty-world.ts";

// A share of what `npm run test:faults` does, another one with each seed.

const seed = Number(process.env["HOLDPOINT_FAULTS_SEED"] ?? 3);
const faults = 160;

const absent = dynoxide.absent();
const testHere = absent === undefined ? test : test.skip;
testHere(
  `over bad wires each schedule ends where the undisturbed one does${absent === undefined ? "" : ` (skipped: ${absent})`}`,
  async () => {
    const engines = await startEngines();
    const { injected, calls, tally, failures } = await playOverBadWires(engines, {
      ...{ seed, faults, rate: 1_000, lanes: 8 },
    });
    await engines.stop();
    expect(failures).toEqual([]);
    expect(injected.length).toBeGreaterThanOrEqual(faults);
    expect(injected.length).toBeGreaterThan(calls / 20);
    expect(new Set(injected.map(({ kind }) => kind)).size).toBe(faultKinds.length);
    expect(tally.deaths).toBeGreaterThan(10);
    expect(tally.tries).toBeGreaterThan(tally.commands);
  },
);
