import type { Scanner } from "../lexicon/lexicon.ts";
import type { Unjudged } from "./fault.ts";
import type { Constant } from "./node.ts";
import { decimalOf, type Kind, sameType, type Type, unify } from "./types.ts";
import type { Value } from "./value.ts";

/** One function of the rule language: what checker, interpreter, reference and completion know. */
export interface FunctionRow {
  /** Unique, and what a plan stores: the name, or `name.overload` where a name has several. */
  readonly id: string;
  /** As rules write it: `f(x, y)` and as well `x.f(y)`, unless `style` allows but one of them. */
  readonly name: string;
  readonly style?: "call" | "method";
  readonly params: readonly ParamType[];
  readonly paramNames: readonly string[];
  /** How many of the last parameters may be left out. */
  readonly optionalParams?: number;
  readonly result: ParamType | ResultType;
  /** Steps that a call takes; what grows with its arguments is charged through the context. */
  readonly cost: number;
  /** Whether a call takes these steps and never more. */
  readonly hasFixedCost?: true;
  /** Positions whose argument must be constant in the rule. */
  readonly constants?: readonly number[];
  /** What is wrong with constant arguments, for the author; undefined where one is not constant. */
  readonly check?: (constants: Constants) => string | undefined;
  /** Whether only rule sets with a lexicon may call it. */
  readonly needsLexicon?: true;
  /** One sentence. */
  readonly doc: string;
  /** Expressions with their result, itself an expression, or `missing`, or `fault CODE`. */
  readonly examples: readonly (readonly [expression: string, result: string])[];
  /**
   * Total: never throws, whatever values of its types it gets. Arguments are evaluated and never
   * unjudged, but elements of a list may be.
   */
  readonly run: (args: readonly Value[], context: FunctionContext) => Value | Unjudged;
}

/** A type with variables, such as `list<T>`. A decimal parameter takes decimals of any scale. */
export type ParamType =
  | Exclude<Type, { readonly of: Type }>
  | { readonly kind: "list" | "map" | "optional"; readonly of: ParamType }
  /** One type throughout a call, `among` some kinds where stated. */
  | { readonly kind: "var"; readonly name: string; readonly among?: readonly Kind[] };

/** The constant arguments by position, as nodes hold them: an int as its text. */
export type Constants = readonly (Constant | undefined)[];

/** The type of a result that depends on the arguments, such as the scale that `round` names. */
export type ResultType = (args: readonly Type[], constants: Constants) => Type;

/** What a function may know beside its arguments. */
export interface FunctionContext {
  /** IANA zone of the gate. */
  readonly zone: string;
  /** Spends fuel; false when there is none left, and the function gives a budget fault. */
  readonly charge: (steps: number) => boolean;
  /** The calendar of a country; undefined when none was loaded. */
  readonly calendar: (country: string) => Calendar | undefined;
  /** The rule set's lexicon; absent where it has none, and in generated code. */
  readonly lexicon?: Scanner;
}

export interface Calendar {
  /** ISO weekdays, 1 Monday to 7 Sunday. */
  readonly weekend: readonly number[];
  /** Days since 1970-01-01. */
  readonly holidays: ReadonlySet<number>;
}

/** A row applied to arguments: what each must be widened to, and what comes out. */
export interface Resolved {
  readonly params: readonly Type[];
  readonly result: Type;
}

/**
 * Fits a row to the types of arguments, ints widening to decimals and reals; undefined when they
 * do not fit. `params` are the types of the arguments given, optional ones that were left out are
 * not among them. Pass the constant arguments as well: a scale that one names, as in
 * `round(x, 2)`, counts as the largest possible without.
 */
export function resolve(
  row: FunctionRow,
  args: readonly Type[],
  constants: Constants = [],
): Resolved | undefined {
  const fewest = row.params.length - (row.optionalParams ?? 0);
  if (args.length < fewest || args.length > row.params.length) return undefined;

  const variables = new Map<string, Type>();
  const fits = args.every((arg, index) => fit(row.params[index] as ParamType, arg, variables));
  if (!fits) return undefined;

  const params = args.map((arg, index) => applied(row.params[index] as ParamType, arg, variables));
  const result =
    typeof row.result === "function"
      ? row.result(params, constants)
      : applied(row.result, undefined, variables);
  return { params, result };
}

/** Whether an argument fits a parameter; notes what that makes of the parameter's variables. */
function fit(param: ParamType, arg: Type, variables: Map<string, Type>): boolean {
  if (param.kind === "var") return fitVariable(param, arg, variables);
  if (arg.kind === "never") return true;
  if (param.kind === "list" || param.kind === "map" || param.kind === "optional")
    return arg.kind === param.kind && fit(param.of, arg.of, variables);
  if (arg.kind === "int" && (param.kind === "decimal" || param.kind === "real")) return true;
  return sameType(param as Type, arg);
}

function fitVariable(
  param: ParamType & { readonly kind: "var" },
  arg: Type,
  variables: Map<string, Type>,
): boolean {
  const known = variables.get(param.name);
  const type = known ? unify(known, arg) : arg;
  if (!type) return false;
  if (param.among && type.kind !== "never" && !param.among.includes(type.kind)) return false;
  variables.set(param.name, type);
  return true;
}

/** A parameter's type once its variables are known; decimals take the scale of their argument. */
function applied(
  param: ParamType,
  arg: Type | undefined,
  variables: ReadonlyMap<string, Type>,
): Type {
  switch (param.kind) {
    case "var":
      return variables.get(param.name) ?? { kind: "never" };
    case "list":
    case "map":
    case "optional":
      return { kind: param.kind, of: applied(param.of, elementOf(arg), variables) } as Type;
    case "decimal":
      if (!arg) return param;
      return arg.kind === "decimal" ? arg : decimalOf(0);
    default:
      return param;
  }
}

const elementOf = (type: Type | undefined): Type | undefined =>
  type && "of" in type ? type.of : undefined;
