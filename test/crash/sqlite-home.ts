import { mkdirSync, realpathSync, rmSync } from "node:fs";
import { join } from "node:path";
import { quickFolder } from "../support/quick-folder.ts";
import type { CrashHome } from "./home.ts";
import { type Cut, watchedDisk } from "./power-cut.ts";
import { startGate, writeProject } from "./served-gate.ts";
import { sqliteHoldings } from "./sqlite-holdings.ts";
import { shop, tokensOf } from "./tokens.ts";

/** A gate on one machine, in memory where there is such a disk. */
export interface SqliteCrashHome extends CrashHome {
  /** What the power cuts took. */
  readonly cuts: Cut;
}

/** @param dropUnsynced whether what was not synced is lost with each kill. */
export async function sqliteCrashHome(dropUnsynced: boolean): Promise<SqliteCrashHome> {
  const parent = realpathSync(quickFolder("crash"));
  const [project, data] = [join(parent, "project"), join(parent, "data")];
  mkdirSync(data, { mode: 0o700 });
  writeProject(project);
  const tokens = await tokensOf(data);
  const disk = dropUnsynced ? watchedDisk(data) : undefined;
  const cuts = { unsynced: 0, lost: 0 };
  let closeStore = async (): Promise<void> => {};
  return {
    ...{ tokens, shop, cuts },
    begin: () => startGate(project, data, disk?.environment ?? {}),
    afterKill: (random) => {
      const cut = disk?.cut(random);
      cuts.unsynced += cut?.unsynced ?? 0;
      cuts.lost += cut?.lost ?? 0;
    },
    calm: () => {},
    settled: async () => {},
    holdings: async () => {
      const { holdings, close } = await sqliteHoldings(data);
      closeStore = close;
      return holdings;
    },
    close: async () => {
      await closeStore();
      rmSync(parent, { recursive: true, force: true });
    },
  };
}
