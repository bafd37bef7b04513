import type { Field, Schema, Shape, Type } from "../../core/expression/types.ts";
import type { Json, JsonObject } from "../../core/expression/value.ts";
import type { RecordKind, Subject } from "../../core/subject.ts";

/** A record to begin a case with: what its schema requires, its natural key and one field more. */
export interface SampleRecord {
  readonly value: JsonObject;
  /** A field that a record may do without. */
  readonly field: string;
  readonly isText: boolean;
}

/** The least record of a kind that fits its schema; undefined where no field could be left out. */
export function sampleRecord({ schema }: Subject, kind: RecordKind): SampleRecord | undefined {
  const shape = schema[kind.shape] ?? { fields: {} };
  const field = optionalField(shape, kind);
  if (field === undefined) return undefined;
  const keys = kind.key.map((path) => path.split(".")[0] as string);
  const value = sampleOf(schema, shape, [...keys, field]);
  return { value, field, isText: shape.fields[field]?.type.kind === "string" };
}

const scalars: readonly Type["kind"][] = ["string", "decimal", "int", "date", "instant", "bool"];

/** A field of text rather than another, since texts are what is forgotten. */
function optionalField({ fields }: Shape, { key }: RecordKind): string | undefined {
  const optional = Object.entries(fields).filter(
    ([name, { type, required }]) => !required && !key.includes(name) && scalars.includes(type.kind),
  );
  const texts = optional.filter(([, { type, values }]) => type.kind === "string" && !values);
  return (texts[0] ?? optional[0])?.[0];
}

function sampleOf(schema: Schema, { fields }: Shape, wanted: readonly string[]): JsonObject {
  const entries = Object.entries(fields).filter(
    ([name, { required }]) => required || wanted.includes(name),
  );
  return Object.fromEntries(entries.map(([name, field]) => [name, valueOfField(schema, field)]));
}

function valueOfField(schema: Schema, field: Field): Json {
  const [first] = field.values ?? [];
  if (first !== undefined) return first;
  const { pattern, lengthMax = Number.POSITIVE_INFINITY } = field;
  if (field.type.kind !== "string") return valueOfType(schema, field.type);
  const fits = (text: string): boolean =>
    text.length <= lengthMax && (pattern === undefined || new RegExp(pattern, "u").test(text));
  return texts.find(fits) ?? "";
}

/** What fits most patterns of names, codes, countries, currencies, languages, links. */
const texts = [
  "Example",
  "A-1",
  "EE",
  "EUR",
  "en",
  "C62",
  "10115",
  "12345678",
  "https://example.org/",
];

function valueOfType(schema: Schema, type: Type): Json {
  switch (type.kind) {
    case "decimal":
      return "1.00";
    case "int":
    case "real":
      return 1;
    case "bool":
      return true;
    case "date":
      return "2026-01-31";
    case "instant":
      return "2026-01-31T12:00:00Z";
    case "list":
      return [valueOfType(schema, type.of)];
    case "record":
      return sampleOf(schema, schema[type.name] ?? { fields: {} }, []);
    case "string":
      return "Example";
    default:
      return {};
  }
}
