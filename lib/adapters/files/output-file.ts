import { randomUUID } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fchmodSync,
  fsyncSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { reasonOf } from "./failures.ts";

/** Why a file cannot be written, told before any work is done; undefined when it seems it can. */
export function obstacleTo(path: string): string | undefined {
  const target = targetOf(path);
  const stats = statsOf(target);
  if (stats?.isDirectory()) return "it is a folder: name a file";
  try {
    if (stats && !stats.isFile()) accessSync(target, constants.W_OK);
    else accessSync(dirname(target), constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return existsSync(dirname(target))
      ? `writing there is not permitted (${reasonOf(error)})`
      : "its folder does not exist";
  }
}

/**
 * Writes a file whole or not at all: pieces go to a new file beside it, which takes its name once
 * they are on the disk. What is no file, such as a device or a pipe, is written to as it is.
 *
 * @throws what the file system throws; then the file that was there before still is.
 */
export function writeWhole(path: string, pieces: Iterable<string>): void {
  const target = targetOf(path);
  const stats = statsOf(target);
  if (stats && !stats.isFile()) writeInto(target, pieces);
  else replace(target, pieces, stats);
}

function replace(target: string, pieces: Iterable<string>, replaced: Stats | undefined): void {
  // In containers that share a folder processes have the same number: nobody's file is in the way.
  const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`);
  try {
    writeNew(temporary, pieces, replaced);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** A link keeps leading where it leads. */
function targetOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

const statsOf = (path: string): Stats | undefined => statSync(path, { throwIfNoEntry: false });

function writeNew(path: string, pieces: Iterable<string>, replaced: Stats | undefined): void {
  const file = openSync(path, "wx");
  try {
    if (replaced) fchmodSync(file, replaced.mode & 0o777);
    writeAll(file, pieces);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function writeInto(path: string, pieces: Iterable<string>): void {
  const file = openSync(path, "a");
  try {
    writeAll(file, pieces);
  } finally {
    closeSync(file);
  }
}

/** Small pieces are gathered, since each write is a call of the system. */
function writeAll(file: number, pieces: Iterable<string>): void {
  let gathered = "";
  for (const piece of pieces) {
    gathered += piece;
    if (gathered.length < gatheredMax) continue;
    writeText(file, gathered);
    gathered = "";
  }
  if (gathered !== "") writeText(file, gathered);
}

const gatheredMax = 64 * 1024;

function writeText(file: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}
