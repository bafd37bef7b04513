import {
  chmodSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { type GateStore, openGateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { folderWith } from "../../support/cli.ts";
import { sampleAction, sampleCase, sampleSubmission } from "../../support/sample-documents.ts";
import { sampleWriting } from "../../support/sample-submission.ts";

const folderOf = () => join(folderWith(), "gate");

async function withStore<Result>(
  folder: string,
  work: (store: GateStore) => Promise<Result>,
): Promise<Result> {
  const store = await openGateStore(folder);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const large = Buffer.alloc(100_000, "large ");

async function fill(store: GateStore, key: string, payload?: Uint8Array): Promise<string> {
  const { entry, dossier, outbox } = sampleWriting(key);
  await store.audits.append(entry, {
    dossier: { ...dossier, ...(payload && { payload }) },
    submissions: [sampleSubmission(entry.id)],
    cases: [sampleCase(entry.id)],
    outbox,
  });
  return entry.id;
}

const payloadFilesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((one) => one.isFile() && one.parentPath.includes("payloads"))
    .map((one) => join(one.parentPath, one.name));

test("what was written is there when the folder is opened again", async () => {
  const folder = folderOf();
  const id = await withStore(folder, async (store) => {
    await store.queue.send(["body"]);
    return fill(store, "kept");
  });
  await withStore(folder, async (store) => {
    expect(await store.audits.find(id)).toEqual(sampleWriting("kept").entry);
    expect(await store.submissions.find(id)).toEqual(sampleSubmission(id));
    expect(await store.cases.of(id)).toEqual([sampleCase(id)]);
    expect(await store.outbox.pending("2099-01-01", 10)).toEqual(sampleWriting("kept").outbox);
    expect(await store.queue.receive(10, 1_000)).toMatchObject([{ body: "body", receives: 1 }]);
    expect(await store.keys.list()).toHaveLength(1);
    expect((await store.keys.sign(Buffer.from("x"))).bytes).toHaveLength(64);
  });
});

test("nobody but the owner reads anything of it", async () => {
  const folder = folderOf();
  await withStore(folder, async (store) => {
    await fill(store, "private", large);
    const modes = readdirSync(folder, { recursive: true, withFileTypes: true }).map((one) => {
      const path = join(one.parentPath, one.name);
      return [path.slice(folder.length), (statSync(path).mode & 0o777).toString(8)];
    });
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(modes.length).toBeGreaterThan(7);
    for (const [path, mode] of modes) expect([path, mode]).toEqual([path, `${mode![0]}00`]);
  });
});

test("payloads above 64 KiB lie in files of their own, others in their row", async () => {
  const folder = folderOf();
  await withStore(folder, async (store) => {
    await fill(store, "small", large.subarray(0, 65_536));
    expect(payloadFilesIn(folder)).toEqual([]);
    const id = await fill(store, "large", large.subarray(0, 65_537));
    expect(payloadFilesIn(folder)).toHaveLength(1);
    expect((await store.audits.dossier(id))?.payload).toHaveLength(65_537);
  });
});

test("who is second under an id leaves no file", async () => {
  const folder = folderOf();
  await withStore(folder, async (store) => {
    const { entry, dossier } = sampleWriting("twice");
    const changes = { dossier: { ...dossier, payload: large } };
    await Promise.all([1, 2, 3].map(() => store.audits.append(entry, changes)));
    const other = { ...entry, tenant: "other" };
    await expect(store.audits.append(other, changes)).rejects.toMatchObject({ code: "conflict" });
    expect(payloadFilesIn(folder)).toHaveLength(1);
    expect((await store.audits.dossier(entry.id))?.payload).toHaveLength(large.length);
  });
});

test.each([
  ["changed", (path: string) => writeSync(openSync(path, "r+"), "X", 50_000)],
  ["cut", (path: string) => writeFileSync(path, large.subarray(0, 99_999))],
  ["gone", (path: string) => rmSync(path)],
])("a payload's file that is %s is told, and not given", async (_, harm) => {
  const folder = folderOf();
  await withStore(folder, async (store) => {
    const id = await fill(store, "harmed", large);
    harm(payloadFilesIn(folder)[0]!);
    await expect(store.audits.dossier(id)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("restore it from a backup"),
    });
    expect(await store.audits.find(id)).toBeDefined();
  });
});

test("what lies dead stays so at each start, until it is taken away", async () => {
  const folder = folderOf();
  await withStore(folder, async ({ queue }) => {
    await queue.bury("hopeless", "invalid: no message");
    await queue.send(["dead", "killing"]);
    for (let tries = 1; tries <= 5; tries++)
      for (const { receipt, body } of await queue.receive(10, 60_000))
        if (tries < 5 || body === "dead") await queue.hide(receipt, 0);
    expect((await queue.dead(10)).map(({ body }) => body)).toEqual(["hopeless", "dead"]);
  });
  await withStore(folder, async ({ queue }) => {
    expect(await queue.receive(10, 60_000)).toEqual([]);
    const dead = await queue.dead(10);
    expect(dead.map(({ body }) => body)).toEqual(["hopeless", "dead"]);
    await queue.send(["alive"]);
    const [alive] = await queue.receive(1, 60_000);
    await queue.removeDead([...dead.map(({ id }) => id), alive!.id, "no id"]);
    expect(await queue.dead(10)).toEqual([]);
    await queue.hide(alive!.receipt, 0);
    expect(await queue.receive(10, 60_000)).toMatchObject([{ body: "alive" }]);
  });
});

test("entries can be neither changed nor deleted, by whoever has the file", async () => {
  const folder = folderOf();
  await withStore(folder, (store) => fill(store, "stays"));
  const db = new DatabaseSync(join(folder, "gate.db"));
  for (const sql of [
    "DELETE FROM entries",
    "UPDATE entries SET body = '{}'",
    "UPDATE OR REPLACE entries SET id = id",
    "REPLACE INTO entries SELECT 99, id, 'x', at, submission, digest, '{}' FROM entries",
    "REPLACE INTO entries SELECT number, 'x', 'x', at, submission, digest, '{}' FROM entries",
  ])
    expect(() => db.exec(sql)).toThrow("audit entries are only ever added");
  expect(() => db.exec("UPDATE outbox SET place = 'one'")).toThrow(/TEXT value in INTEGER/);
  db.close();
});

test("an entry that was changed all the same is told, and not given", async () => {
  const folder = folderOf();
  const id = await withStore(folder, async (store) => {
    const of = await fill(store, "changed");
    await store.audits.append(sampleAction(of, "claim"), {});
    return of;
  });
  const db = new DatabaseSync(join(folder, "gate.db"));
  db.exec(`
    DROP TRIGGER entries_are_as_they_were;
    UPDATE entries SET body = replace(body, '"tenant":"acme"', '"tenant":"evil"')`);
  db.close();
  await withStore(folder, async (store) => {
    const changed = { code: "unavailable", message: expect.stringContaining("as it was written") };
    await expect(store.audits.find(id)).rejects.toMatchObject(changed);
    await expect(store.audits.trail(id)).rejects.toMatchObject(changed);
  });
});

test("a folder that cannot be made or written is told", async () => {
  const folder = folderWith({ file: "no folder" });
  await expect(openGateStore(join(folder, "file", "gate"))).rejects.toMatchObject({
    code: "unavailable",
    message: "the gate's store cannot be used: a part of its path is a file, not a folder",
  });
});

test("a folder that is read-only is told, and left as it is", async () => {
  const folder = folderOf();
  mkdirSync(folder, { mode: 0o755 });
  chmodSync(join(folder, ".."), 0o755);
  chmodSync(folder, 0o555);
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534); // whom permissions bind
  try {
    await expect(openGateStore(folder)).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringMatching(/^the gate's store cannot be used: .*permitted/),
    });
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
  expect(readdirSync(folder)).toEqual([]);
});

test.each([
  ["no database", (path: string) => writeFileSync(path, "x".repeat(10_000)), "unavailable"],
  [
    "another program's",
    (path: string) => new DatabaseSync(path).exec("CREATE TABLE notes (text TEXT)"),
    "invalid",
  ],
])("a gate.db that is %s is refused and left as it is", async (_, make, code) => {
  const folder = folderWith();
  make(join(folder, "gate.db"));
  const before = readFileSync(join(folder, "gate.db"));
  await expect(openGateStore(folder)).rejects.toMatchObject({ code });
  expect(Buffer.compare(readFileSync(join(folder, "gate.db")), before)).toBe(0);
  expect(existsSync(join(folder, "gate.db-wal"))).toBe(false);
});

test("a page that is damaged is told by whoever reads or writes it", async () => {
  const folder = folderOf();
  const ids = await withStore(folder, async (store) => {
    const all: string[] = [];
    for (let n = 0; n < 40; n++)
      all.push(await fill(store, `page ${n}`, Buffer.alloc(20_000, "p")));
    return all;
  });
  const path = join(folder, "gate.db");
  const file = openSync(path, "r+");
  // All but the schema's page: whatever is read is damaged.
  for (let at = 65_536; at < statSync(path).size; at += 4096)
    writeSync(file, Buffer.alloc(4096, 0xff), 0, 4096, at);
  await withStore(folder, async (store) => {
    const reads = ids.flatMap((id) => [
      store.audits.find(id).then(() => undefined),
      store.audits.dossier(id).then(() => undefined),
    ]);
    const ends = await Promise.allSettled(reads);
    const refused = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []));
    expect(refused.length).toBeGreaterThan(20);
    for (const reason of refused) expect(reason).toMatchObject({ code: "unavailable" });
    expect(String(refused[0])).toContain("damaged: stop the gate and restore a backup");
    await expect(fill(store, "another")).rejects.toMatchObject({ code: "unavailable" });
  }).catch((error) => expect(error).toMatchObject({ code: "unavailable" }));
});

