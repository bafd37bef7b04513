import type { AuditEntry } from "../../audit-entry.ts";
import { instantText, isBefore, millisecondsOf } from "../../instant.ts";
import { keyRingOf, type VerifyingKey } from "../../pass/key-ring.ts";
import type { Archive } from "../../ports.ts";
import {
  entriesPrefix,
  entryNameIn,
  entryOfLate,
  latePrefix,
  listNameOf,
  listsPrefix,
  sealNumberIn,
} from "../archive-names.ts";
import { checkChain, type Link } from "./check-chain.ts";
import { checkEntries } from "./check-entries.ts";
import { checkLists, entryOf, type SealedNames } from "./check-lists.ts";
import { type Finding, type Findings, findings } from "./finding.ts";
import { checkTrails, trails } from "./trails.ts";

/** What is verified, against what. Everything is untrusted but the keys. */
export interface VerifyArchive {
  readonly source: Pick<Archive, "read" | "names">;
  /** The key list of the gate, fetched another way than the export was. */
  readonly keys: Uint8Array | string | object;
  /** Of these keys alone, by their thumbprints; absent: of all in the list. */
  readonly pinned?: readonly string[];
  /** RFC 3339: seals must go at least this far, or the end was cut off. */
  readonly through?: string;
  /** Whether it is the archive itself, where what came last is not sealed yet; else an export. */
  readonly isArchive?: boolean;
  /** Told of each sealed entry that is whole, in the order of the seals. */
  readonly onEntry?: (entry: AuditEntry, name: string) => void;
}

export interface ArchiveVerification {
  readonly verdict: "intact" | "broken";
  readonly seals: number;
  /** How many entries the seals list. */
  readonly entries: number;
  /** Up to which instant they are complete; absent where there is no seal. */
  readonly through?: string;
  /** Entries that came after the last seal; of an archive only. */
  readonly unsealed: number;
  /** Submissions of which the newest entries wait for others to be sealed. */
  readonly waiting: number;
  readonly findings: readonly Finding[];
  readonly findingsOmitted: number;
}

/**
 * Verifies an export, or the archive itself, offline: the chain of seals from the first to the last,
 * their signatures, what they list, every entry to the byte, and whether entries fit each other.
 * Reads every entry once; holds in memory their names, and of each what it changed.
 */
export async function verifyArchive(command: VerifyArchive): Promise<ArchiveVerification> {
  const { source, isArchive = false } = command;
  const found = findings();
  const keys = keysOf(command, found);
  const there = await namesThere(source);
  const links = await checkChain(source, there.seals, keys, found);
  const statements = links.map(({ statement }) => statement);
  const last = statements.at(-1);
  checkEnd(command, links, found);
  const sealed = await checkLists(source, statements, found);
  const told = trails();
  await checkEntries(source, sealed, found, (entry, name) => {
    told.add(entry);
    command.onEntry?.(entry, name);
  });
  const lists = new Set(statements.map(({ number, list }) => listNameOf(number, list)));
  const strays = there.others.filter((name) => !(isArchive && name.startsWith(latePrefix)));
  for (const file of [...strays, ...(isArchive ? [] : there.lists.filter((n) => !lists.has(n)))])
    found.add({ kind: "stray_file", file, message: "nobody sealed this: it does not belong here" });
  const late = new Set(there.others.filter(isLate).map(entryOfLate));
  const unsealed = checkUnsealed(there.entries, sealed, found, (name) => {
    const at = entryNameIn(name)?.at;
    if (!isArchive || at === undefined) return false;
    return last === undefined || !isBefore(at, last.through) || late.has(name);
  });
  const { waiting } = checkTrails(told, settledBefore(last?.through), found);
  return {
    verdict: found.list.length === 0 ? "intact" : "broken",
    seals: links.length,
    entries: sealed.size,
    ...(last && { through: last.through }),
    unsealed,
    waiting,
    findings: found.list,
    findingsOmitted: found.omitted(),
  };
}

/** Clocks of two machines may differ by this much at the most, and entries come this late. */
const unsettledMs = 15 * 60_000;

const settledBefore = (through: string | undefined): string =>
  through === undefined
    ? "0001-01-01T00:00:00Z"
    : instantText(millisecondsOf(through) - unsettledMs);

function keysOf(command: VerifyArchive, found: Findings): readonly VerifyingKey[] {
  const ring = keyRingOf(command.keys);
  if (!ring.ok) {
    found.add({ kind: "keys", message: ring.problem });
    return [];
  }
  const { pinned } = command;
  if (pinned === undefined) return ring.keys;
  for (const id of pinned)
    if (ring.keys.every(({ keyId }) => keyId !== id))
      found.add({ kind: "keys", message: `the key ${id.slice(0, 100)} is not in the key list` });
  return ring.keys.filter(({ keyId }) => pinned.includes(keyId));
}

function checkEnd({ through }: VerifyArchive, links: readonly Link[], found: Findings): void {
  const last = links.at(-1);
  if (last === undefined) {
    found.add({ kind: "cut_end", message: "there is no seal at all" });
    return;
  }
  if (through === undefined || !isBefore(last.statement.through, through)) return;
  found.add({
    kind: "cut_end",
    seal: last.number,
    message:
      `the last seal goes to ${last.statement.through}, and not to ${through}: its end was cut off, ` +
      "or nothing was sealed since",
  });
}

interface NamesThere {
  readonly seals: readonly number[];
  readonly lists: readonly string[];
  readonly entries: readonly string[];
  /** Whatever is none of these. */
  readonly others: readonly string[];
}

async function namesThere(source: Pick<Archive, "names">): Promise<NamesThere> {
  const there = {
    seals: [] as number[],
    lists: [] as string[],
    entries: [] as string[],
    others: [] as string[],
  };
  for await (const name of source.names("")) {
    const number = sealNumberIn(name);
    if (number !== undefined && number > 0) there.seals.push(number);
    else if (name.startsWith(listsPrefix)) there.lists.push(name);
    else if (name.startsWith(entriesPrefix)) there.entries.push(name);
    else there.others.push(name);
  }
  return there;
}

const isLate = (name: string): boolean => name.startsWith(latePrefix);

/** What lies there and is in no seal; gives how many may yet be sealed. */
function checkUnsealed(
  entries: readonly string[],
  sealed: SealedNames,
  found: Findings,
  mayWait: (name: string) => boolean,
): number {
  let waiting = 0;
  for (const file of entries) {
    if (sealed.has(file)) continue;
    if (mayWait(file)) {
      waiting += 1;
      continue;
    }
    const message = "it is in no seal: somebody put it there, or took it out of a list";
    found.add({ kind: "entry_unsealed", file, ...entryOf(file), message });
  }
  return waiting;
}
