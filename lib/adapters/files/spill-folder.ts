import { randomUUID } from "node:crypto";
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { GateError } from "../../app/errors.ts";
import type { Scratch, ScratchReader, ScratchWriter } from "../../app/run/scratch.ts";
import { codeOf, reasonOf } from "./failures.ts";

/**
 * A scratch in a folder of the user's own. A file takes its name once it is whole. It is sealed
 * rather than synced: what power took away shows when a run is taken up again, and is judged again.
 */
export function folderScratch(folder: string): Scratch {
  const pathOf = (name: string): string => join(folder, name);
  return {
    create: (name) => writerTo(pathOf(name), folder),
    open: (name) => readerOf(pathOf(name)),
    has: (name) => existsSync(pathOf(name)),
    remove: (name) => rmSync(pathOf(name), { force: true }),
  };
}

function writerTo(path: string, folder: string): ScratchWriter {
  // A thread or process that died leaves what it began, and its number comes again.
  const temporary = `${path}.${randomUUID()}.tmp`;
  const telling = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      throw cannotWrite(folder, cause);
    }
  };
  const file = telling(() => openSync(temporary, "wx", 0o600));
  let isOpen = true;
  /** Once: its number may be another file's by then. */
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    closeSync(file);
  };
  return {
    write: (bytes) =>
      telling(() => {
        for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      }),
    finish: () =>
      telling(() => {
        close();
        renameSync(temporary, path);
      }),
    discard: () => {
      try {
        close();
      } catch {
        // As writing does, closing may fail on a disk that is full: what is discarded need not be whole.
      }
      rmSync(temporary, { force: true });
    },
  };
}

const full: ReadonlySet<string | undefined> = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

/** What a run that spills cannot do without. */
export function cannotWrite(folder: string, cause: unknown): GateError {
  const remedy = full.has(codeOf(cause))
    ? "free some, or name a folder on a larger disk in XDG_CACHE_HOME"
    : "name a folder that can be written in XDG_CACHE_HOME";
  return new GateError(
    "unavailable",
    `the run cannot write to its folder ${folder}: ${reasonOf(cause)}; ${remedy}`,
    { cause },
  );
}

function readerOf(path: string): ScratchReader {
  const telling = <Result>(work: () => Result): Result => {
    try {
      return work();
    } catch (cause) {
      throw new GateError(
        "unavailable",
        `the run's own file ${path} cannot be read: ${reasonOf(cause)}; judge the submission again`,
        { cause },
      );
    }
  };
  const file = telling(() => openSync(path, "r"));
  return {
    sizeBytes: telling(() => fstatSync(file).size),
    read: (offset, length) =>
      telling(() => {
        const bytes = Buffer.allocUnsafe(length);
        let got = 0;
        for (let more = -1; more !== 0 && got < length; got += more)
          more = readSync(file, bytes, got, length - got, offset + got);
        return bytes.subarray(0, got);
      }),
    close: () => closeSync(file),
  };
}
