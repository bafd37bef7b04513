import { spawnSync } from "node:child_process";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  globSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Random } from "../../lib/generate/random.ts";

/** A folder whose unsynced changes can be taken back after the process that made them is dead. */
export interface WatchedDisk {
  /** What the process must be started with, beside its own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /**
   * Takes back what was not synced; then the next process may start. Without chance all of it, with
   * chance all of it every other time, else some of it: in any order, torn at sectors.
   */
  cut(random?: Random): Cut;
}

/** What a power cut took away. */
export interface Cut {
  /** Changes to contents and names that no fsync had made last. */
  readonly unsynced: number;
  /** Those of them that are gone, wholly or in part; the others had reached the disk all the same. */
  readonly lost: number;
}

/** Why power cuts cannot be acted out here; undefined where they can. */
export const powerCutAbsent = (): string | undefined =>
  process.platform !== "linux"
    ? "it is made for Linux"
    : spawnSync("gcc", ["--version"]).status === 0
      ? undefined
      : "there is no gcc";

/** Watches a folder from the next process on; what it remembers lies in a folder beside it. */
export function watchedDisk(root: string): WatchedDisk {
  const beside = mkdtempSync(`${root}-unsynced-`);
  const inodes = join(beside, "inodes");
  const log = join(beside, "log");
  mkdirSync(inodes, { recursive: true });
  return {
    environment: {
      LD_PRELOAD: shim(),
      UNSYNCED_ROOT: root,
      UNSYNCED_LOG: beside,
      UV_USE_IO_URING: "0",
    },
    cut: (random) => {
      const kept = random?.chance(5_000) ? () => random.chance(5_000) : () => false;
      const cut = existsSync(log) ? takeBack(readLog(log), root, inodes, kept) : nothing;
      rmSync(log, { force: true });
      rmSync(inodes, { recursive: true, force: true });
      mkdirSync(inodes);
      return cut;
    },
  };
}

let built: string | undefined;

/** The shim, built once a process and removed with it. */
function shim(): string {
  if (built !== undefined) return built;
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-unsynced-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const library = join(folder, "unsynced.so");
  const source = fileURLToPath(new URL("unsynced.c", import.meta.url));
  const done = spawnSync("gcc", ["-O2", "-shared", "-fPIC", "-o", library, source]);
  if (done.status !== 0) throw new Error(`the shim cannot be built: ${done.stderr}`);
  built = library;
  return built;
}

const nothing: Cut = { unsynced: 0, lost: 0 };

const kinds = ["write", "truncate", "sync", "add", "remove"] as const;

/** As `unsynced.c` wrote it. */
interface Change {
  readonly kind: (typeof kinds)[number];
  /** Where in the log it stands. */
  readonly position: number;
  readonly inode: bigint;
  readonly at: number;
  /** What must be synced to make it last: of names the folder's inode. */
  readonly lastsBy: bigint;
  readonly size: number;
  readonly before: Buffer;
  readonly after: Buffer;
}

const headerBytes = 48;

function readLog(file: string): readonly Change[] {
  const bytes = readFileSync(file);
  const changes: Change[] = [];
  for (let position = 0; position + headerBytes <= bytes.length; ) {
    const field = (index: number): bigint => bytes.readBigUInt64LE(position + 8 * index);
    const kind = kinds[Number(field(0)) - 1];
    if (kind === undefined) throw new Error(`${file}: no record at ${position}`);
    const from = position + headerBytes;
    const middle = from + Number(field(4));
    const end = middle + Number(field(5));
    // The process was killed while it wrote the last one, and what it announces never happened.
    if (end > bytes.length) break;
    changes.push({
      kind,
      position,
      inode: field(1),
      at: Number(field(2)),
      lastsBy: kind === "add" || kind === "remove" ? field(2) : field(1),
      size: Number(field(3)),
      before: bytes.subarray(from, middle),
      after: bytes.subarray(middle, end),
    });
    position = end;
  }
  return changes;
}

