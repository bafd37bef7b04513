import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backUp } from "../../../lib/adapters/sqlite/backup.ts";
import { type GateStore, openGateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { appending, checkAcknowledged } from "../../support/appending.ts";
import { folderWith } from "../../support/cli.ts";
import { sampleSubmission } from "../../support/sample-documents.ts";
import { sampleWriting } from "../../support/sample-submission.ts";

const large = Buffer.alloc(80_000, "payload ");

async function fill(store: GateStore, key: string, payload?: Uint8Array): Promise<string> {
  const { entry, dossier, outbox } = sampleWriting(key);
  await store.audits.append(entry, {
    dossier: { ...dossier, ...(payload && { payload }) },
    submissions: [sampleSubmission(entry.id)],
    outbox,
  });
  return entry.id;
}

describe("a backup", () => {
  const root = folderWith();
  const folder = join(root, "gate");
  let store: GateStore;
  beforeAll(async () => {
    store = await openGateStore(folder);
  });
  afterAll(() => store.close());

  test("that is taken while the gate writes opens as a gate of its own, with everything in it", async () => {
    const before = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        fill(store, `before ${n}`, n % 3 === 0 ? large : undefined),
      ),
    );
    await store.queue.send(["waiting"]);
    let isOver = false;
    const during: string[] = [];
    const writing = (async () => {
      for (let n = 0; !isOver; n++) during.push(await fill(store, `during ${n}`, large));
    })();
    const path = join(root, "backup");
    await store.backup(path);
    isOver = true;
    await writing;
    expect(during.length).toBeGreaterThan(0);

    const copy = await openGateStore(path);
    for (const id of before) {
      expect(await copy.audits.find(id)).toEqual(await store.audits.find(id));
      expect(await copy.audits.dossier(id)).toEqual(await store.audits.dossier(id));
      expect(await copy.submissions.find(id)).toEqual(await store.submissions.find(id));
    }
    // Of what was written meanwhile some is there: whole, or not at all.
    for (const id of during)
      if (await copy.audits.find(id))
        expect((await copy.audits.dossier(id))?.payload).toHaveLength(large.length);
    expect(await copy.queue.receive(1, 1_000)).toMatchObject([{ body: "waiting" }]);
    expect(await copy.outbox.pending("2099-01-01", 1_000)).toEqual(
      expect.arrayContaining(sampleWriting("before 0").outbox as never[]),
    );
    expect(await copy.keys.list()).toEqual(await store.keys.list());
    await fill(copy, "a gate goes on");
    await copy.close();
  });

  test("has no private key: it signs nothing until its keys are rotated", async () => {
    const path = join(root, "without keys");
    await store.backup(path);
    expect(existsSync(join(path, "keys"))).toBe(false);
    const copy = await openGateStore(path);
    await expect(copy.keys.sign(Buffer.from("x"))).rejects.toMatchObject({ code: "unavailable" });
    await copy.close();
  });

  test("can be taken by another process than the one that has the folder", async () => {
    const path = join(root, "by another");
    await backUp(folder, path);
    expect(readdirSync(path)).toContain("gate.db");
  });

  test("can be taken while no gate runs, also of one that was killed", async () => {
    const still = join(root, "still");
    const child = appending(still);
    await child.told(10);
    child.process.kill("SIGKILL");
    await child.ended();
    await backUp(still, join(root, "of the killed"));
    await (await openGateStore(still)).close();
    await backUp(still, join(root, "of the closed"));
    for (const name of ["of the killed", "of the closed"]) {
      const copy = await openGateStore(join(root, name));
      expect(await checkAcknowledged(copy, child.lines())).toBeGreaterThan(3);
      await copy.close();
    }
  });

  test.each([
    [
      "where something is already",
      () => {
        const path = folderWith({ "precious.txt": "mine" });
        return { path, message: `${path} is there already: name a folder that is not` };
      },
    ],
    [
      "below a file",
      () => {
        writeFileSync(join(root, "file"), "");
        return {
          path: join(root, "file", "backup"),
          message: /cannot be used: a part of its path/,
        };
      },
    ],
  ])("%s is refused, and leaves nothing", async (_, make) => {
    const { path, message } = make();
    await expect(store.backup(path)).rejects.toThrow(message);
    expect(existsSync(`${path}.unfinished`)).toBe(false);
  });

  test("of a folder without a gate is refused, and makes none", async () => {
    const empty = folderWith();
    await expect(backUp(empty, join(root, "of nothing"))).rejects.toMatchObject({
      code: "invalid",
    });
    expect(readdirSync(empty)).toEqual([]);
  });
});
