import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { orderLine, shop } from "../support/cli.ts";
import { repository } from "../support/house.ts";

/** More than 4 MB, so that it goes into a temporary store; filling that takes a second or more. */
const rows = Array.from(
  { length: 100_000 },
  (_, n) => `SKU-${n},active,An article of the catalogue`,
);

test("a check that is ended while it fills its temporary store leaves nothing behind", async () => {
  const folder = shop({ "orders.ndjson": orderLine("N-1"), "tmp/.keep": "" });
  mkdirSync(join(folder, "tables"));
  writeFileSync(join(folder, "tables/products.csv"), ["sku,status,name", ...rows, ""].join("\n"));
  const temporary = join(folder, "tmp");
  const stores = () => readdirSync(temporary).filter((name) => name.startsWith("holdpoint-"));

  const args = ["check", "orders.ndjson", "--gate", "shop", "--reference", "tables"];
  const isBegun = () => stores().some((name) => existsSync(join(temporary, name, "store.sqlite")));
  /** Gives its exit code, or the signal that ended it. */
  const endedEarly = async (): Promise<number | string> => {
    const child = spawn(process.execPath, [join(repository, "bin/holdpoint.ts"), ...args], {
      cwd: folder,
      env: { PATH: process.env["PATH"], TMPDIR: temporary },
      stdio: "ignore",
    });
    const ended = once(child, "exit");
    while (!isBegun() && child.exitCode === null) await wait(20);
    child.kill("SIGTERM");
    const [code, signal] = await ended;
    return code ?? signal;
  };
  // On a busy machine one may be through before this looks at it: then another one is.
  let end = await endedEarly();
  while (end === 0) end = await endedEarly();
  expect(end).toBe("SIGTERM");
  expect(stores()).toEqual([]);
});
