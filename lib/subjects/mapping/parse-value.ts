import { didYouMean } from "../../core/expression/check/suggest.ts";
import { check } from "../../core/expression/check.ts";
import type { Node } from "../../core/expression/node.ts";
import { type Field, listOf, mapOf, STRING, type Type } from "../../core/expression/types.ts";
import { article } from "../../core/expression/value.ts";
import { fieldsOf, kindOf, oneOf, textIn, wordIn } from "../../core/ruleset/fields.ts";
import { allNodes } from "../../core/ruleset/nodes.ts";
import type { Spot } from "../../core/ruleset/problem.ts";
import type { Entry, Text } from "../../core/ruleset/tree.ts";
import { typed } from "./convert.ts";
import { type Reference, type Source, type Steps, takes, type ValueTarget } from "./mapping.ts";
import type { Drafting } from "./parse-fields.ts";
import { parseSteps, type StepEntries, stepKeys } from "./parse-steps.ts";

const sourceKeys = ["column", "path", "constant", "row", "expression"] as const;
type SourceEntries = Readonly<Partial<Record<(typeof sourceKeys)[number], Entry>>>;

/** What a scalar field is: its type, and the words that it may hold where they are listed. */
export type Scalar = Pick<Field, "type" | "values">;

/** Reads how one scalar is made: a column or path alone, or a map that says more. */
export function parseValue(
  entry: Entry,
  field: Scalar,
  drafting: Drafting,
): ValueTarget | undefined {
  const { key, value } = entry;
  const { complaints } = drafting;
  const { type } = field;
  if (value.kind === "text" && value.value !== "") {
    const from = drafting.refer(value);
    const steps = parseSteps({}, type, drafting);
    return { kind: "value", source: { kind: "reference", from }, type, steps, take: "same" };
  }
  if (value.kind !== "map") {
    const found = kindOf(value);
    complaints.wrong(
      value.spot,
      `'${key.value}' is ${found}, but ${wanted(drafting)} makes a value`,
    );
    return undefined;
  }
  const at = fieldsOf(value, [...sourceKeys, ...stepKeys, "take"], `'${key.value}'`, complaints);
  const steps = parseSteps(at, type, drafting);
  tellWords(steps, field, value.spot, drafting);
  const take = wordIn(at.take, takes, complaints) ?? "same";
  if (at.take && (!drafting.isGrouped || drafting.isRow))
    complaints.wrong(
      at.take.key.spot,
      "'take' chooses among the rows of a record: here is one row",
    );
  const source = sourceIn(at, field, steps, value.spot, drafting);
  return source && { kind: "value", source, type, steps, take };
}

const wanted = ({ reads }: Drafting): string =>
  reads === "csv" ? "a column, constant or expression" : "a path, constant or expression";

function sourceIn(
  at: SourceEntries,
  field: Scalar,
  steps: Steps,
  spot: Spot,
  drafting: Drafting,
): Source | undefined {
  const { complaints, reads } = drafting;
  const named = sourceKeys.filter((key) => at[key] !== undefined);
  const right = sourceKeys.filter((key) => key !== (reads === "csv" ? "path" : "column"));
  const [only] = named;
  if (only === undefined || named.length > 1 || !right.includes(only)) {
    complaints.wrong(spot, `one of ${oneOf(right)} must say where the value comes from`);
    return undefined;
  }
  const text = textIn(at[only], complaints);
  const useless = stepKeys.find((key) => (at as StepEntries)[key] !== undefined);
  if (only !== "column" && only !== "path" && only !== "constant" && useless !== undefined)
    complaints.wrong(spot, `'${useless}' works on the text of a column or path, not on '${only}'`);
  if (text === undefined) return undefined;
  if (only === "constant") return constantOf(text, field, steps, drafting);
  if (only === "row") return rowNumberOf(text, field.type, drafting);
  if (only === "expression") return expressionOf(text, field.type, drafting);
  return { kind: "reference", from: drafting.refer(text) };
}

function constantOf(
  text: Text,
  { type, values }: Scalar,
  steps: Steps,
  { complaints }: Drafting,
): Source | undefined {
  const value = typed(text.value, type, steps);
  if (value !== undefined && (!values || values.includes(text.value)))
    return { kind: "constant", value };
  complaints.wrong(text.spot, notOfField(text.value, { type, ...(values && { values }) }));
  return undefined;
}

function notOfField(word: string, { type, values }: Scalar): string {
  const right = values ? oneOf(values) : article(type);
  return `'${word}' is wrong here, right is ${right}${didYouMean(word, values ?? [])}`;
}

/** The words that tables give must be such as the field may hold. */
function tellWords(steps: Steps, field: Scalar, spot: Spot, { complaints }: Drafting): void {
  const words = [...(steps.map?.values() ?? []), ...(steps.prefixes?.values() ?? [])];
  for (const word of new Set([...words, steps.otherwise?.value ?? null])) {
    if (word === null) continue;
    const isRight = field.values?.includes(word) ?? typed(word, field.type, steps) !== undefined;
    if (!isRight) complaints.wrong(spot, notOfField(word, field));
  }
}

function rowNumberOf(text: Text, type: Type, { complaints, isRow }: Drafting): Source | undefined {
  if (text.value === "number" && isRow && (type.kind === "string" || type.kind === "int"))
    return { kind: "row_number" };
  complaints.wrong(
    text.spot,
    isRow ? "'row' may be 'number', of a text or whole number" : "a row has a number in 'each_row'",
  );
  return undefined;
}

function expressionOf(text: Text, type: Type, drafting: Drafting): Source | undefined {
  const { subject, isGrouped, isRow, complaints } = drafting;
  const row = mapOf(STRING);
  const names = { row, ...(isGrouped && !isRow && { rows: listOf(row) }) };
  const scope = { schema: subject.schema, tables: {}, names, facts: [] };
  const checked = check(text.value, scope, { kind: type.kind });
  if (checked.ok) return readBy(checked.node, text.spot, drafting);
  for (const { offset, message } of checked.problems)
    complaints.wrong(text.spotAt(offset), message);
  return undefined;
}

/** The columns that an expression names, of the row alone and of any row. */
function readBy(node: Node, spot: Spot, { refer, reads }: Drafting): Source {
  const found = allNodes(node).flatMap((inner) => keyIn(inner));
  const references = new Map<string, Reference>();
  for (const { name } of reads === "csv" ? found : [])
    if (!references.has(name)) references.set(name, refer({ value: name, spot }));
  const ofRow = new Set(found.filter(({ isOfRow }) => isOfRow).map(({ name }) => name));
  const columns = [...references.values()].filter(({ name }) => ofRow.has(name));
  return { kind: "expression", node, columns };
}

/** `row.x`, `row["x"]` and `has(row.x)` name the column x. */
function keyIn(node: Node): readonly { readonly name: string; readonly isOfRow: boolean }[] {
  if (node.op !== "entry" && node.op !== "has") return [];
  const key = node.op === "has" ? node.field : node.key.op === "const" ? node.key.value : undefined;
  if (node.of.type.kind !== "map" || typeof key !== "string") return [];
  return [{ name: key, isOfRow: node.of.op === "name" && node.of.name === "row" }];
}
