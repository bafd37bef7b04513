import { drawn } from "../faults/fault.ts";
import { dynoxide } from "../support/engines/dynamodb.ts";
import { awsCrashHome } from "./aws-home.ts";
import { crash } from "./crash.ts";

// A share of what `npm run test:crash -- --aws` does.

const points = Math.ceil(Number(process.env["HOLDPOINT_CRASH_POINTS"] ?? 6) / 2);

const absent = dynoxide.absent();
const testHere = absent === undefined ? test : test.skip;
testHere(
  `on AWS's adapters functions that are killed ${points} times, over bad wires, have all that they answered, once${absent === undefined ? "" : ` (skipped: ${absent})`}`,
  async () => {
    const home = await awsCrashHome(drawn(11, 1_000));
    const { kills, answered, found } = await crash(home, { points, seed: 11 });
    expect(found.mistakes).toEqual([]);
    expect(kills).toBe(points);
    expect(answered).toBeGreaterThan(0);
    expect(found.submissions).toBeGreaterThan(0);
    expect(home.injected().length).toBeGreaterThan(0);
  },
  240_000,
);
