import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderObjects, removeUnfinished } from "../../../lib/adapters/objects-folder/objects.ts";
import { objectsContract } from "../../contracts/objects.ts";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-objects-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a folder keeps the contract of Objects:", () => {
  objectsContract(() => folderObjects(folder), { versions: false });

  test("nothing half written is left over", () => {
    expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
  });

  test("what a crash left is taken away, and whoever wrote before writes on", async () => {
    const objects = folderObjects(folder);
    await objects.write("crash/before", Buffer.from("before"));
    writeFileSync(join(folder, "unfinished", "abcdef"), "half of someth");
    await removeUnfinished(folder);
    expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
    await objects.write("crash/after", Buffer.from("after"));
    expect(readFileSync(join(folder, "objects/crash/after"), "utf8")).toBe("after");
    await removeUnfinished(join(folder, "nowhere"));
  });

  test("folders that somebody took away are made again, also while others write", async () => {
    const objects = folderObjects(folder);
    const write = (name: string) => objects.write(`work/${name}`, Buffer.from(name));
    await write("a/b/c/one");
    rmSync(join(folder, "objects/work"), { recursive: true });
    rmSync(join(folder, "unfinished"), { recursive: true });
    expect(await write("a/b/c/two")).toBe(true);
    const names = Array.from({ length: 200 }, (_, n) => `many/${n % 7}/${n}`);
    const writing = Promise.all(names.map(write));
    for (let n = 0; n < 3; n++) {
      await new Promise((resolve) => setTimeout(resolve, 3));
      rmSync(join(folder, `objects/work/many/${n}`), { recursive: true, force: true });
    }
    await writing;
    const found: string[] = [];
    for await (const { name } of objects.list("work/many/")) found.push(name);
    const safe = names.filter((name) => !/^many\/[012]\//.test(name)).map((name) => `work/${name}`);
    expect(found).toEqual(expect.arrayContaining(safe));
  });

  test("a file that becomes shorter while it is read is unavailable, and no shorter object", async () => {
    const objects = folderObjects(folder);
    await objects.write("shrinks/one", Buffer.alloc(1_000_000, 1));
    const reading = objects.read("shrinks/one")[Symbol.asyncIterator]();
    await reading.next();
    writeFileSync(join(folder, "objects/shrinks/one"), "short");
    await expect(
      (async () => {
        while (!(await reading.next()).done);
      })(),
    ).rejects.toMatchObject({ code: "unavailable" });
  });
});
