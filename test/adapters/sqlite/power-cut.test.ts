import { globSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openGateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { randomOf } from "../../../lib/generate/random.ts";
import { powerCutAbsent, watchedDisk } from "../../crash/power-cut.ts";
import { appending, checkAcknowledged, halvesIn } from "../../support/appending.ts";
import { folderWith } from "../../support/cli.ts";

const reason = powerCutAbsent();
if (reason !== undefined) test.skip(`power cuts (skipped: ${reason})`, () => {});
const testWhereItRuns = reason === undefined ? test : test.skip;

const rounds = Number(process.env["HOLDPOINT_CRASH_ROUNDS"] ?? 6);

testWhereItRuns(
  `after ${rounds} power cuts a store has all that it acknowledged, and nothing half`,
  async () => {
    const root = realpathSync(folderWith());
    const folder = join(root, "data", "gate");
    const disk = watchedDisk(root);
    const random = randomOf(20_261_122);
    const told: string[] = [];
    let lost = 0;
    for (let round = 0; round < rounds; round++) {
      const options = { from: round * 1_000_000, environment: disk.environment };
      const child = appending(folder, options);
      await child.told(3);
      await sleep(random.between(0, 250));
      child.process.kill("SIGKILL");
      await child.ended();
      lost += disk.cut(round === 0 ? undefined : random).lost;
      told.push(...child.lines());
      expect(halvesIn(folder)).toEqual([]);
    }
    const store = await openGateStore(folder);
    expect(await checkAcknowledged(store, told)).toBeGreaterThan(rounds);
    expect((await store.keys.sign(Buffer.from("x"))).bytes).toHaveLength(64);
    await store.close();
    expect(lost).toBeGreaterThan(rounds); // the cuts took something
    for (const made of globSync(`${root}*`)) rmSync(made, { recursive: true }); // some 100 MB
  },
  300_000,
);
