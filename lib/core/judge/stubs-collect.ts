import type { Context } from "../context.ts";
import type { KeyEntry } from "../judge-keys.ts";
import { naturalKey } from "../natural-key.ts";
import type { Plan } from "../plan.ts";
import type { Position, Reading, ReadRecord } from "../record.ts";
import { collectKeys } from "./collect-keys.ts";
import { keepsKind } from "./key-keeper.ts";
import { hexOf } from "./partition.ts";
import { type Preparation, prepare } from "./preparation.ts";
import { type Stub, type Stubs, stubAt, stubWords } from "./stubs.ts";
import { subjectRecord } from "./subject-record.ts";

/** What reading records again gave. */
export interface Recollected {
  /** For `judgeKeys`: all entries of a hash together, from whatever parts. */
  readonly entries: readonly KeyEntry[];
  /**
   * Wanted stubs whose record was not there, or had another key: the input is no longer what was
   * read first. Nothing may pass then; where it is not told, `conclude` finds them waiting.
   */
  readonly absent: number;
}

/**
 * The whole entries of wanted stubs. The readings must hold their records, in any order, with the
 * positions that they had in the first pass; others are passed over. `wanted` may come in any order.
 */
export function collect(
  plan: Plan,
  readings: Iterable<Reading>,
  context: Context,
  wanted: Stubs,
): Recollected {
  const p = prepare(plan, context);
  const byPosition = stubsByPosition(wanted);
  const entries: KeyEntry[] = [];
  for (const reading of readings) {
    if (reading.kind !== "record") continue;
    const stubs = byPosition.get(nameOf(reading.position));
    if (!stubs) continue;
    byPosition.delete(nameOf(reading.position));
    collectRecord(p, reading, stubs, entries);
  }
  return { entries, absent: wanted.length / stubWords - entries.length };
}

const nameOf = ({ file, offset }: Position): string => `${file} ${offset}`;

function stubsByPosition(wanted: Stubs): Map<string, Stub[]> {
  const found = new Map<string, Stub[]>();
  for (let word = 0; word < wanted.length; word += stubWords) {
    const stub = stubAt(wanted, word);
    const name = nameOf(stub.position);
    const known = found.get(name);
    if (known) known.push(stub);
    else found.set(name, [stub]);
  }
  return found;
}

function collectRecord(
  p: Preparation,
  reading: ReadRecord,
  stubs: readonly Stub[],
  into: KeyEntry[],
): void {
  const of = reading.of ?? p.plan.subject.records[0]?.name;
  const kind = p.plan.subject.records.find(({ name }) => name === of);
  const key = kind && naturalKey(reading.value, kind);
  if (!kind || key === undefined) return;
  const record = subjectRecord(p, kind, reading, key);
  for (const { rule, hash, alone } of stubs) {
    const prepared = p.rules[rule];
    if (!prepared || !keepsKind(prepared, kind.name)) continue;
    const { entry } = collectKeys(p, prepared, record);
    if (!entry || entry.hash !== hexOf(hash)) continue;
    into.push(alone > 0 ? { ...entry, alone } : entry);
  }
}
