import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderObjects } from "../../../lib/adapters/objects-folder/objects.ts";
import { objectsContract } from "../../contracts/objects.ts";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-objects-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a folder keeps the contract of Objects:", () => {
  objectsContract(() => folderObjects(folder));

  test("nothing half written is left over", () => {
    expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
  });
});
