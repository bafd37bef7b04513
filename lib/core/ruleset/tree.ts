import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
} from "yaml";
import { nestingMax, nestsTooDeep } from "./nesting.ts";
import { type Complaints, type Source, type Spot, sourceOf } from "./problem.ts";
import { scalarOffsets } from "./scalar-offsets.ts";

/** YAML as rules use it: texts, lists and maps with text keys, each with its place. */
export type Tree = Text | ListTree | MapTree;

/** A scalar. All are texts: `yes`, `1.0` and `2026-01-01` stay as they are written. */
export interface Text {
  readonly kind: "text";
  readonly value: string;
  readonly spot: Spot;
  /** Written without quotes and not as a block. */
  readonly plain: boolean;
  /** Where the character of this offset stands in the file. */
  readonly spotAt: (offset: number) => Spot;
}

export interface ListTree {
  readonly kind: "list";
  readonly items: readonly Tree[];
  readonly spot: Spot;
}

export interface MapTree {
  readonly kind: "map";
  readonly entries: readonly Entry[];
  readonly spot: Spot;
}

export interface Entry {
  readonly key: Text;
  readonly value: Tree;
}

/** Bytes of one file of a rule set, in UTF-16 units. */
export const fileLengthMax = 2_000_000;

/**
 * Reads one YAML document. Total: whatever the text, mistakes are told to `complaints`, and what
 * could be read is returned. Aliases, tags, several documents and repeated keys are refused.
 */
export function readTree(path: string, text: string, complaints: Complaints): Tree | undefined {
  const source = sourceOf(path, text);
  const start = { source, offset: 0 };
  if (text.length > fileLengthMax) {
    complaints.wrong(
      start,
      `the file has ${text.length} characters, at most ${fileLengthMax} are read`,
    );
    return undefined;
  }
  const deep = nestsTooDeep(text);
  if (deep !== undefined) {
    complaints.wrong({ source, offset: deep }, `nested deeper than ${nestingMax} levels`);
    return undefined;
  }
  const document = parseDocument(text, {
    schema: "failsafe", // every scalar is a text
    keepSourceTokens: true,
    prettyErrors: false,
    logLevel: "error", // "silent" would also silence a second document
    stringKeys: true,
  });
  for (const { pos, code, message } of [...document.errors, ...document.warnings])
    if (code !== "TAG_RESOLVE_FAILED")
      complaints.wrong({ source, offset: pos[0] }, yamlMessage(code, message));
  return document.contents === null ? undefined : grow(document.contents, source, complaints);
}

function yamlMessage(code: string, message: string): string {
  if (code === "DUPLICATE_KEY") return "this key stands twice: keep one of the two";
  if (code === "MULTIPLE_DOCS") return "a file holds one document: remove '---' and what follows";
  if (code === "NON_STRING_KEY") return "a key must be a text";
  return `not readable as YAML: ${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}

function grow(node: Node, source: Source, complaints: Complaints): Tree | undefined {
  const spot = { source, offset: node.range?.[0] ?? 0 };
  if (isAlias(node)) {
    complaints.wrong(spot, `aliases are not read: write out what '*${node.source}' stands for`);
    return undefined;
  }
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor !== undefined)
    complaints.wrong(spot, `anchors are not read: remove '&${node.anchor}'`);
  if (node.tag !== undefined)
    complaints.wrong(spot, `tags are not read: remove '${written(node.tag)}'`);
  if (isScalar(node)) return textOf(node, spot);
  if (isSeq(node)) {
    const items = node.items.map((item) => grow(item as Node, source, complaints));
    return { kind: "list", items: items.filter((item) => item !== undefined), spot };
  }
  if (!isMap(node)) return undefined;
  const entries = node.items.map((pair) => growPair(pair, source, complaints));
  return { kind: "map", entries: entries.filter((entry) => entry !== undefined), spot };
}

/** A tag of YAML's own as rules would write it: `!!str`. */
const written = (tag: string): string => tag.replace("tag:yaml.org,2002:", "!!");

function growPair(pair: Pair, source: Source, complaints: Complaints): Entry | undefined {
  if (!isPair(pair) || !isScalar(pair.key)) return undefined; // told as NON_STRING_KEY
  const key = textOf(pair.key, { source, offset: pair.key.range?.[0] ?? 0 });
  const value = pair.value === null ? emptyAt(key.spot) : pair.value;
  const tree =
    "kind" in (value as object) ? (value as Text) : grow(value as Node, source, complaints);
  return tree && { key, value: tree };
}

const emptyAt = (spot: Spot): Text => ({
  kind: "text",
  value: "",
  spot,
  plain: true,
  spotAt: () => spot,
});

function textOf(scalar: Scalar, spot: Spot): Text {
  const value = typeof scalar.value === "string" ? scalar.value : "";
  let offsets: readonly number[] | undefined;
  const spotAt = (offset: number): Spot => {
    offsets ??= (scalar.srcToken && scalarOffsets(scalar.srcToken, value)) ?? [];
    return { source: spot.source, offset: offsets[offset] ?? spot.offset };
  };
  return { kind: "text", value, spot, plain: scalar.type === "PLAIN", spotAt };
}
