import { parse } from "@bufbuild/cel";
import type { ExpressionProblem } from "./scope.ts";

/**
 * CEL as it was written, with its macros still macros: what the parser's syntax tree says, without
 * the comprehensions that it expands macros into. `offset` counts UTF-16 units in the text.
 */
export type Cel = { readonly offset: number } & (
  | { readonly kind: "bool"; readonly value: boolean }
  | { readonly kind: "int"; readonly value: bigint }
  /** The literal as written, since a double would not keep its digits. */
  | { readonly kind: "decimal"; readonly text: string }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "null" }
  | { readonly kind: "refused"; readonly what: string }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "select"; readonly of: Cel; readonly field: string }
  | { readonly kind: "has"; readonly of: Cel; readonly field: string }
  | { readonly kind: "list"; readonly items: readonly Cel[] }
  | { readonly kind: "map"; readonly entries: readonly (readonly [Cel, Cel])[] }
  | {
      readonly kind: "call";
      readonly name: string;
      readonly target?: Cel;
      readonly args: readonly Cel[];
    }
  | {
      readonly kind: "loop";
      readonly macro: "all" | "exists" | "exists_one" | "map" | "filter";
      readonly name: string;
      readonly list: Cel;
      readonly body: Cel;
      readonly where?: Cel;
    }
);

export type Parsed =
  | { readonly ok: true; readonly cel: Cel }
  | { readonly ok: false; readonly problem: ExpressionProblem };

/** Expressions longer than this are refused before they are parsed. */
export const expressionLengthMax = 10_000;
/** Brackets may be nested this deep. */
export const expressionDepthMax = 100;
/** Operators may be chained this long: each stands inside the next. */
export const expressionChainMax = 500;

type ParsedExpr = ReturnType<typeof parse>;
type Expr = ParsedExpr["expr"];

/** Parses an expression; a mistake in its syntax is data. */
export function parseCel(text: string): Parsed {
  const problem = tooMuch(text);
  if (problem) return { ok: false, problem };
  try {
    return { ok: true, cel: reader(text, parse(text)) };
  } catch (error) {
    return { ok: false, problem: syntaxProblem(text, error) };
  }
}

function tooMuch(text: string): ExpressionProblem | undefined {
  const at = (message: string) => ({ offset: 0, length: 1, message });
  if (text.trim() === "") return at("the expression is empty");
  if (text.length > expressionLengthMax)
    return at(`the expression has ${text.length} characters, at most ${expressionLengthMax} count`);
  const depth = nesting(text);
  return depth > expressionDepthMax
    ? at(`brackets are nested ${depth} deep, at most ${expressionDepthMax} are read`)
    : undefined;
}

/** How deep brackets stand in each other; those in strings count too, which no rule needs. */
function nesting(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (const char of text) {
    if (char === "(" || char === "[" || char === "{") deepest = Math.max(deepest, ++depth);
    else if (char === ")" || char === "]" || char === "}") depth--;
  }
  return deepest;
}

function syntaxProblem(text: string, error: unknown): ExpressionProblem {
  if (error instanceof RangeError)
    return {
      offset: 0,
      length: 1,
      message: `more than ${expressionChainMax} operators in a chain`,
    };
  const location = (error as { location?: { start?: { offset?: number } } }).location;
  const offset = Math.min(location?.start?.offset ?? 0, text.length);
  const rest = text.slice(offset);
  if (/^=[^=]/.test(rest))
    return { offset, length: 1, message: "found '=', write '==' to compare" };
  if (/^(and|or|not)\b/.test(rest))
    return { offset, length: 3, message: "write && for and, || for or, ! for not" };
  const found = rest === "" ? "the end" : `'${(/^(\w+|.)/su.exec(rest)?.[0] ?? "").slice(0, 20)}'`;
  return { offset, length: 1, message: `found ${found}, which does not fit here` };
}

