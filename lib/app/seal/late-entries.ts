import { GateError } from "../errors.ts";
import { isBefore } from "../instant.ts";
import type { Archive, Seals } from "../ports.ts";
import { entryNameIn, entryOfLate, latePrefix, listNameOf, numberText } from "./archive-names.ts";
import type { SealStatement } from "./seal.ts";
import { namesInList } from "./seal-list.ts";
import { statementOf } from "./seal-statement.ts";

/**
 * Marks of so many seals before the next one are looked at: who marks names the next seal that she
 * knows of, and may be slow. At five minutes a seal it is an hour.
 */
const sealsBack = 12;

/**
 * Entries that came too late for the seals of their time, and are in none since; in their order.
 *
 * @param last the statement of the last seal.
 */
export async function lateEntries(
  ports: { readonly archive: Archive; readonly seals: Seals },
  last: SealStatement,
): Promise<readonly string[]> {
  const marked = new Set<string>();
  const next = last.number + 1;
  for (let seal = Math.max(1, next - sealsBack); seal <= next; seal++)
    for await (const name of ports.archive.names(`${latePrefix}${numberText(seal)}/`)) {
      const entry = entryOfLate(name);
      // What is of later instants is met in its own time.
      if (isBefore(entryNameIn(entry)?.at ?? last.through, last.through)) marked.add(entry);
    }
  if (marked.size > 0) await dropSealed(ports, last, marked);
  return [...marked].sort();
}

/** Takes out what is in a seal: back to the seal of the earliest, and only lists that may have one. */
async function dropSealed(
  { archive, seals }: { readonly archive: Archive; readonly seals: Seals },
  last: SealStatement,
  marked: Set<string>,
): Promise<void> {
  const instants = [...marked].map((name) => entryNameIn(name)?.at as string);
  const earliest = instants.reduce((a, b) => (isBefore(b, a) ? b : a));
  for (let at: SealStatement | undefined = last; at !== undefined; ) {
    const { from, through } = at;
    const isOfItsTime = (instant: string): boolean =>
      isBefore(instant, through) && (from === undefined || !isBefore(instant, from));
    if (at.late > 0 || instants.some(isOfItsTime))
      for (const name of await namesOf(archive, at)) marked.delete(name);
    if (from === undefined || !isBefore(earliest, from)) return;
    const before = await seals.find(at.number - 1);
    at = before && statementOf(before).statement;
  }
}

async function namesOf(archive: Archive, { number, list }: SealStatement) {
  const bytes = await archive.read(listNameOf(number, list));
  const names = bytes && namesInList(Buffer.from(bytes).toString("utf8"));
  if (names !== undefined) return names;
  throw new GateError("unavailable", `the list of seal ${number} cannot be read`);
}
