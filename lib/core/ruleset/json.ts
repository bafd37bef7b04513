import type { Json } from "../expression/value.ts";
import type { Text, Tree } from "./tree.ts";

/**
 * The JSON that a tree stands for in a case. Plain `true`, `false`, `null` and numbers are what
 * they look like; a number that a double would not print again as it was written stays text, so
 * that no digit of a case is lost (`30.10`). What is quoted is text.
 */
export function jsonOf(tree: Tree): Json {
  if (tree.kind === "list") return tree.items.map(jsonOf);
  if (tree.kind === "text") return scalarOf(tree);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key.value, jsonOf(value)]));
}

function scalarOf({ value, plain }: Text): Json {
  if (!plain) return value;
  if (value === "true" || value === "false") return value === "true";
  if (value === "null" || value === "" || value === "~") return null;
  const isNumber = /^-?(0|[1-9]\d*)(\.\d+)?$/.test(value);
  return isNumber && String(Number(value)) === value ? Number(value) : value;
}
