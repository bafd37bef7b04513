import type { Json, JsonObject } from "../../core/expression/value.ts";
import { rootNamespaces, rootPath, type Syntax, syntaxes } from "./syntax.ts";
import {
  type Sink,
  type Slot,
  type Split,
  type TreeNode,
  termTree,
  type Variant,
} from "./term-tree.ts";
import { dateIn, looksLikeIban, numberIn, textIn } from "./values.ts";
import type { Refused, Tag, Visitor } from "./walk.ts";

type Fields = Record<string, Json>;

/** What is gathered of a document while it goes by. */
export interface Built {
  readonly syntax: Syntax;
  /** The line of the root element. */
  readonly line: number;
  /** The invoice, before it is settled. */
  readonly fields: JsonObject;
  readonly vatTotals: readonly MarkedAmount[];
  /** The first amount in each currency. */
  readonly currencies: ReadonlyMap<string, Spot>;
}

/** Where something stands. */
export interface Spot {
  readonly line: number;
  readonly path: string;
}

/** A VAT total, which only its currency tells apart from the other. */
export interface MarkedAmount extends Spot {
  readonly value: string;
  readonly currency: string | undefined;
}

/** Builds the invoice of a document from its elements; ask for it once the document is at its end. */
export function building(): Visitor & { readonly built: () => Built | undefined } {
  let started: Building | undefined;
  return {
    open: (tag, line) => {
      if (started) return started.open(tag, line);
      const syntax = syntaxOf(tag);
      if (syntax === undefined) return notInvoice(tag, line);
      started = startBuilding(syntax, line);
      return undefined;
    },
    text: (text) => started?.text(text),
    close: (line) => started?.close(line),
    built: () => started?.built,
  };
}

const syntaxOf = (tag: Tag): Syntax | undefined =>
  syntaxes.find((name) => tag.local === name && tag.uri === rootNamespaces[name]);

function notInvoice(tag: Tag, line: number): Refused {
  const namespace = tag.uri === "" ? "no namespace" : `the namespace ${tag.uri}`;
  return {
    code: "not_invoice",
    line,
    reason:
      `found <${tag.local}> in ${namespace}, right is one Invoice or CreditNote of UBL 2.1, or one ` +
      "CrossIndustryInvoice (CII D16B), as the root: take each out of what wraps it",
  };
}

type Building = Visitor & { readonly built: Built };

/** Trees are made once a syntax. */
const trees = new Map<Syntax, TreeNode>();

function treeOf(syntax: Syntax): TreeNode {
  const known = trees.get(syntax);
  if (known) return known;
  const made = termTree(syntax);
  trees.set(syntax, made);
  return made;
}

interface Level {
  readonly node: TreeNode;
  /** Values kept until the element is told apart, by the innermost element that is. */
  readonly kept: (Kept | undefined)[] | undefined;
  /** Objects that were open before it, so that its end closes its own. */
  readonly depth: number;
}

/** A value that waits, and where it stood. */
interface Kept {
  readonly raw: string;
  readonly currency: string | undefined;
  readonly line: number;
}

