import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { GateError } from "../../app/errors.ts";
import { reasonOf } from "./failures.ts";

/** A folder of files that are written side by side, and appear together or not at all. */
export interface OutputFolder {
  /** Adds to a file of the folder, which may stand in a folder within: `reference/products.ndjson`. */
  append(name: string, text: string): void;
  /** Puts the folder in its place, synced to the disk. */
  finish(): void;
  /** Takes away what was written. */
  abandon(): void;
}

const gatheredMax = 256 * 1024;

/**
 * Begins a folder. It is written beside its place and takes its name at the end.
 *
 * @param name as it was said: what messages call it.
 * @throws {GateError} `invalid` when something stands at its place that is not an empty folder.
 */
export function outputFolder(path: string, name: string): OutputFolder {
  if (existsSync(path) && !isEmptyFolder(path))
    throw new GateError("invalid", `${name} is there already: name a folder that is not`);
  const building = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const files = new Map<string, { readonly handle: number; gathered: string }>();
  attempt(name, () => mkdirSync(building, { recursive: true }));

  const flush = (file: { readonly handle: number; gathered: string }): void => {
    const bytes = Buffer.from(file.gathered);
    for (let at = 0; at < bytes.length; ) at += writeSync(file.handle, bytes, at);
    file.gathered = "";
  };
  const closeAll = (): void => {
    for (const { handle } of files.values()) closeSync(handle);
    files.clear();
  };
  return {
    append: (file, text) => {
      let open = files.get(file);
      if (!open) {
        const target = join(building, file);
        mkdirSync(dirname(target), { recursive: true });
        open = { handle: openSync(target, "wx"), gathered: "" };
        files.set(file, open);
      }
      open.gathered += text;
      if (open.gathered.length >= gatheredMax) flush(open);
    },
    finish: () => {
      for (const file of files.values()) {
        flush(file);
        fsyncSync(file.handle);
      }
      closeAll();
      if (existsSync(path)) rmdirSync(path);
      renameSync(building, path);
    },
    abandon: () => {
      closeAll();
      rmSync(building, { recursive: true, force: true });
    },
  };
}

function isEmptyFolder(path: string): boolean {
  try {
    return readdirSync(path).length === 0;
  } catch {
    return false;
  }
}

function attempt(name: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new GateError("unavailable", `${name} cannot be written: ${reasonOf(error)}`);
  }
}
