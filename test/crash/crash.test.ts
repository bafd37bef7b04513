import { crash } from "./crash.ts";
import { powerCutAbsent } from "./power-cut.ts";
import { sqliteCrashHome } from "./sqlite-home.ts";

// A share of what `npm run test:crash` does: the gate's own process is killed at random points.

const points = Number(process.env["HOLDPOINT_CRASH_POINTS"] ?? 6);

test(`killed ${points} times, the gate has all that it answered, once, and everything in its place`, async () => {
  const { kills, answered, found } = await crash(await sqliteCrashHome(false), {
    ...{ points, seed: 7 },
  });
  expect(found.mistakes).toEqual([]);
  expect(kills).toBe(points);
  expect(answered).toBeGreaterThan(points);
  expect(found.submissions).toBeGreaterThan(points);
  expect(found.actions).toBeGreaterThan(found.submissions);
}, 240_000);

const absent = powerCutAbsent();
const testWherePowerCanFail = absent === undefined ? test : test.skip;
testWherePowerCanFail(
  `so it has when each time the power fails${absent === undefined ? "" : ` (skipped: ${absent})`}`,
  async () => {
    const home = await sqliteCrashHome(true);
    const { cuts } = home;
    const { answered, found } = await crash(home, { points, seed: 8 });
    expect(found.mistakes).toEqual([]);
    expect(answered).toBeGreaterThan(points);
    // Something was always on its way to the disk, and never got there.
    expect(cuts.lost).toBeGreaterThan(points);
  },
  240_000,
);
