import { sha256 } from "../../digest.ts";
import { isBefore } from "../../instant.ts";
import type { Archive } from "../../ports.ts";
import { entryNameIn, listNameOf } from "../archive-names.ts";
import type { SealStatement } from "../seal.ts";
import { listFacts, namesInList } from "../seal-list.ts";
import type { Finding, Findings } from "./finding.ts";

/** Entries by their names in the archive, each with the number of its seal. */
export type SealedNames = ReadonlyMap<string, number>;

/**
 * Reads what the seals list: that each list is the one that was sealed, in order, each entry once and
 * in its time. Gives the names even of a list that was changed, so that it can be told what is not in
 * it.
 */
export async function checkLists(
  source: Pick<Archive, "read">,
  statements: readonly SealStatement[],
  found: Findings,
): Promise<SealedNames> {
  const sealed = new Map<string, number>();
  const byId = new Map<string, string>();
  for (const statement of statements)
    for (const name of await checkList(source, statement, found)) {
      const about = { seal: statement.number, file: name, ...entryOf(name) };
      if (sealed.has(name)) {
        const message = `it is in seal ${sealed.get(name)} already`;
        found.add({ kind: "entry_sealed_twice", ...about, message });
        continue;
      }
      sealed.set(name, statement.number);
      const id = entryNameIn(name)?.id ?? name;
      const other = byId.get(id);
      if (other !== undefined)
        found.add({
          kind: "entry_overwritten",
          ...about,
          message: `the entry was archived with other bytes too: see ${other}`,
        });
      else byId.set(id, name);
    }
  return sealed;
}

export const entryOf = (name: string): Pick<Finding, "entry"> => {
  const id = entryNameIn(name)?.id;
  return id === undefined ? {} : { entry: id };
};

async function checkList(
  source: Pick<Archive, "read">,
  statement: SealStatement,
  found: Findings,
): Promise<readonly string[]> {
  const { number, list, root } = statement;
  const file = listNameOf(number, list);
  const tell = (kind: Finding["kind"], message: string): void =>
    found.add({ kind, seal: number, file, message });
  const bytes = await source.read(file);
  if (bytes === undefined) {
    tell("list_missing", "the list of what it seals is not there");
    return [];
  }
  const names = namesInList(Buffer.from(bytes).toString("utf8"));
  if (names === undefined || sha256(bytes) !== list) {
    tell("list_changed", "the list is not the one that was sealed");
    return names ?? [];
  }
  if (listFacts(names).root !== root) tell("list_statement", "the root is not that of the list");
  for (const message of disorders(names, statement)) tell("list_statement", message);
  return names;
}

function* disorders(
  names: readonly string[],
  { entries, late, from, through }: SealStatement,
): Generator<string> {
  if (names.length !== entries) yield `it lists ${names.length} entries, and says ${entries}`;
  const disordered = names.findIndex((name, at) => at > 0 && name <= (names[at - 1] as string));
  if (disordered !== -1) yield `${names[disordered]} is not in its place`;
  const cameLate = names.filter((name) => {
    const at = entryNameIn(name)?.at;
    return at !== undefined && from !== undefined && isBefore(at, from);
  });
  if (cameLate.length !== late) yield `${cameLate.length} entries came late, and it says ${late}`;
  const early = names.find((name) => !isBefore(entryNameIn(name)?.at ?? through, through));
  if (early !== undefined) yield `${early} is not of a time that it seals`;
}
