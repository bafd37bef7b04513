import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderArchive } from "../../../lib/adapters/files/archive-folder.ts";
import { sealsOver } from "../../../lib/app/seal/seals-over-archive.ts";
import { archiveContract } from "../../contracts/archive.ts";
import { sealsContract } from "../../contracts/seals.ts";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-archive-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("the archive in a folder", () => archiveContract(() => folderArchive(folder), 300));
describe("seals in it", () => sealsContract(() => sealsOver(folderArchive(join(folder, "seals")))));

test("its files are their owner's alone, and not to be written", async () => {
  const archive = folderArchive(join(folder, "modes"));
  await archive.keep("a/b", Buffer.from("x"));
  expect(statSync(join(folder, "modes/a/b")).mode & 0o777).toBe(0o400);
  expect(statSync(join(folder, "modes/a")).mode & 0o777).toBe(0o700);
});

test("what a dead process was writing is no copy", async () => {
  const archive = folderArchive(join(folder, "dead"));
  await archive.keep("a/b", Buffer.from("x"));
  writeFileSync(join(folder, "dead/a/.unfinished-1-1"), "half");
  const names: string[] = [];
  for await (const name of archive.names("")) names.push(name);
  expect(names).toEqual(["a/b"]);
});

test.each(["../x", "a/../b", "/a", "a//b", "", "a b"])("%j is no name", async (name) => {
  await expect(folderArchive(folder).keep(name, Buffer.from("x"))).rejects.toThrow(/no name/);
});
