import { sha256 } from "../digest.ts";
import { GateError } from "../errors.ts";
import { isBefore } from "../instant.ts";
import type { Archive } from "../ports.ts";
import { entryNameIn, listNameOf, sealNameOf, sealNumberIn, sealsPrefix } from "./archive-names.ts";
import type { Seal } from "./seal.ts";
import { listText } from "./seal-list.ts";
import { sealBytes, statementOf } from "./seal-statement.ts";

/** What a gate gives of its seals, page by page. */
export interface SealSource {
  /** Seals behind a number, in order; empty where there is none yet. */
  seals(after: number): Promise<readonly Seal[]>;
  /** All entries of a seal in its order; without bytes where the archive has lost one. */
  entries(seal: number): AsyncIterable<{ readonly name: string; readonly bytes?: Uint8Array }>;
}

export interface Exported {
  /** Seals and entries that were written by this call. */
  readonly seals: number;
  readonly entries: number;
  /** What is in the folder now. */
  readonly sealsInAll: number;
  readonly through?: string;
}

/**
 * Copies seals with all they list into a folder, from where an earlier call ended: entries and list
 * before their seal, so that whatever is cut short goes on. What comes is compared with what was
 * sealed before it is written.
 *
 * @param through stops at the first seal that goes at least this far; absent: at the last.
 * @throws {GateError} `unavailable` where the gate gives what its own seal does not say.
 */
export async function exportSeals(
  source: SealSource,
  into: Archive,
  through: string | undefined,
  onSeal: (seal: Seal, entries: number) => Promise<void> = async () => {},
): Promise<Exported> {
  let [seals, entries] = [0, 0];
  let [number, last] = await lastIn(into);
  const isFar = () => through !== undefined && last !== undefined && !isBefore(last, through);
  while (!isFar()) {
    const page = await source.seals(number);
    if (page.length === 0) break;
    for (const seal of page) {
      const written = await exportSeal(source, into, seal, number + 1);
      number += 1;
      seals += 1;
      entries += written;
      last = seal.through;
      await onSeal(seal, written);
      if (isFar()) break;
    }
  }
  return { seals, entries, sealsInAll: number, ...(last !== undefined && { through: last }) };
}

async function lastIn(into: Archive): Promise<[number: number, through: string | undefined]> {
  let number = 0;
  for await (const name of into.names(sealsPrefix)) number = sealNumberIn(name) ?? number;
  if (number === 0) return [0, undefined];
  const bytes = await into.read(sealNameOf(number));
  const { through } = JSON.parse(Buffer.from(bytes ?? []).toString("utf8")) as Seal;
  return [number, through];
}

async function exportSeal(
  source: SealSource,
  into: Archive,
  seal: Seal,
  number: number,
): Promise<number> {
  const { statement } = statementOf(seal);
  if (seal.number !== number || statement.number !== number)
    throw unsound(number, `the gate gave seal ${seal.number} in its place`);
  const names: string[] = [];
  for await (const { name, bytes } of source.entries(number)) {
    names.push(name);
    if (bytes === undefined) throw unsound(number, `the archive has lost ${name}`);
    if (sha256(bytes) !== entryNameIn(name)?.digest)
      throw unsound(number, `${name} is not what was archived`);
    await write(into, name, bytes);
  }
  const text = listText(names);
  if (sha256(text) !== statement.list)
    throw unsound(number, "the gate lists other entries than it sealed");
  await write(into, listNameOf(number, statement.list), Buffer.from(text));
  await write(into, sealNameOf(number), sealBytes(seal));
  return names.length;
}

async function write(into: Archive, name: string, bytes: Uint8Array): Promise<void> {
  if (await into.keep(name, bytes)) return;
  const message = `${name} is in the folder already, with other bytes: export into a new folder`;
  throw new GateError("conflict", message);
}

const unsound = (seal: number, why: string): GateError =>
  new GateError("unavailable", `seal ${seal} cannot be exported: ${why}`);