test("what is asked of a store that was closed is unavailable, not lost", async () => {
  const store = await openGateStore(folderOf());
  const last = fill(store, "in time");
  await store.close();
  await store.close();
  await last;
  await expect(fill(store, "late")).rejects.toMatchObject({ code: "unavailable" });
});

test("the private half of a key that signs no more is removed; a lost one is told", async () => {
  const folder = folderOf();
  await withStore(folder, async (store) => {
    await store.keys.rotate("2030-01-01T00:00:00.000Z");
    const [newest] = await store.keys.list();
    await expect(store.keys.rotate("2029-01-01T00:00:00.000Z")).rejects.toThrow("only follow");
    await store.keys.rotate("2030-01-01T00:00:00.000Z");
    expect(readdirSync(join(folder, "keys"))).toEqual([`${newest!.keyId}.pem`]);
  });
  rmSync(join(folder, "keys"), { recursive: true });
  await withStore(folder, async (store) => {
    await expect(store.keys.sign(Buffer.from("x"))).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("put it back, or rotate the keys"),
    });
    await store.keys.rotate("2031-01-01T00:00:00.000Z");
    expect((await store.keys.sign(Buffer.from("x"))).bytes).toHaveLength(64);
    expect(await store.keys.list()).toHaveLength(3);
  });
});

