import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GateError } from "../../app/errors.ts";
import { writeWhole } from "./output-file.ts";
import { cacheFolder, isPrivate, makePrivate } from "./private-folder.ts";
import { cannotWrite } from "./spill-folder.ts";

/** What parts that were judged depend on, by the name that people know it by. */
export type RunFacts = Readonly<Record<string, string>>;

/** What a run says of itself, so that it can be taken up again. */
export interface RunManifest {
  readonly schema: "holdpoint/run/1";
  /** The business instant, which an interrupted run keeps. */
  readonly businessAt: string;
  readonly facts: RunFacts;
}

/** The folder of one run, which others can neither read nor write. */
export interface RunFolder {
  readonly path: string;
  /** From now on the run can be taken up again. */
  record(manifest: RunManifest): void;
  /** Whoever takes the run up again may have it now. */
  release(): void;
  /** Takes the folder away, with all that is in it. */
  remove(): void;
}

export interface InterruptedRun {
  readonly folder: RunFolder;
  readonly manifest: RunManifest;
}

const manifestName = "run.json";
const ownerName = "owner.json";
/** What nobody has taken up within this time is taken away. */
const keptDays = 7;

/** Where the runs of a user are kept. */
export function runsFolder(env: Readonly<Record<string, string | undefined>>): string {
  const folder = cacheFolder(env) ?? join(tmpdir(), `holdpoint-${process.getuid?.() ?? "user"}`);
  return join(folder, "runs");
}

/**
 * A new folder for a run that is known by this key. Takes away what was left behind long ago.
 *
 * @throws {GateError} `unavailable` where no private folder can be made.
 */
export function newRunFolder(runs: string, key: string): RunFolder {
  if (!makePrivate(runs)) throw notPrivate(runs);
  for (const { path, ageDays } of deserted(runs, ""))
    if (ageDays > keptDays) rmSync(path, { recursive: true, force: true });
  try {
    const path = mkdtempSync(join(runs, `${key}-`));
    own(path);
    return folderAt(path);
  } catch (cause) {
    throw cannotWrite(runs, cause);
  }
}

/**
 * The last run of this key that was interrupted, and is nobody's now; it is ours from here on.
 *
 * @throws {GateError} `unavailable` where that cannot be written down.
 */
export function interruptedRun(runs: string, key: string): InterruptedRun | undefined {
  if (!isPrivate(runs)) return undefined;
  for (const { path } of deserted(runs, `${key}-`)) {
    const manifest = manifestIn(path);
    if (!manifest) continue;
    try {
      own(path);
    } catch (cause) {
      throw cannotWrite(path, cause);
    }
    return { folder: folderAt(path), manifest };
  }
  return undefined;
}

/** Takes away what other runs of a key have left behind. */
export function removeDeserted(runs: string, key: string): void {
  for (const { path } of deserted(runs, `${key}-`)) rmSync(path, { recursive: true, force: true });
}

const notPrivate = (runs: string): GateError =>
  new GateError(
    "unavailable",
    `a large submission needs a folder that nobody else can write, and ${runs} is none: set ` +
      "XDG_CACHE_HOME to one",
  );

function folderAt(path: string): RunFolder {
  return {
    path,
    record: (manifest) => {
      try {
        writeWhole(join(path, manifestName), [`${JSON.stringify(manifest)}\n`]);
      } catch (cause) {
        throw cannotWrite(path, cause);
      }
    },
    release: () => ownedBy(path, nobody),
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

function manifestIn(path: string): RunManifest | undefined {
  const manifest = jsonIn(join(path, manifestName)) as RunManifest | undefined;
  return manifest?.schema === "holdpoint/run/1" ? manifest : undefined;
}

function jsonIn(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch {
    return undefined;
  }
}

/** Whose a run is: a process, and when it began, since numbers of processes come again. */
interface Owner {
  readonly pid: number;
  readonly began: string;
}

const nobody: Owner = { pid: 0, began: "" };

const own = (path: string): void =>
  ownedBy(path, { pid: process.pid, began: beginOf(process.pid) });

const ownedBy = (path: string, owner: Owner): void =>
  writeWhole(join(path, ownerName), [JSON.stringify(owner)]);

/** Folders whose owner is gone, the youngest first. */
function deserted(runs: string, prefix: string) {
  return namesIn(runs)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(runs, name))
    .filter((path) => !isOwned(path))
    .map((path) => ({ path, ageDays: ageDays(path) }))
    .sort((a, b) => a.ageDays - b.ageDays);
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

const dayMs = 86_400_000;

/** What is not there any more was there a moment ago: another process has taken it away. */
const ageDays = (path: string): number => {
  const stats =
    statSync(join(path, manifestName), { throwIfNoEntry: false }) ??
    statSync(path, { throwIfNoEntry: false });
  return stats ? (Date.now() - stats.mtimeMs) / dayMs : 0;
};

function isOwned(path: string): boolean {
  const owner = jsonIn(join(path, ownerName)) as Owner | undefined;
  // Without an owner it is being made, or was never begun: only its age tells.
  if (owner === undefined) return ageDays(path) < keptDays;
  return isAlive(owner.pid) && beginOf(owner.pid) === owner.began;
}

function isAlive(pid: number): boolean {
  if (pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** When a process began, in ticks since the machine did, where the system tells. */
function beginOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name in brackets may hold anything; the time is the 22nd field of all.
    return text.slice(text.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}
