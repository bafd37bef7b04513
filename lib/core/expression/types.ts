/**
 * The static types of the rule language. A type is plain JSON, so that a compiled plan can be
 * stored: records are named and their shapes stand once, in a `Schema`.
 */
export type Type =
  | { readonly kind: "bool" }
  | { readonly kind: "int" }
  /** `scale`: an upper bound of the digits after the point. */
  | { readonly kind: "decimal"; readonly scale: number }
  | { readonly kind: "real" }
  | { readonly kind: "string" }
  | { readonly kind: "date" }
  | { readonly kind: "instant" }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "map"; readonly of: Type }
  | { readonly kind: "record"; readonly name: string }
  /** A set of whole numbers, of which a series may have used millions. */
  | { readonly kind: "numbers" }
  | { readonly kind: "optional"; readonly of: Type }
  /** JSON that no rule may look into (`ext`). */
  | { readonly kind: "any" }
  /** The element of an empty list: fits every type. */
  | { readonly kind: "never" };

export type Kind = Type["kind"];

/** One field of a record, with what the built-in rule `schema` checks of it. */
export interface Field {
  readonly type: Type;
  /** Required wherever the record that holds it is present. */
  readonly required: boolean;
  readonly doc?: string;
  /** A field that names or describes a person: masked in what is kept. */
  readonly personal?: boolean;
  readonly values?: readonly string[];
  /** An anchored pattern without look-around; linear by construction. */
  readonly pattern?: string;
  readonly lengthMax?: number;
  /** The digits after the point that the fast path decodes at; values with more go the exact way. */
  readonly usualScale?: number;
}

/** The fields of a record type by their name. */
export interface Shape {
  readonly fields: Readonly<Record<string, Field>>;
}

/** Named record shapes; names are unique, such as `Order` and `Order.items`. */
export type Schema = Readonly<Record<string, Shape>>;

export const BOOL: Type = { kind: "bool" };
export const INT: Type = { kind: "int" };
export const REAL: Type = { kind: "real" };
export const STRING: Type = { kind: "string" };
export const DATE: Type = { kind: "date" };
export const INSTANT: Type = { kind: "instant" };
export const NUMBERS: Type = { kind: "numbers" };
export const ANY: Type = { kind: "any" };
export const NEVER: Type = { kind: "never" };
export const decimalOf = (scale: number): Type => ({ kind: "decimal", scale });
export const listOf = (of: Type): Type => ({ kind: "list", of });
export const mapOf = (of: Type): Type => ({ kind: "map", of });
export const recordOf = (name: string): Type => ({ kind: "record", name });
export const optionalOf = (of: Type): Type => ({ kind: "optional", of });

/** The scale that every decimal must stay within; a product that could pass it must be rounded. */
export const scaleMax = 24;
/** Money and quantities carry at most six digits after the point. */
export const fieldScaleMax = 6;

/** The type as a rule author reads it: `list<decimal>`, `Invoice.lines`. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case "list":
    case "map":
    case "optional":
      return `${type.kind}<${typeName(type.of)}>`;
    case "record":
      return type.name;
    default:
      return type.kind;
  }
}

/** Whether two types are the same, decimals whatever their scale. */
export function sameType(a: Type, b: Type): boolean {
  if (a.kind !== b.kind) return false;
  if (a.kind === "record") return a.name === (b as typeof a).name;
  if (a.kind === "list" || a.kind === "map" || a.kind === "optional")
    return sameType(a.of, (b as typeof a).of);
  return true;
}

/** The type both fit, ints widening to decimals and reals; undefined when there is none. */
export function unify(a: Type, b: Type): Type | undefined {
  if (a.kind === "never") return b;
  if (b.kind === "never") return a;
  if (a.kind === "decimal" && b.kind === "decimal") return a.scale >= b.scale ? a : b;
  if (a.kind === "int" && (b.kind === "decimal" || b.kind === "real")) return b;
  if (b.kind === "int" && (a.kind === "decimal" || a.kind === "real")) return a;
  if (a.kind === "record" && b.kind === "record") return a.name === b.name ? a : undefined;
  if (a.kind === "list" || a.kind === "map" || a.kind === "optional") {
    if (a.kind !== b.kind) return undefined;
    const of = unify(a.of, b.of);
    return of && { kind: a.kind, of };
  }
  return a.kind === b.kind ? a : undefined;
}
