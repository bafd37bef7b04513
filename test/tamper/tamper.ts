import {
  compareStored,
  type StoredEntries,
  sealedEntries,
} from "../../lib/app/seal/verify/compare-stored.ts";
import { type Finding, findings } from "../../lib/app/seal/verify/finding.ts";
import { verifyArchive } from "../../lib/app/seal/verify/verify-archive.ts";
import { type Random, randomOf } from "../../lib/generate/random.ts";
import { keyListOf } from "../app/seal/sealed-history.ts";
import { memoryArchive } from "../support/memory-archive.ts";
import { memoryKeys } from "../support/pass-keys.ts";
import type { Home } from "../world/home.ts";
import { exportManipulations, type Files, type Touched } from "./export-manipulations.ts";
import { type History, honestHistory } from "./history.ts";
import { type OpenRows, storedEntriesOf } from "./stored-homes.ts";
import { storedManipulations, type TouchedRow } from "./stored-manipulations.ts";

/** A manipulation that was not found, or not where it was. */
export interface Missed {
  readonly what: string;
  readonly history: number;
  readonly manipulation: number;
  readonly touched: Touched;
  readonly found: readonly Finding[];
}

export interface Tampered {
  readonly histories: number;
  /** How many of each kind were made, and found with their places. */
  readonly made: Readonly<Record<string, number>>;
  readonly missed: readonly Missed[];
}

export interface Tampering {
  readonly seed: number;
  /** Manipulations in all: a half of exports, a quarter of the archive itself, a quarter of rows. */
  readonly count: number;
  /** Where histories come from. */
  readonly openHome: () => Promise<TamperedHome>;
}

/** A home whose rows somebody may change; what they were is there again afterwards. */
export interface TamperedHome {
  readonly home: Home;
  onRows(
    tamper: (rows: OpenRows) => Promise<void>,
    look: (stored: StoredEntries) => Promise<void>,
  ): Promise<void>;
}

/** Manipulations of one history: then another one is told. */
const aHistory = 25;

/**
 * Makes honest histories, each of which must verify, then so many manipulations, each on a copy of its
 * own: each must be found, and one of the findings must name what was touched.
 */
export async function tamper({ seed, count, openHome }: Tampering): Promise<Tampered> {
  const made: Record<string, number> = {};
  const missed: Missed[] = [];
  let histories = 0;
  for (let manipulation = 0; manipulation < count; histories++) {
    const { home, onRows } = await openHome();
    try {
      const history = await honestHistory(home, seed, histories);
      await mustBeIntact(history, storedEntriesOf(home.ports));
      const until = Math.min(count, manipulation + aHistory);
      for (let tries = 0; manipulation < until; tries++) {
        const random = randomOf(seed, "manipulation", manipulation, tries);
        const attempt = { history, random, onRows };
        const on = manipulation % 4;
        const one = on === 3 ? await onStored(attempt) : await onFiles(attempt, on === 2);
        if (one === undefined) continue;
        made[one.what] = (made[one.what] ?? 0) + 1;
        const { what, touched, found } = one;
        if (!isLocated(touched, found))
          missed.push({ what, history: histories, manipulation, touched, found });
        manipulation += 1;
      }
    } finally {
      await home.close();
    }
  }
  return { histories, made, missed };
}

interface Attempt {
  readonly history: History;
  readonly random: Random;
  readonly onRows: TamperedHome["onRows"];
}

interface Made {
  readonly what: string;
  readonly touched: Touched;
  readonly found: readonly Finding[];
}

async function onFiles(
  { history, random }: Attempt,
  isArchive: boolean,
): Promise<Made | undefined> {
  const names = Object.keys(exportManipulations);
  const name = random.pick(names);
  const files: Files = new Map(history.archive.files);
  for (const late of [...files.keys()].filter((one) => one.startsWith("late/")))
    if (!isArchive) files.delete(late); // an export has none
  const own = memoryKeys("2026-01-01T00:00:00.000Z");
  const keys = { ...own, listed: await keyListOf(own) };
  const touched = await exportManipulations[name]!({ files, history, random, keys });
  if (touched === undefined || (isArchive && isNone(touched))) return undefined;
  const { findings: found } = await verifyArchive({
    source: memoryArchive(files),
    keys: touched.keys ?? history.keys,
    pinned: touched.keys ? [history.keyId] : undefined,
    ...{ through: history.through, isArchive },
  } as Parameters<typeof verifyArchive>[0]);
  return { what: `${isArchive ? "archive" : "export"}: ${name}`, touched, found };
}

/** In the archive itself marks of what came late, and lists of dead sealers, are nobody's doing. */
const isNone = ({ files = [] }: Touched): boolean =>
  files.some((name) => name.startsWith("late/") || name === "lists/0000000001_x");

async function onStored({ history, random, onRows }: Attempt): Promise<Made | undefined> {
  const name = random.pick(Object.keys(storedManipulations));
  let touched: TouchedRow | undefined;
  let found: readonly Finding[] = [];
  await onRows(
    async (rows) => {
      const own = new Set(history.submissions);
      const some = rows.rows.filter(({ id }) => own.has(id.split(".")[0]!));
      touched = await storedManipulations[name]!({ ...rows, rows: some }, random);
    },
    async (stored) => {
      found = await compared(history, stored);
    },
  );
  return touched && { what: `rows: ${name}`, touched, found };
}

async function compared(history: History, stored: StoredEntries): Promise<readonly Finding[]> {
  const sealed = sealedEntries();
  const { archive: source, keys, through } = history;
  await verifyArchive({ source, keys, isArchive: true, onEntry: sealed.add });
  const found = findings();
  await compareStored(stored, sealed, through, found);
  return found.list;
}

/** An honest history verifies, as the archive, as an export of it, and against its store. */
async function mustBeIntact(history: History, stored: StoredEntries): Promise<void> {
  const { archive, keys, through } = history;
  const exported = [...archive.files].filter(([name]) => !name.startsWith("late/"));
  for (const [source, isArchive] of [
    [archive, true],
    [memoryArchive(exported), false],
  ] as const) {
    const verified = await verifyArchive({ source, keys, through, isArchive });
    if (verified.verdict !== "intact" || verified.entries !== history.entries.length)
      throw new Error(`an honest history does not verify: ${JSON.stringify(verified)}`);
  }
  const found = await compared(history, stored);
  if (found.length > 0)
    throw new Error(`an honest store is not what was sealed: ${JSON.stringify(found)}`);
}

/** Whether one of the findings names what was touched. */
const isLocated = (touched: Touched, found: readonly Finding[]): boolean =>
  found.some(
    ({ kind, file, entry, seal, submission }) =>
      kind === touched.kind ||
      (file !== undefined && touched.files?.includes(file)) ||
      (entry !== undefined && touched.entries?.includes(entry)) ||
      (seal !== undefined && touched.seals?.includes(seal)) ||
      (submission !== undefined && (touched as TouchedRow).submissions?.includes(submission)),
  );