function takeBack(
  changes: readonly Change[],
  root: string,
  inodes: string,
  kept: () => boolean,
): Cut {
  const unsynced = unsyncedOf(changes);
  const names = lostNames(unsynced, kept);
  const contents = unsynced.filter(({ kind }) => kind === "write" || kind === "truncate");
  const disk = inodesAt(inodes);
  for (const change of unsynced.toReversed())
    if (names.has(change)) undoName(change, inodes);
    else if (change.kind === "write" || change.kind === "truncate") disk.undo(change);
  const whole = contents.filter((change) => disk.redo(change, kept));
  disk.close();
  // What it shares with other processes is made anew by the first one after a crash.
  for (const file of globSync("**/*-shm", { cwd: root })) rmSync(join(root, file));
  return { unsynced: unsynced.length, lost: names.size + contents.length - whole.length };
}

/** What came after the last sync of its file or folder, in order. */
function unsyncedOf(changes: readonly Change[]): readonly Change[] {
  const lasting = new Map<bigint, number>();
  for (const { kind, inode, at } of changes) if (kind === "sync") lasting.set(inode, at);
  return changes.filter(
    ({ kind, lastsBy, position }) =>
      kind !== "sync" && position >= (lasting.get(lastsBy) ?? Number.NEGATIVE_INFINITY),
  );
}

const withNext = 2;

/** A folder keeps what happened first and loses the rest; a rename is kept or lost as one. */
function lostNames(unsynced: readonly Change[], kept: () => boolean): ReadonlySet<Change> {
  const lost = new Set<Change>();
  const broken = new Set<bigint>();
  let decided: boolean | undefined;
  for (const change of unsynced) {
    if (change.kind !== "add" && change.kind !== "remove") continue;
    const stays: boolean = !broken.has(change.lastsBy) && (decided ?? kept());
    decided = (change.size & withNext) === 0 ? undefined : stays;
    if (stays) continue;
    broken.add(change.lastsBy);
    lost.add(change);
  }
  return lost;
}

function undoName({ kind, inode, size, after }: Change, inodes: string): void {
  const path = after.toString();
  const isFolder = (size & 1) === 1;
  if (kind === "add") rmSync(path, { recursive: isFolder, force: true });
  else if (isFolder) mkdirSync(path, { recursive: true });
  else {
    rmSync(path, { force: true });
    linkSync(join(inodes, String(inode)), path);
  }
}

/** Contents by inode, whatever their names are now. */
function inodesAt(folder: string) {
  const open = new Map<bigint, number>();
  const of = (inode: bigint): number => {
    const known = open.get(inode) ?? openSync(join(folder, String(inode)), "r+");
    open.set(inode, known);
    return known;
  };
  return {
    undo: ({ kind, inode, at, size, before }: Change): void => {
      const fd = of(inode);
      if (before.length > 0) writeSync(fd, before, 0, before.length, at);
      if (kind === "write" || size < at) ftruncateSync(fd, size);
    },
    /** Whether all of it was kept. */
    redo: ({ kind, inode, at, after }: Change, kept: () => boolean): boolean => {
      const fd = of(inode);
      if (kind === "truncate") {
        const stays = kept();
        if (stays) ftruncateSync(fd, at);
        return stays;
      }
      const sectors = sectorsOf(at, after).map((sector) => kept() && write(fd, sector));
      return sectors.every(Boolean);
    },
    close: (): void => {
      for (const fd of open.values()) closeSync(fd);
    },
  };
}

interface Sector {
  readonly at: number;
  readonly bytes: Buffer;
}

const sectorBytes = 512;

function sectorsOf(at: number, bytes: Buffer): readonly Sector[] {
  const sectors: Sector[] = [];
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + sectorBytes - ((at + from) % sectorBytes));
    sectors.push({ at: at + from, bytes: bytes.subarray(from, to) });
    from = to;
  }
  return sectors;
}

function write(fd: number, { at, bytes }: Sector): true {
  writeSync(fd, bytes, 0, bytes.length, at);
  return true;
}
