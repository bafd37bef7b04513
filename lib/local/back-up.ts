import { join } from "node:path";
import { copySynced, copyTree } from "../adapters/files/copy-tree.ts";
import { objectsIn } from "../adapters/objects-folder/paths.ts";
import { copyUploads } from "../adapters/objects-folder/uploads.ts";
import type { GateStore } from "../adapters/sqlite/gate-store.ts";
import { archivedFileName, archiveIn } from "./archiving.ts";
import { backUpReferences } from "./references.ts";

/**
 * Copies all that a gate keeps in its data folder, but for private keys, into a folder that is not
 * there yet, while the gate writes. It is there whole or not at all.
 *
 * What is copied when makes it hold together. Entries are stored first and archived then: of an
 * archive that is copied before the database, the database has every entry. Objects are written
 * first and named by rows then: of a database that is copied before the objects, every object is
 * found, but for what was taken away meanwhile, such as the files of a run that was cancelled.
 *
 * @throws {GateError} as `GateStore.backup` does.
 */
export async function backUpGate(
  store: Pick<GateStore, "backup">,
  folder: string,
  into: string,
): Promise<void> {
  await store.backup(into, {
    before: (copy) => copyArchive(folder, copy),
    after: async (copy, has) => {
      await backUpReferences(folder, copy);
      await copyObjects(folder, copy, has);
    },
  });
}

/**
 * How far entries are archived is read before all, so that what was archived meanwhile is archived
 * once more: only who copies an entry can mark it as late. For the same reason marks come before
 * entries; and lists come after their seals.
 */
async function copyArchive(folder: string, copy: string): Promise<void> {
  await copySynced(join(folder, archivedFileName), join(copy, archivedFileName));
  for (const part of ["seals", "lists", "late", "entries"])
    await copyTree(join(archiveIn(folder), part), join(archiveIn(copy), part), isFinished);
}

/**
 * What is of a submission that the copy does not know is left out: should one of that name come, it
 * would find what is another's. What names an upload comes before the upload, and the upload before the
 * object that it becomes. What steps of runs leave to each other they make again.
 */
async function copyObjects(
  folder: string,
  copy: string,
  has: (submission: string) => boolean,
): Promise<void> {
  const [from, to] = [objectsIn(folder), objectsIn(copy)];
  const copyPart = (part: string, isWanted: (path: string) => boolean): Promise<void> =>
    copyTree(join(from, part), join(to, part), (path) => {
      const [submission = ""] = path.split("/");
      return has(submission) && isWanted(path);
    });
  await copyPart("runs", (path) => path.split("/")[1] === undefined || isOfUploads(path));
  await copyUploads(folder, copy);
  await copyPart("runs", (path) => !isOfUploads(path));
  await copyPart("restore", () => true);
}

const isOfUploads = (path: string): boolean => path.split("/")[1] === "uploads";

const isFinished = (path: string): boolean => !/(?:^|\/)\.unfinished-/.test(path);
