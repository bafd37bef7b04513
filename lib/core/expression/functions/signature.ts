import type { Constants, FunctionRow, ParamType, ResultType } from "../function-row.ts";
import { textShapes } from "../text-shapes.ts";
import { decimalOf, type Kind, listOf, recordOf, scaleMax, type Type } from "../types.ts";
import { type Checked, checkedConstants } from "./constant-kinds.ts";

type Signature = Pick<FunctionRow, "id" | "name" | "params" | "paramNames" | "result"> &
  Pick<Required<FunctionRow>, "optionalParams" | "constants" | "check">;

/**
 * Reads a row's signature: `quot(a: decimal, b: decimal, scale: const Scale): decimal(scale)`.
 * - The name may carry an overload: `date.instant(…)` is an overload of `date`.
 * - `p?:` may be left out, `const` must be constant in the rule.
 * - A capital is a type variable (`T` anything, others see `kindsOfVariable`), a capitalised word
 *   a constant that is checked (see `checkedConstants`).
 * - `TextHit` and other names of `textShapes` are records that functions make.
 * - The result `decimal(p)` has the scale that the constant `p` names or that the decimals of `p`
 *   have, `decimal(p+1)` one more, `decimal(4)` has four.
 *
 * @throws {Error} when it is no signature: a mistake of ours, found as soon as the table is loaded.
 */
export function parseSignature(text: string): Signature {
  const match = /^(\w+)(\.\w+)?\((.*)\): (\S+)$/.exec(text);
  if (!match) throw new Error(`'${text}' is no signature`);
  const [, name = "", overload = "", list = "", result = ""] = match;
  const params = list.split(", ").filter(Boolean).map(parseParam);
  return {
    id: name + overload,
    name,
    params: params.map((param) => param.type),
    paramNames: params.map((param) => param.name),
    optionalParams: params.filter((param) => param.optional).length,
    constants: params.flatMap((param, index) => (param.constant ? [index] : [])),
    check: (constants) => problemOf(params, constants),
    result: parseResult(result, params),
  };
}

interface Param {
  readonly name: string;
  readonly optional: boolean;
  readonly constant: boolean;
  readonly type: ParamType;
  readonly checked?: Checked;
}

function parseParam(text: string): Param {
  const match = /^(\w+)(\?)?: (const )?(\S+)$/.exec(text);
  if (!match) throw new Error(`'${text}' is no parameter`);
  const [, name = "", optional, constant, type = ""] = match;
  const checked = checkedConstants[type];
  return {
    name,
    optional: Boolean(optional),
    constant: Boolean(constant),
    type: checked ? checked.type : parseType(type),
    ...(checked && { checked }),
  };
}

const plainKinds: ReadonlySet<string> = new Set<Kind>([
  "bool",
  "int",
  "real",
  "string",
  "date",
  "instant",
  "numbers",
]);

/** What a variable may stand for, by its letter. `K2` and `K3` are two variables of one sort. */
const kindsOfVariable: Readonly<Record<string, readonly Kind[] | undefined>> = {
  T: undefined,
  N: ["int", "decimal", "real"],
  O: ["int", "decimal", "real", "date", "instant", "string"],
  S: ["bool", "int", "decimal", "real", "string", "date", "instant"],
  K: ["bool", "int", "decimal", "string", "date"],
};

function parseType(text: string): ParamType {
  const nested = /^(list|map)<(.+)>$/.exec(text);
  if (nested) return { kind: nested[1] as "list" | "map", of: parseType(nested[2] as string) };
  if (text === "decimal") return decimalOf(scaleMax);
  if (plainKinds.has(text)) return { kind: text } as ParamType;
  if (Object.hasOwn(textShapes, text)) return recordOf(text) as ParamType;
  const letter = text.charAt(0);
  if (!/^[A-Z]\d?$/.test(text) || !(letter in kindsOfVariable))
    throw new Error(`'${text}' is no type`);
  const among = kindsOfVariable[letter];
  return among ? { kind: "var", name: text, among } : { kind: "var", name: text };
}

function parseResult(text: string, params: readonly Param[]): ParamType | ResultType {
  const listed = /^list<(decimal\(.+\))>$/.exec(text)?.[1];
  if (listed) {
    const of = parseResult(listed, params);
    if (typeof of !== "function") return { kind: "list", of };
    return (args, constants) => listOf(of(args, constants));
  }
  const match = /^decimal\((?:(\d+)|(\w+)(?:\+(\d+))?)\)$/.exec(text);
  if (!match) return parseType(text);
  if (match[1]) return decimalOf(Number(match[1]));
  const index = params.findIndex((param) => param.name === match[2]);
  const more = Number(match[3] ?? 0);
  if (index < 0) throw new Error(`'${text}' names no parameter`);
  return params[index]?.constant
    ? (_, constants) => decimalOf(Math.min(Number(constants[index] ?? scaleMax), scaleMax))
    : (args) => decimalOf(scaleOf(args[index]) + more);
}

function scaleOf(type: Type | undefined): number {
  if (type?.kind === "list") return scaleOf(type.of);
  return type?.kind === "decimal" ? type.scale : 0;
}

function problemOf(params: readonly Param[], constants: Constants): string | undefined {
  for (const [index, param] of params.entries()) {
    const constant = constants[index];
    const problem = constant != null && param.checked?.problem(String(constant));
    if (problem) return problem;
  }
  return undefined;
}
