import { didYouMean } from "../expression/check/suggest.ts";
import type { Complaints, Spot } from "./problem.ts";
import type { Entry, ListTree, MapTree, Text, Tree } from "./tree.ts";

/** The entries of a map by key, those that its grammar knows. */
export type Fields<Key extends string> = Readonly<Partial<Record<Key, Entry>>>;

/** Reads a map with known keys; unknown ones are told, with the one that was probably meant. */
export function fieldsOf<Key extends string>(
  tree: MapTree,
  keys: readonly Key[],
  what: string,
  complaints: Complaints,
): Fields<Key> {
  const fields: Partial<Record<Key, Entry>> = {};
  for (const entry of tree.entries) {
    const name = entry.key.value;
    const key = keys.find((known) => known === name);
    if (key !== undefined) fields[key] ??= entry;
    else complaints.wrong(entry.key.spot, unknownKey(name, keys, what));
  }
  return fields;
}

function unknownKey(name: string, keys: readonly string[], what: string): string {
  if (!/^[\w$.-]+$/.test(name))
    return (
      `found '${shortened(name)}' where a key should be: inside { } an expression with a comma ` +
      "stands in quotes"
    );
  const guess = didYouMean(name, keys);
  const known = guess === "" ? `; it may have ${oneOf(keys)}` : guess;
  return `unknown key '${name}' in ${what}${known}`;
}

/** The names as a person reads them: `'a', 'b' or 'c'`; long lists are cut. */
export function oneOf(names: readonly string[]): string {
  const quoted = names.slice(0, namesShownMax).map((name) => `'${name}'`);
  if (names.length > namesShownMax) return `${quoted.join(", ")} …`;
  const last = quoted.at(-1) ?? "";
  return quoted.length < 2 ? last : `${quoted.slice(0, -1).join(", ")} or ${last}`;
}

const namesShownMax = 12;

/** What a tree is, for a person. */
export function kindOf(tree: Tree): string {
  if (tree.kind === "text") return tree.value === "" ? "nothing" : `'${shortened(tree.value)}'`;
  return tree.kind === "list" ? "a list" : "a map";
}

export const shortened = (text: string): string =>
  text.length > 60 ? `${text.slice(0, 57)}…` : text;

/** The text of an entry; a list, a map or nothing is told. */
export function textIn(entry: Entry | undefined, complaints: Complaints): Text | undefined {
  if (entry === undefined) return undefined;
  return asText(entry.value, `'${entry.key.value}'`, complaints);
}

export function asText(tree: Tree, what: string, complaints: Complaints): Text | undefined {
  if (tree.kind === "text" && tree.value.trim() !== "") return tree;
  complaints.wrong(tree.spot, `${what} must be a text, but it is ${kindOf(tree)}`);
  return undefined;
}

export function asMap(tree: Tree, what: string, complaints: Complaints): MapTree | undefined {
  if (tree.kind === "map") return tree;
  complaints.wrong(
    tree.spot,
    `${what} must be a map of names to values, but it is ${kindOf(tree)}`,
  );
  return undefined;
}

export function asList(tree: Tree, what: string, complaints: Complaints): ListTree | undefined {
  if (tree.kind === "list") return tree;
  complaints.wrong(tree.spot, `${what} must be a list, but it is ${kindOf(tree)}`);
  return undefined;
}

/** One of a closed set of words. */
export function wordIn<Word extends string>(
  entry: Entry | undefined,
  words: readonly Word[],
  complaints: Complaints,
): Word | undefined {
  const text = textIn(entry, complaints);
  return text && entry && asWord(text, words, `'${entry.key.value}'`, complaints);
}

export function asWord<Word extends string>(
  text: Text,
  words: readonly Word[],
  what: string,
  complaints: Complaints,
): Word | undefined {
  const word = words.find((known) => known === text.value);
  if (word === undefined)
    complaints.wrong(
      text.spot,
      `${what} is '${shortened(text.value)}'${
        didYouMean(text.value, words) || `, but must be ${oneOf(words)}`
      }`,
    );
  return word;
}

/** `true` or `false`; when absent the default. */
export function flagIn(entry: Entry | undefined, or: boolean, complaints: Complaints): boolean {
  const word = wordIn(entry, ["true", "false"], complaints);
  return word === undefined ? or : word === "true";
}

/** A whole number within a range. */
export function countIn(
  entry: Entry | undefined,
  range: { readonly min: number; readonly max: number },
  complaints: Complaints,
): number | undefined {
  const text = textIn(entry, complaints);
  if (text === undefined || entry === undefined) return undefined;
  const value = /^\d{1,15}$/.test(text.value) ? Number(text.value) : -1;
  if (value >= range.min && value <= range.max) return value;
  complaints.wrong(
    text.spot,
    `'${entry.key.value}' is '${shortened(text.value)}', but must be a whole number ` +
      `from ${range.min} to ${range.max}`,
  );
  return undefined;
}

/** The texts of a list; a single text counts as a list of one. */
export function textsIn(entry: Entry | undefined, complaints: Complaints): readonly Text[] {
  if (entry === undefined) return [];
  const items = entry.value.kind === "text" ? [entry.value] : listItems(entry, complaints);
  const texts = items.map((item) => asText(item, `an entry of '${entry.key.value}'`, complaints));
  return texts.filter((text) => text !== undefined);
}

function listItems(entry: Entry, complaints: Complaints): readonly Tree[] {
  return asList(entry.value, `'${entry.key.value}'`, complaints)?.items ?? [];
}

/** The words of a list from a closed set, each once. */
export function wordsIn<Word extends string>(
  entry: Entry | undefined,
  words: readonly Word[],
  complaints: Complaints,
): readonly Word[] {
  const found = textsIn(entry, complaints).map((text) =>
    asWord(text, words, `an entry of '${entry?.key.value}'`, complaints),
  );
  return [...new Set(found.filter((word) => word !== undefined))];
}

/** Tells that a key is missing. */
export function lacks(at: Spot, key: string, why: string, complaints: Complaints): undefined {
  complaints.wrong(at, `'${key}' is missing: ${why}`);
  return undefined;
}

/** The texts of a map by name, in order; names must fit the pattern. */
export function namedTexts(
  entry: Entry | undefined,
  complaints: Complaints,
): readonly { readonly name: Text; readonly text: Text }[] {
  const map = entry && asMap(entry.value, `'${entry.key.value}'`, complaints);
  return (map?.entries ?? []).flatMap(({ key, value }) => {
    const text = asText(value, `'${key.value}'`, complaints);
    return text ? [{ name: key, text }] : [];
  });
}
