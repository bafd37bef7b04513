import type { AuditEntry } from "../../audit-entry.ts";
import { sha256 } from "../../digest.ts";
import type { Archive } from "../../ports.ts";
import { archiveNameOf } from "../archive-entry.ts";
import { entryNameIn } from "../archive-names.ts";
import { entryOf, type SealedNames } from "./check-lists.ts";
import type { Findings } from "./finding.ts";

/** What is read at once: files of an export, or objects of a bucket. */
const atOnceMax = 16;

/**
 * Reads every sealed entry: that it is there, to the byte, and is what its name says. `tell` is handed
 * each one that is whole, in the order of the seals.
 */
export async function checkEntries(
  source: Pick<Archive, "read">,
  sealed: SealedNames,
  found: Findings,
  tell: (entry: AuditEntry, name: string) => void,
): Promise<void> {
  const names = [...sealed];
  for (let from = 0; from < names.length; from += atOnceMax) {
    const some = names.slice(from, from + atOnceMax);
    const read = await Promise.all(some.map(([name]) => source.read(name)));
    for (const [index, [name, seal]] of some.entries()) {
      const entry = entryIn(read[index], name, seal, found);
      if (entry !== undefined) tell(entry, name);
    }
  }
}

function entryIn(
  bytes: Uint8Array | undefined,
  name: string,
  seal: number,
  found: Findings,
): AuditEntry | undefined {
  const about = { seal, file: name, ...entryOf(name) };
  if (bytes === undefined) {
    found.add({ kind: "entry_missing", ...about, message: "it was sealed, and is not there" });
    return undefined;
  }
  if (sha256(bytes) !== entryNameIn(name)?.digest) {
    found.add({ kind: "entry_changed", ...about, message: "it is not what was sealed" });
    return undefined;
  }
  const entry = parsed(bytes);
  if (entry !== undefined && isNamed(entry, bytes, name)) return entry;
  const message = "its name is not that of what is in it: id and instant must be the entry's own";
  found.add({ kind: "entry_misnamed", ...about, message });
  return undefined;
}

function parsed(bytes: Uint8Array): AuditEntry | undefined {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8")) as AuditEntry;
  } catch {
    return undefined;
  }
}

function isNamed(entry: AuditEntry, bytes: Uint8Array, name: string): boolean {
  try {
    return entry.schema === "holdpoint/audit/1" && archiveNameOf(entry, bytes) === name;
  } catch {
    return false;
  }
}
