import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderObjects, removeUnfinished } from "../../../lib/adapters/objects-folder/objects.ts";
import { objectsContract } from "../../contracts/objects.ts";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-objects-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a folder keeps the contract of Objects:", () => {
  objectsContract(() => folderObjects(folder));

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