function reader(text: string, parsed: ParsedExpr): Cel {
  const positions = parsed.sourceInfo?.positions ?? {};
  const macros = parsed.sourceInfo?.macroCalls ?? {};

  let depth = 0;

  function read(expr: Expr): Cel {
    if (++depth > expressionChainMax) throw new RangeError("chained too long");
    const cel = readKind(expr);
    depth--;
    return cel;
  }

  function readKind(expr: Expr): Cel {
    const offset = positions[expr.id.toString()] ?? 0;
    const kind = expr.exprKind;
    switch (kind.case) {
      case "constExpr":
        return constant(kind.value.constantKind, offset);
      case "identExpr":
        return { kind: "name", name: kind.value.name, offset };
      case "selectExpr": {
        const of = read(kind.value.operand as Expr);
        return {
          kind: kind.value.testOnly ? "has" : "select",
          of,
          field: kind.value.field,
          offset,
        };
      }
      case "callExpr": {
        const { target, args } = kind.value;
        const call = { kind: "call", name: kind.value.function, args: args.map(read), offset };
        return (target ? { ...call, target: read(target as Expr) } : call) as Cel;
      }
      case "listExpr":
        return { kind: "list", items: kind.value.elements.map(read), offset };
      case "structExpr":
        return struct(kind.value, offset);
      case "comprehensionExpr":
        return loop(expr, kind.value, offset);
      default:
        return { kind: "refused", what: "this construct", offset };
    }
  }

  function constant(literal: Literal, offset: number): Cel {
    switch (literal.case) {
      case "boolValue":
        return { kind: "bool", value: literal.value, offset };
      case "int64Value":
        return { kind: "int", value: literal.value, offset };
      case "doubleValue":
        return { kind: "decimal", text: literalAt(text, offset), offset };
      case "stringValue":
        return { kind: "string", value: literal.value, offset };
      case "nullValue":
        return { kind: "null", offset };
      case "uint64Value":
        return { kind: "refused", what: "an unsigned literal (1u)", offset };
      case "bytesValue":
        return { kind: "refused", what: 'a bytes literal (b"…")', offset };
      default:
        return { kind: "refused", what: "this literal", offset };
    }
  }

  function struct(value: Struct, offset: number): Cel {
    if (value.messageName) return { kind: "refused", what: "a message literal", offset };
    const entries = value.entries.map((entry) => {
      const key = entry.keyKind.case === "mapKey" ? read(entry.keyKind.value) : undefined;
      return [key as Cel, read(entry.value as Expr)] as const;
    });
    return { kind: "map", entries, offset };
  }

  function loop(expr: Expr, value: Comprehension, offset: number): Cel {
    const call = macros[expr.id.toString()]?.exprKind;
    const macro = call?.case === "callExpr" ? call.value.function : "";
    const list = read(value.iterRange as Expr);
    const args = callArgs(value.loopStep as Expr);
    const made = { kind: "loop" as const, name: value.iterVar, list, offset };
    const first = args[0] as Expr;
    if (macro === "all" || macro === "exists")
      return { ...made, macro, body: read(args[1] as Expr) };
    if (macro === "filter") return { ...made, macro, body: read(first) };
    if (macro === "exists_one" || macro === "existsOne")
      return { ...made, macro: "exists_one", body: read(first) };
    if (args.length === 3) {
      const element = lastElement(callArgs(args[1] as Expr)[1] as Expr);
      return { ...made, macro: "map", where: read(first), body: read(element) };
    }
    return { ...made, macro: "map", body: read(lastElement(args[1] as Expr)) };
  }

  return read(parsed.expr);
}

type Kind = Expr["exprKind"];
type Literal = Extract<Kind, { case: "constExpr" }>["value"]["constantKind"];
type Struct = Extract<Kind, { case: "structExpr" }>["value"];
type Comprehension = Extract<Kind, { case: "comprehensionExpr" }>["value"];

const callArgs = (expr: Expr): readonly Expr[] =>
  expr.exprKind.case === "callExpr" ? expr.exprKind.value.args : [];

const lastElement = (expr: Expr): Expr =>
  (expr.exprKind.case === "listExpr" ? expr.exprKind.value.elements[0] : expr) as Expr;

function literalAt(text: string, offset: number): string {
  return /^-?\s*\d*\.?\d*(?:[eE][+-]?\d+)?/.exec(text.slice(offset))?.[0] ?? "";
}
