import type { AuditEntry } from "../audit-entry.ts";
import { sha256 } from "../digest.ts";
import { instantText, isBefore, millisecondsOf } from "../instant.ts";
import type { Archive, Clock, Seals } from "../ports.ts";
import { entryNameIn, entryNameOf, lateNameOf } from "./archive-names.ts";

export interface ArchiveEntryPorts {
  readonly archive: Archive;
  readonly seals: Seals;
  readonly clock: Clock;
}

/** A copy of an entry, as it lies in the archive. */
export interface ArchivedEntry {
  readonly name: string;
  readonly entry: AuditEntry;
  /** Whether other bytes lie under its name: whoever did that could write to the archive. */
  readonly isTampered: boolean;
}

/** When something happened, by its entry. */
export const instantOf = (entry: AuditEntry): string =>
  entry.action === "submission.judged" ? entry.receivedAt : entry.at;

/** The name that these bytes of an entry have in the archive. */
export const archiveNameOf = (entry: AuditEntry, bytes: Uint8Array): string =>
  entryNameOf({ at: instantOf(entry), id: entry.id, digest: sha256(bytes) });

/** Copies an entry as it was stored. Idempotent: one that comes again has the same name. */
export async function archiveEntry(
  { archive }: Pick<ArchiveEntryPorts, "archive">,
  bytes: Uint8Array,
): Promise<ArchivedEntry> {
  const entry = JSON.parse(Buffer.from(bytes).toString("utf8")) as AuditEntry;
  const name = archiveNameOf(entry, bytes);
  return { name, entry, isTampered: !(await archive.keep(name, bytes)) };
}

/**
 * A copy that is this old when it is there may be too late for the seal of its time. Less than half
 * of what seals lag behind, so that clocks may differ by the other half.
 */
export const lateAfterMs = 30_000;

/**
 * Marks copies that the seals of their time may have missed, so that the next ones take them up.
 * Call it when the copies are there, and not before; marking again changes nothing that matters.
 *
 * @returns how many were marked.
 */
export async function markLate(
  { archive, seals, clock }: ArchiveEntryPorts,
  names: readonly string[],
): Promise<number> {
  if (names.length === 0) return 0;
  const last = await seals.last();
  const young = instantText(millisecondsOf(clock.now()) - lateAfterMs);
  const late = names.filter((name) => {
    const at = entryNameIn(name)?.at ?? young;
    return isBefore(at, young) || (last !== undefined && isBefore(at, last.through));
  });
  const next = (last?.number ?? 0) + 1;
  for (const name of late) await archive.keep(lateNameOf(next, name), Buffer.from(name));
  return late.length;
}
