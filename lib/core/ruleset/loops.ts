import { didYouMean } from "../expression/check/suggest.ts";
import type { Node } from "../expression/node.ts";
import { INT, typeName } from "../expression/types.ts";
import type { Rule } from "../rule.ts";
import type { Subject } from "../subject.ts";
import { checkCondition, checkText, type Expressions, withName } from "./expressions.ts";
import { asMap, asText, fieldsOf, lacks, oneOf, textIn } from "./fields.ts";
import { readName } from "./name.ts";
import type { Complaints } from "./problem.ts";
import type { Entry, Text } from "./tree.ts";

type Each = Rule["each"];

/** The loops of `each`, and what can be seen inside them. */
export function readEach(
  entry: Entry | undefined,
  outside: Expressions,
): { readonly each: Each; readonly inside: Expressions } {
  if (entry === undefined) return { each: [], inside: outside };
  if (entry.value.kind !== "map") {
    const text = asText(entry.value, "'each'", outside.complaints);
    return text
      ? addLoop([], "item", text, outside)
      : { each: [], inside: broken("item", outside) };
  }
  let looped: { readonly each: Each; readonly inside: Expressions } = { each: [], inside: outside };
  for (const { key, value } of entry.value.entries) {
    const name = readName(key, "loop", outside.complaints);
    const text = asText(value, `'${key.value}'`, outside.complaints);
    if (name === undefined || text === undefined)
      looped = { ...looped, inside: broken(key.value, looped.inside) };
    else looped = addLoop(looped.each, name, text, looped.inside);
  }
  return looped;
}

/** The name of a loop's index: `index` for `item`, otherwise `<name>_index`. */
export const indexName = (name: string): string => (name === "item" ? "index" : `${name}_index`);

const broken = (name: string, expressions: Expressions): Expressions =>
  withName(withName(expressions, name, undefined), indexName(name), undefined);

function addLoop(each: Each, name: string, text: Text, outside: Expressions) {
  const list = checkText(text, undefined, outside);
  if (list !== undefined && list.type.kind !== "list")
    outside.complaints.wrong(
      text.spot,
      `'each' goes over a list, but this is ${typeName(list.type)}`,
    );
  if (list?.type.kind !== "list") return { each, inside: broken(name, outside) };
  const inside = withName(outside, name, list.type.of);
  return { each: [...each, { name, list }], inside: withName(inside, indexName(name), INT) };
}

/** `for: { table: contracts, as: row, where: "…" }`, as it was written. */
export interface RosterText {
  readonly table: string;
  readonly shape: string;
  readonly name: string;
  readonly where?: Text;
}

export function readRoster(
  entry: Entry | undefined,
  subject: Subject,
  complaints: Complaints,
): RosterText | undefined {
  const map = entry && asMap(entry.value, "'for'", complaints);
  if (map === undefined) return undefined;
  const fields = fieldsOf(map, ["table", "as", "where"], "'for'", complaints);
  if (fields.table === undefined)
    return lacks(map.spot, "table", "say whose rows the rule goes through", complaints);
  const name = fields.as ? textIn(fields.as, complaints) : undefined;
  const row = name ? readName(name, "row", complaints) : "row";
  const table = readTable(textIn(fields.table, complaints), subject, complaints);
  const where = textIn(fields.where, complaints);
  if (table === undefined || row === undefined) return undefined;
  return { ...table, name: row, ...(where && { where }) };
}

/** A table that the subject has. */
export function readTable(
  text: Text | undefined,
  subject: Subject,
  complaints: Complaints,
): { readonly table: string; readonly shape: string } | undefined {
  if (text === undefined) return undefined;
  const table = Object.hasOwn(subject.tables, text.value) ? subject.tables[text.value] : undefined;
  if (table) return { table: text.value, shape: table.shape };
  const names = Object.keys(subject.tables);
  const hint =
    didYouMean(text.value, names) || (names.length > 0 ? `; there are ${oneOf(names)}` : "");
  complaints.wrong(text.spot, `unknown table '${text.value}'${hint}`);
  return undefined;
}

export function checkRoster(
  roster: RosterText,
  expressions: Expressions,
): NonNullable<Rule["roster"]> {
  const where = roster.where && checkCondition(roster.where, expressions);
  return { table: roster.table, name: roster.name, ...(where && { where }) };
}

/** A `let` with its place, so that it can be told when nothing uses it. */
export interface CheckedLet {
  readonly name: string;
  readonly key: Text;
  readonly node: Node;
}

/** The lets in order: each sees those before it. */
export function readLets(
  entry: Entry | undefined,
  outside: Expressions,
): { readonly lets: readonly CheckedLet[]; readonly inside: Expressions } {
  const lets: CheckedLet[] = [];
  let inside = outside;
  const map = entry && asMap(entry.value, "'let'", outside.complaints);
  for (const { key, value } of map?.entries ?? []) {
    const name = readName(key, "let", outside.complaints);
    const text = asText(value, `'${key.value}'`, outside.complaints);
    const isNew = name === undefined || isNewName(key, inside);
    const node = text && isNew ? checkText(text, undefined, inside) : undefined;
    if (name !== undefined) inside = withName(inside, name, isNew ? node?.type : undefined);
    else if (!Object.hasOwn(inside.scope.names, key.value))
      inside = withName(inside, key.value, undefined);
    if (name !== undefined && node && isNew) lets.push({ name, key, node });
  }
  return { lets, inside };
}

function isNewName(key: Text, { scope, complaints }: Expressions): boolean {
  if (!Object.hasOwn(scope.names, key.value)) return true;
  complaints.wrong(
    key.spot,
    `'${key.value}' already stands for something else; choose another name`,
  );
  return false;
}
