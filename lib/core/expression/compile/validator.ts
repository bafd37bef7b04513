import type { Subject } from "../../subject.ts";
import { compilePattern } from "../functions/patterns.ts";
import type { Field, Schema, Type } from "../types.ts";
import { isAbsentCode, isObjectCode } from "./fields.ts";
import { isInherited, textLiteral } from "./literal.ts";

/** What the checks of all shapes share: their functions by shape, and what is made once. */
interface Validator {
  readonly schema: Schema;
  readonly names: Map<string, string>;
  readonly functions: string[];
  readonly made: Map<string, string>;
  variables: number;
}

/**
 * The functions that check records against the shapes of a subject, and `fits`, which chooses by
 * the record's kind. They prove: what they cannot prove does not fit.
 */
export function validatorCode(subject: Subject, made: Map<string, string>): string {
  const v: Validator = {
    schema: subject.schema,
    names: new Map(),
    functions: [],
    made,
    variables: 0,
  };
  const choices = subject.records.map(({ name, shape }) => {
    const check = shapeFunction(v, shape);
    return `if (kind === ${textLiteral(name)}) return ${check}(record);`;
  });
  return [...v.functions, "function fits(record, kind) {", ...choices, "return false;", "}"].join(
    "\n",
  );
}

/** The name of the function that checks an object against a shape. */
function shapeFunction(v: Validator, shape: string): string {
  const known = v.names.get(shape);
  if (known) return known;
  const name = `shape${v.names.size + 1}`;
  v.names.set(shape, name);
  const fields = Object.entries(v.schema[shape]?.fields ?? {});
  const lines = fields.flatMap(([field, is]) => fieldLines(v, field, is));
  v.functions.push([`function ${name}(record) {`, ...lines, "return true;", "}"].join("\n"));
  return name;
}

function fieldLines(v: Validator, name: string, field: Field): readonly string[] {
  const raw = variable(v, "f");
  const literal = textLiteral(name);
  const read = isInherited(name)
    ? `hasOwn(record, ${literal}) ? record[${literal}] : undefined`
    : `record[${literal}]`;
  const isText = field.type.kind === "string";
  return [
    `const ${raw} = ${read};`,
    ...(field.required
      ? valueLines(v, raw, field, field.type)
      : [`if (!${isAbsentCode(raw, isText)}) {`, ...valueLines(v, raw, field, field.type), "}"]),
  ];
}

function variable(v: Validator, letter: string): string {
  v.variables += 1;
  return `${letter}${v.variables}`;
}

const unless = (condition: string): string => `if (!(${condition})) return false;`;

/** Statements that leave the function unless a raw value is there and of its type. */
function valueLines(v: Validator, raw: string, field: Field, type: Type): readonly string[] {
  switch (type.kind) {
    case "bool":
      return [unless(`typeof ${raw} === "boolean"`)];
    case "int":
      return [unless(`isSafeInteger(${raw})`)];
    case "decimal":
      return [unless(decimalCode(raw))];
    case "real":
      return [unless(`typeof ${raw} === "number" && ${raw} - ${raw} === 0`)];
    case "date":
      return [unless(`typeof ${raw} === "string" && date(${raw}) > -1e9`)];
    case "instant":
      return [unless(`isInstant(${raw})`)];
    case "string":
      return textLines(v, raw, field);
    case "record":
      return [unless(isObjectCode(raw)), unless(`${shapeFunction(v, type.name)}(${raw})`)];
    case "any":
      return [unless(isObjectCode(raw))];
    case "list":
      return [unless(`isArray(${raw})`), ...listLines(v, raw, field, type.of)];
    case "map": {
      const values = variable(v, "v");
      const made = `const ${values} = mapValues(${raw});`;
      return [unless(isObjectCode(raw)), made, ...listLines(v, values, field, type.of)];
    }
    default:
      return ["return false;"];
  }
}

/** Most numbers show without a call that they have at most six digits after the point. */
const decimalCode = (raw: string): string =>
  `typeof ${raw} === "number" && abs(${raw}) < 1e9 && round(${raw} * 1e6) / 1e6 === ${raw}` +
  ` || isDecimal(${raw})`;

function listLines(v: Validator, raw: string, field: Field, of: Type): readonly string[] {
  const [index, element] = [variable(v, "i"), variable(v, "e")];
  return [
    `for (let ${index} = 0; ${index} < ${raw}.length; ${index}++) {`,
    `const ${element} = ${raw}[${index}];`,
    ...valueLines(v, element, field, of),
    "}",
  ];
}

function textLines(v: Validator, raw: string, field: Field): readonly string[] {
  const { values, pattern, lengthMax } = field;
  return [
    unless(`typeof ${raw} === "string"`),
    ...(lengthMax === undefined ? [] : [unless(`${raw}.length <= ${Number(lengthMax)}`)]),
    ...(values ? [unless(valuesCode(v, raw, values))] : []),
    ...(pattern === undefined ? [] : patternLines(v, raw, pattern)),
  ];
}

/** Values up to which a text is compared one by one. */
const comparedMax = 6;

function valuesCode(v: Validator, raw: string, values: readonly string[]): string {
  const literals = values.map(textLiteral);
  if (literals.length > comparedMax)
    return `${makeOnce(v, `set([${literals.join(", ")}])`)}.has(${raw})`;
  return literals.length === 0 ? "false" : literals.map((one) => `${raw} === ${one}`).join(" || ");
}

/** A pattern that cannot be compiled matches nothing. */
function patternLines(v: Validator, raw: string, pattern: string): readonly string[] {
  if (typeof compilePattern(pattern) === "string") return ["return false;"];
  return [unless(`${makeOnce(v, `pattern(${textLiteral(pattern)})`)}(${raw})`)];
}

function makeOnce(v: Validator, code: string): string {
  const variable = v.made.get(code) ?? `m${v.made.size + 1}`;
  v.made.set(code, variable);
  return variable;
}
