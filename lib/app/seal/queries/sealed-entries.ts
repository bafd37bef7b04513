import { gzipSync } from "node:zlib";
import type { Caller } from "../../caller.ts";
import { GateError } from "../../errors.ts";
import { admit } from "../../review/policy/separation.ts";
import { admitPageSize } from "../../review/queries/page-size.ts";
import { listNameOf } from "../archive-names.ts";
import { namesInList } from "../seal-list.ts";
import { statementOf } from "../seal-statement.ts";
import { type SealedPorts, sealOf } from "./list-seals.ts";

export interface SealedEntries {
  readonly caller: Caller;
  readonly seal: number;
  /** Behind so many of its entries. */
  readonly after: number;
  readonly entriesMax: number;
}

/** An entry of a seal, as it lies in the archive. */
export interface SealedEntry {
  readonly name: string;
  /** Its bytes, compressed (gzip), in base 64; absent where the archive has lost it. */
  readonly gzip?: string;
}

export interface SealedEntryPage {
  readonly items: readonly SealedEntry[];
  readonly next?: string;
}

/** An answer stays below what a function may answer, but for one entry, which fits anyhow. */
const pageBytesMax = 3_000_000;

/**
 * What a seal lists, in its order: the names of all pages are the list that was signed.
 *
 * @throws {GateError} `forbidden`, `not_found`, `invalid`; `unavailable` where the list is gone.
 */
export async function sealedEntries(
  ports: SealedPorts,
  { caller, seal: number, after, entriesMax }: SealedEntries,
): Promise<SealedEntryPage> {
  admit({ caller, operation: "read-audit", now: ports.clock.now() });
  const max = admitPageSize(entriesMax);
  const { statement } = statementOf(await sealOf(ports, number));
  const list = await ports.archive.read(listNameOf(number, statement.list));
  const names = list && namesInList(Buffer.from(list).toString("utf8"));
  if (names === undefined)
    throw new GateError("unavailable", `the list of seal ${number} cannot be read`);
  const items: SealedEntry[] = [];
  let bytes = 0;
  for (const name of names.slice(after, after + max)) {
    const read = await ports.archive.read(name);
    const gzip = read && gzipSync(read).toString("base64");
    bytes += gzip?.length ?? 0;
    if (items.length > 0 && bytes > pageBytesMax) break;
    items.push({ name, ...(gzip !== undefined && { gzip }) });
  }
  const end = after + items.length;
  return { items, ...(end < names.length && { next: String(end) }) };
}