test("each signature is by a key that was the newest while it was made", async () => {
  await withStore(folderOf(), async (store) => {
    const known = new Set((await store.keys.list()).map(({ keyId }) => keyId));
    const rotating = (async () => {
      for (let n = 0; n < 6; n++)
        known.add((await store.keys.rotate(`2040-01-01T00:00:0${n}.000Z`)).keyId);
    })();
    const signed = Array.from({ length: 60 }, async (_, n) => {
      await sleep(n);
      return store.keys.sign(Buffer.from(`${n}`));
    });
    await rotating;
    for (const { keyId } of await Promise.all(signed)) expect(known.has(keyId)).toBe(true);
    const [newest] = await store.keys.list();
    expect((await store.keys.sign(Buffer.from("last"))).keyId).toBe(newest!.keyId);
  });
});

test("a plan that was changed in the file is refused, not run", async () => {
  const folder = folderOf();
  await withStore(folder, async () => {});
  const db = new DatabaseSync(join(folder, "gate.db"));
  db.exec(`
    INSERT INTO gate_versions VALUES ('order', '01', '{}');
    INSERT INTO revisions VALUES ('02', '0', '{"holdpoint":"plan/1"}');
    INSERT INTO activations VALUES (1, 'order', '2026-01-01T00:00:00.000Z', '01', '02')`);
  db.close();
  await withStore(folder, async (store) => {
    await expect(store.plans.active("order", "2026-02-01")).rejects.toMatchObject({
      code: "unavailable",
      message: expect.stringContaining("compile the rule set again"),
    });
  });
});
