import { sha256 } from "../digest.ts";
import { merkleRoot } from "../pass/merkle.ts";

/** What a seal lists: the names of its entries in their order, a line each. */
export const listText = (names: readonly string[]): string =>
  names.map((name) => `${name}\n`).join("");

/** The names in the text of a list; undefined where it is none. Total. */
export function namesInList(text: string): readonly string[] | undefined {
  if (text === "") return [];
  if (!text.endsWith("\n")) return undefined;
  return text.slice(0, -1).split("\n");
}

/** How a statement names a list: the digest of its text, and the root over its lines. */
export const listFacts = (names: readonly string[]) => ({
  list: sha256(listText(names)),
  root: Buffer.from(merkleRoot(names.map((name) => Buffer.from(name)))).toString("hex"),
});
