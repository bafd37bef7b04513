import { existsSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { openGateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { appending, checkAcknowledged, halvesIn, queuedBy } from "../../support/appending.ts";
import { folderWith } from "../../support/cli.ts";

const rounds = Number(process.env["HOLDPOINT_CRASH_ROUNDS"] ?? 12);

/** The same numbers each time, so that a failure can be looked at again. */
function randoms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
}

test(`killed ${rounds} times while it writes, a store has all that it acknowledged, and nothing half`, async () => {
  const folder = join(folderWith(), "gate");
  const random = randoms(20_261_122);
  const told: string[] = [];
  let checked = 0;
  for (let round = 0; round < rounds; round++) {
    const child = appending(folder, { from: round * 1_000_000 });
    await child.told(2);
    await sleep(random() * 150);
    child.process.kill("SIGKILL");
    await child.ended();
    told.push(...child.lines());
    const store = await openGateStore(folder); // which the dead one's lock does not hinder
    checked += await checkAcknowledged(store, child.lines());
    await store.close();
    expect(halvesIn(folder)).toEqual([]);
  }
  expect(checked).toBeGreaterThan(rounds);
  const db = new DatabaseSync(join(folder, "gate.db"), { readOnly: true });
  const bodies = new Set(
    db
      .prepare("SELECT body FROM queue")
      .all()
      .map(({ body }) => String(body)),
  );
  db.close();
  // Who was killed in between may have removed the one message that it was just working on, which
  // another one may have taken before it.
  const missing = [...queuedBy(told)].filter((body) => !bodies.has(body));
  expect(missing.length).toBeLessThanOrEqual(rounds);
}, 300_000);

test("what a crash left is removed at the next start, and nothing else", async () => {
  const folder = join(folderWith(), "gate");
  const child = appending(folder);
  await child.told(20);
  child.process.kill("SIGKILL");
  await child.ended();
  const shelf = join(folder, "payloads", readdirSync(join(folder, "payloads"))[0]!);
  const leftovers = ["nobody.0123456789abcdef", "half.0123456789abcdef.unfinished"].map((name) =>
    join(shelf, name),
  );
  for (const path of leftovers) {
    writeFileSync(path, "left over");
    utimesSync(path, 0, 0);
  }
  const store = await openGateStore(folder);
  while (leftovers.some(existsSync)) await sleep(10);
  expect(await checkAcknowledged(store, child.lines())).toBeGreaterThan(5);
  await store.close();
});

// 4,096 blocks of 512 bytes a file: no file grows beyond 2 MB, as if the device were full.
const smallDevice = "trap '' XFSZ; ulimit -f 4096";

test.each([
  ["its write-ahead log", 100],
  ["a payload's file", 3_000_000],
])("a device that is full for %s is told, and nothing is half written", async (_, size) => {
  const folder = join(folderWith(), "gate");
  const child = appending(folder, { shell: smallDevice, payloadSizeBytes: size });
  await child.ended();
  const refusal = child.lines().find((line) => line.startsWith("refused"));
  expect(refusal).toMatch(/^refused unavailable: the gate's store cannot be used: .*(room|larger)/);
  const store = await openGateStore(folder);
  expect(await checkAcknowledged(store, child.lines())).toBeGreaterThan(0);
  await store.close();
  expect(halvesIn(folder)).toEqual([]);
  const again = appending(folder, { from: 1_000_000 });
  await again.told(20);
  again.process.kill("SIGKILL");
  await again.ended();
  expect(readFileSync(join(folder, "gate.db")).length).toBeGreaterThan(0);
});

test("a folder that a process has is refused to others until it ends, however it ends", async () => {
  const folder = join(folderWith(), "gate");
  const child = appending(folder);
  await child.told(1);
  await expect(openGateStore(folder)).rejects.toMatchObject({
    code: "unavailable",
    message: `a gate is running on ${folder} already: stop that one, or name another folder`,
  });
  child.process.kill("SIGKILL");
  await child.ended();
  await (await openGateStore(folder)).close();
});
