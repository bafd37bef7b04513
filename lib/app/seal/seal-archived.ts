import { isGateError, movedReason } from "../errors.ts";
import { instantText, isBefore, millisecondsOf } from "../instant.ts";
import { signedNow } from "../pass/signed-now.ts";
import type { Archive, Clock, Seals, SigningKeys } from "../ports.ts";
import { entriesPrefix, entryNameIn, listNameOf, placeOf } from "./archive-names.ts";
import { lateEntries } from "./late-entries.ts";
import type { Seal, SealStatement } from "./seal.ts";
import { listFacts, listText } from "./seal-list.ts";
import { sealPayloadType, statementBytes, statementOf } from "./seal-statement.ts";

export interface SealPorts {
  readonly archive: Archive;
  readonly seals: Seals;
  readonly keys: SigningKeys;
  readonly clock: Clock;
}

export interface Sealing {
  readonly tenant: string;
  /** How far seals stay behind the clock: what comes to the archive later than this is late. */
  readonly lagMs: number;
  /** A seal without entries is made where the last one is this old: so that a cut end is found. */
  readonly idleMs: number;
  /** Entries of one seal, but for those of one instant; the next seal takes the others. */
  readonly entriesMax: number;
}

/** Seals stay a minute behind, and tell at least every hour that nothing happened. */
export const usualSealing: Omit<Sealing, "tenant"> = {
  lagMs: 60_000,
  idleMs: 3_600_000,
  entriesMax: 250_000,
};

/** What one sealing did. */
export interface Sealed {
  /** Absent where there was nothing to seal, or somebody else was sealing. */
  readonly seal?: Seal;
  readonly entries: number;
  /** Entries of which the archive has two: somebody wrote over the first. */
  readonly tampered: readonly string[];
  /** Whether there may be more to seal now. */
  readonly isMore: boolean;
}

const nothing: Sealed = { entries: 0, tampered: [], isMore: false };

/**
 * Makes the next seal of the chain: of all that was archived and is in no seal yet. Of several
 * sealers at once one makes it, and whoever dies on the way has made nothing. A clock that goes back
 * only makes entries late: `through` never does.
 */
export async function sealArchived(ports: SealPorts, sealing: Sealing): Promise<Sealed> {
  const last = await ports.seals.last();
  const told = last && statementOf(last);
  const previous = told?.statement;
  const now = ports.clock.now();
  const number = (last?.number ?? 0) + 1;
  const behind = instantText(millisecondsOf(now) - sealing.lagMs);
  const until = previous && isBefore(behind, previous.through) ? previous.through : behind;
  const late = previous === undefined ? [] : await lateEntries(ports, previous);
  const regular = await entriesBetween(ports.archive, previous?.through, until, sealing.entriesMax);
  const names = [...late, ...regular.names];
  if (names.length === 0 && !isIdle(previous, now, until, sealing.idleMs)) return nothing;
  const facts = listFacts(names);
  const body: Omit<SealStatement, "sealedAt"> = {
    schema: "holdpoint/seal/1",
    tenant: sealing.tenant,
    number,
    ...(told && { previous: told.digest, from: told.statement.through }),
    through: regular.through,
    entries: names.length,
    entriesInAll: (previous?.entriesInAll ?? 0) + names.length,
    late: late.length,
    ...facts,
  };
  await ports.archive.keep(listNameOf(number, facts.list), Buffer.from(listText(names)));
  // Never before the seal before it: a key that ends after the last one ends after all of them.
  const at = previous && isBefore(now, previous.sealedAt) ? previous.sealedAt : now;
  const { envelope } = await signedNow(ports.keys, sealPayloadType, at, (sealedAt) =>
    statementBytes({ ...body, sealedAt }),
  );
  const seal: Seal = { number, through: regular.through, envelope };
  if (!(await isAppended(ports.seals, seal))) return { ...nothing, isMore: true };
  return { seal, entries: names.length, tampered: twice(names), isMore: regular.isMore };
}

/** The first seal, an older one than should be, and one more where time was made up. */
const isIdle = (
  previous: SealStatement | undefined,
  now: string,
  until: string,
  idleMs: number,
): boolean =>
  previous === undefined ||
  (isBefore(previous.through, until) &&
    millisecondsOf(now) - millisecondsOf(previous.sealedAt) >= idleMs);

interface Between {
  readonly names: readonly string[];
  /** Up to which instant they are all of them. */
  readonly through: string;
  readonly isMore: boolean;
}

/** Entries from one instant on, and before another; no more than so many, but all of an instant. */
async function entriesBetween(
  archive: Archive,
  from: string | undefined,
  until: string,
  entriesMax: number,
): Promise<Between> {
  const names: string[] = [];
  const end = placeOf(until);
  const after = from === undefined ? undefined : placeOf(from);
  for await (const name of archive.names(entriesPrefix, after)) {
    if (name >= end) break;
    const at = entryNameIn(name)?.at;
    // What is no entry's name was put there by somebody else: `audit verify` tells of it.
    if (at === undefined) continue;
    if (names.length >= entriesMax && at !== entryNameIn(names.at(-1) as string)?.at)
      return { names, through: at, isMore: true };
    names.push(name);
  }
  return { names, through: until, isMore: false };
}

async function isAppended(seals: Seals, seal: Seal): Promise<boolean> {
  try {
    await seals.append(seal);
    return true;
  } catch (error) {
    if (isGateError(error, "conflict") && error.reason === movedReason) return false;
    throw error;
  }
}

/** Entries that stand twice under one instant, by their ids. */
const twice = (names: readonly string[]): readonly string[] => {
  const ids = names.map((name) => entryNameIn(name)?.id);
  return [...new Set(ids.filter((id, index) => id !== undefined && id === ids[index - 1]))].flatMap(
    (id) => (id === undefined ? [] : [id]),
  );
};
