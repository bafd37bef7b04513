import type { Node, SetForm } from "../expression/node.ts";
import { textOf } from "../expression/text-of.ts";
import { recordOf, typeName } from "../expression/types.ts";
import type { RecordKind } from "../subject.ts";
import { checkText, type Expressions, type Placed } from "./expressions.ts";
import { allNodes, freeNames, sameNode, withNames } from "./nodes.ts";
import type { Complaints, Spot } from "./problem.ts";
import { headerNames } from "./scopes.ts";
import type { Text } from "./tree.ts";

/** What the key of a set rule is made from. */
export interface KeyGround {
  readonly start: Spot;
  readonly expressions: Expressions;
  /** Lets, and parameters as constants: what they stand for, since a key is made without them. */
  readonly meanings: ReadonlyMap<string, Node>;
}

/** What brings a set rule's records together. */
export interface SetKey {
  readonly by: Node;
  /** The key of each other kind that the rule joins. */
  readonly joins: readonly { readonly of: string; readonly by: Node }[];
}

/** The key that brings a set rule's records together: one for all of its forms. */
export function setKeyOf(by: Text | undefined, ground: KeyGround): SetKey | undefined {
  const { expressions, start, meanings } = ground;
  const given = by && checkKey(by, expressions);
  const forms = formsIn(expressions.placed);
  if (forms.length === 0)
    expressions.complaints.wrong(
      start,
      "a rule of scope set compares records by duplicates, others, overlaps, gaps, runningSum, " +
        "previous or joined, and this one has none of them: make it scope record",
    );
  for (const { form, spot } of forms)
    for (const part of ownPartsOf(form))
      tellForeign(withNames(part, meanings), ["record", "params"], spot, expressions.complaints);
  const keys = forms.map(({ form, spot }) => ({ node: withNames(form.by, meanings), spot }));
  for (const [i, { form, spot }] of forms.entries())
    if (form.form === "others" && form.archive !== undefined && isKeyOfKey(keys[i]?.node))
      expressions.complaints.wrong(
        spot,
        `no row of '${form.archive}' has a key that is made of a key: write the parts in place, ` +
          "as in others(key(a, b), …)",
      );
  if (keys.some(({ node, spot }) => tellForeign(node, ["record"], spot, expressions.complaints)))
    return undefined;
  const all = given && by ? [{ node: withNames(given, meanings), spot: by.spot }, ...keys] : keys;
  const only = onlyKey(all, expressions.complaints);
  return only && { by: only, joins: joinsOf(forms, ground) };
}

/** One key for each kind that is joined, whatever the forms that join it. */
function joinsOf(
  forms: readonly { readonly form: SetForm; readonly spot: Spot }[],
  { expressions: { complaints }, meanings }: KeyGround,
): SetKey["joins"] {
  const keys = forms.flatMap(({ form, spot }) => {
    if (form.form !== "joined" || form.type.kind !== "list") return [];
    const node = withNames(form.key, meanings);
    if (tellForeign(node, ["other"], spot, complaints)) return [];
    const record: Node = { op: "name", type: form.type.of, name: "record" };
    return [{ of: form.of, node: withNames(node, new Map([["other", record]])), spot }];
  });
  return [...Map.groupBy(keys, ({ of }) => of)].flatMap(([of, own]) => {
    const by = onlyKey(own, complaints);
    return by ? [{ of, by }] : [];
  });
}

/** A `let` that is a key of several parts becomes one part where it is taken for a key again. */
const isKeyOfKey = (node: Node | undefined): boolean =>
  node?.op === "call" &&
  node.fn === "key" &&
  node.args.length === 1 &&
  node.args.some((arg) => arg.op === "call" && arg.fn === "key" && arg.args.length > 1);

/** The key of the records that the rows of a roster are looked for in; it sees `record`. */
export function rosterKeyOf(
  kind: RecordKind,
  row: string,
  musts: readonly Placed[],
  { start, expressions }: KeyGround,
): Node | undefined {
  const { complaints } = expressions;
  const record: Node = { op: "name", type: recordOf(kind.shape), name: "record" };
  const forms = formsIn(expressions.placed).flatMap(({ form, spot }) =>
    form.form === "present" ? [{ form, spot }] : [],
  );
  if (!formsIn(musts).some(({ form }) => form.form === "present"))
    complaints.wrong(
      start,
      "a rule with 'for:' looks for its row among the records: write row.id in " +
        "records.key(r, r.id) in 'must'",
    );
  for (const { form, spot } of forms) {
    if (form.by.type.kind !== "string")
      complaints.wrong(
        spot,
        `rows are looked for by a text, this is ${typeName(form.by.type)}: write key(…) on ` +
          "both sides",
      );
    tellForeign(form.by, [row], spot, complaints);
  }
  onlyKey(
    forms.map(({ form, spot }) => ({ node: form.by, spot })),
    complaints,
  );
  const keys = forms.map(({ form, spot }) => ({
    node: withNames(form.record, new Map([[form.name, record]])),
    spot,
  }));
  return onlyKey(keys, complaints);
}

function checkKey(by: Text, expressions: Expressions): Node | undefined {
  const node = checkText(by, undefined, expressions);
  if (node === undefined || (node.op === "call" && node.fn === "key")) return node;
  const wrapped = { ...by, value: `key(${by.value})`, spotAt: () => by.spot };
  return checkText(wrapped, undefined, expressions);
}

function formsIn(placed: readonly Placed[]): readonly { form: SetForm; spot: Spot }[] {
  return placed.flatMap(({ node, spot }) =>
    allNodes(node).flatMap((inner) => (inner.op === "set" ? [{ form: inner, spot }] : [])),
  );
}

/** The parts of a form that are worked out for each record of the key alone, outside of loops. */
function ownPartsOf(form: SetForm): readonly Node[] {
  switch (form.form) {
    case "overlaps":
      return [form.from, form.to];
    case "gaps":
      return [form.number];
    case "runningSum":
      return [form.value, ...form.order];
    case "previous":
      return form.order;
    default:
      return [];
  }
}

/** Tells names that are not there when a record is brought together with others. */
function tellForeign(
  node: Node,
  seen: readonly string[],
  spot: Spot,
  complaints: Complaints,
): boolean {
  const foreign = [...freeNames(node)].find(
    (name) => !seen.includes(name.split(".")[0] ?? name) && !headerNames.has(name),
  );
  if (foreign !== undefined)
    complaints.wrong(
      spot,
      `a key and an order are made from each record by itself, which does not see '${foreign}'`,
    );
  return foreign !== undefined;
}

function onlyKey(keys: readonly Placed[], complaints: Complaints): Node | undefined {
  const [first, ...rest] = keys;
  if (first === undefined) return undefined;
  for (const { node, spot } of rest)
    if (!sameNode(node, first.node))
      complaints.wrong(
        spot,
        `this brings records together by ${textOf(node)}, but the rule already does by ` +
          `${textOf(first.node)}: one rule has one key, make two rules`,
      );
  return first.node;
}