/** The places of values are worked out only where something is wrong with one. */
function startBuilding(syntax: Syntax, rootLine: number): Building {
  const fields: Fields = {};
  const objects: Fields[] = [fields];
  const levels: Level[] = [];
  const vatTotals: MarkedAmount[] = [];
  const currencies = new Map<string, Spot>();
  let level: Level = { node: treeOf(syntax), kept: undefined, depth: 1 };
  /** Elements below one that is not read. */
  let skipped = 0;
  let text = "";
  let currency: string | undefined;

  const spot = (line: number, inner = ""): Spot => {
    const names = [...levels.slice(1), level].map(({ node }) => `/${node.name}`);
    return { line, path: `${rootPath(syntax)}${names.join("")}${inner && `/${inner}`}` };
  };

  const open = (list: string): void => {
    const parent = objects.at(-1) as Fields;
    const made: Fields = {};
    const known = parent[list] as Fields[] | undefined;
    if (known === undefined) parent[list] = [made];
    else known.push(made);
    objects.push(made);
  };

  const put = (slot: Slot, { raw, currency, line }: Kept, inner?: string): Refused | undefined => {
    if (slot.as === "vat_total") {
      vatTotals.push({ ...spot(line, inner), value: numberIn(raw), currency });
      return undefined;
    }
    if (slot.as === "amount" && currency !== undefined && !currencies.has(currency))
      currencies.set(currency, spot(line, inner));
    const before = set(objects[slot.level] as Fields, slot, raw);
    return before === undefined ? undefined : twice(spot(line, inner), before, raw);
  };

  const take = (sink: Sink, raw: string, line: number): Refused | undefined => {
    if (isBlank(raw)) return undefined;
    if (sink.slot) return put(sink.slot, { raw, currency, line });
    const { kept } = level;
    const before = kept?.[sink.kept];
    if (before !== undefined) return twice(spot(line), before.raw, raw);
    if (kept) kept[sink.kept] = { raw, currency, line };
    return undefined;
  };

  /** The element is known as a whole: its values go where the variant that it is has them. */
  const tellApart = (
    split: Split,
    kept: readonly (Kept | undefined)[],
    line: number,
  ): Refused | undefined => {
    const fitting = split.variants.filter((variant) => fits(variant, kept));
    if (fitting.length === 0 && isExhaustive(split)) return untold(split, spot(line));
    for (const { list, slots } of fitting) {
      if (list !== undefined) open(list);
      for (const { kept: at, slot } of slots) {
        const value = kept[at];
        const refused = value && put(slot, value, split.names[at]);
        if (refused) return refused;
      }
      if (list !== undefined) objects.pop();
    }
    return undefined;
  };

  const enter = (node: TreeNode, tag: Tag, line: number): Refused | undefined => {
    levels.push(level);
    const kept = node.split ? new Array<undefined>(node.split.names.length) : level.kept;
    level = { node, kept, depth: objects.length };
    if (node.list !== undefined) open(node.list);
    text = "";
    currency = node.text ? tag.attributes.currencyID?.value.trim() : undefined;
    for (const { local, sink } of node.attributes) {
      const found = tag.attributes[local];
      const refused = found && take(sink, found.value, line);
      if (refused) return refused;
    }
    return undefined;
  };

  return {
    built: { syntax, line: rootLine, fields, vatTotals, currencies },
    open: (tag, line) => {
      if (skipped === 0) {
        const node = level.node.children.get(tag.local);
        if (node !== undefined && node.uri === tag.uri) return enter(node, tag, line);
        if (level.node.text && level.node.children.size === 0)
          return holdsElement(spot(line), tag.name);
      }
      skipped++;
      return undefined;
    },
    text: (found) => {
      if (skipped === 0 && level.node.text) text += found;
      return undefined;
    },
    close: (line) => {
      if (skipped > 0) {
        skipped--;
        return undefined;
      }
      const { node, kept, depth } = level;
      const refused =
        (node.text && take(node.text, text, line)) ??
        (node.split && kept && tellApart(node.split, kept, line));
      objects.length = depth;
      level = levels.pop() ?? level;
      return refused;
    },
  };
}

const isBlank = (text: string): boolean => text === "" || text.trim() === "";

/** Sets a field; gives what is there already, unless it may repeat and says the same. */
function set(object: Fields, slot: Slot, raw: string): string | undefined {
  const [first, second] = slot.path as [string, string | undefined];
  let into = object;
  if (second !== undefined) {
    object[first] ??= {};
    into = object[first] as Fields;
  }
  const value = readAs(slot, raw);
  const name = nameOf(second ?? first, slot, value);
  const before = into[name];
  if (slot.as === "texts") {
    if (before === undefined) into[name] = [value];
    else (before as Json[]).push(value);
    return undefined;
  }
  if (before !== undefined) return slot.mayRepeat && before === value ? undefined : String(before);
  into[name] = value;
  return undefined;
}

function readAs({ as }: Slot, raw: string): string {
  if (as === "amount" || as === "number") return numberIn(raw);
  return as === "date" ? dateIn(raw) : textIn(raw);
}

/** UBL has one place for accounts of both sorts. */
const nameOf = (name: string, { as }: Slot, value: string): string =>
  as === "account" && looksLikeIban(value) ? "payee_iban" : name;

const fits = ({ tells, values, isNot }: Variant, kept: readonly (Kept | undefined)[]): boolean =>
  values.includes(kept[tells]?.raw.trim() ?? "") !== isNot;

/** Whether an element must be one of its variants: allowances and charges say which they are. */
const isExhaustive = ({ variants }: Split): boolean =>
  variants.some(({ values }) => values.includes("true") || values.includes("false"));

function untold({ variants, names }: Split, { line, path }: Spot): Refused {
  const values = variants.flatMap((variant) => variant.values).join(", ");
  const reason = `${path} (line ${line}): ${names[variants[0]?.tells ?? 0]} must be one of ${values}`;
  return { code: "bad_value", line, path, reason };
}

const twice = ({ line, path }: Spot, before: string, found: string): Refused => ({
  code: "duplicate_element",
  line,
  path,
  reason:
    `${path} (line ${line}) stands twice, as '${shown(before)}' and as '${shown(found)}': one of them ` +
    "would be lost, leave it once",
});

const holdsElement = ({ line, path }: Spot, name: string): Refused => ({
  code: "bad_value",
  line,
  path,
  reason: `${path} (line ${line}) is a text, and cannot hold the element ${name}`,
});

const shownMax = 60;
const shown = (text: string): string =>
  text.trim().length > shownMax ? `${text.trim().slice(0, shownMax)}…` : text.trim();
