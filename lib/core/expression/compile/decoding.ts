import type { Type } from "../types.ts";
import { power, realMax, safeMax } from "./operand.ts";

/** How a raw value becomes a number in generated code. */
export interface Form {
  readonly kind: "int" | "decimal" | "real" | "date" | "instant";
  /** Decimals: the scale of the units. */
  readonly scale: number;
  /** A decoded number beyond it becomes NaN. */
  readonly max: number;
}

/** Units of a field of a single record; below 10^15 a double's text tells which decimal it was. */
export const unitsMax = 1e15 - 1;
/** Units of a field of an element: below 2^37, so that no sum over a pass is unsafe. */
export const elementUnitsMax = 137_438_953_471;

export const formName = (form: Form): string => `${form.kind} ${form.scale} ${form.max}`;

/** The form of a numeric type; undefined for all others. */
export function formOf(type: Type, scale: number, unitsLimit: number): Form | undefined {
  switch (type.kind) {
    case "int":
    case "instant":
      return { kind: type.kind, scale: 0, max: safeMax };
    case "decimal":
      return { kind: "decimal", scale, max: unitsLimit };
    case "real":
      return { kind: "real", scale: 0, max: realMax };
    case "date":
      return { kind: "date", scale: 0, max: 4_000_000 };
    default:
      return undefined;
  }
}

/** Statements that set `target`, which is NaN, to the number that `raw` stands for, if proven. */
export function decoding(form: Form, raw: string, target: string): readonly string[] {
  switch (form.kind) {
    case "decimal":
      return decodingDecimal(form, raw, target);
    case "int":
      return [`if (typeof ${raw} === "number" && isSafeInteger(${raw})) ${target} = ${raw};`];
    case "real":
      return [`if (typeof ${raw} === "number" && ${raw} - ${raw} === 0) ${target} = ${raw};`];
    case "date":
    case "instant":
      return [`if (typeof ${raw} === "string") ${target} = ${form.kind}(${raw});`];
  }
}

/**
 * A JSON number x is the decimal of u units when u / 10^scale gives x again and u is below 10^15:
 * no two decimals of up to 15 digits share a double.
 */
function decodingDecimal({ scale, max }: Form, raw: string, target: string): readonly string[] {
  const units = scale === 0 ? `round(${raw})` : `round(${raw} * ${power(scale)})`;
  const back = scale === 0 ? target : `${target} / ${power(scale)}`;
  return [
    `if (typeof ${raw} === "number") {`,
    `${target} = ${units};`,
    `if (!(${back} === ${raw} && abs(${target}) <= ${max})) ${target} = NaN;`,
    `} else if (typeof ${raw} === "string") ${target} = decimal(${raw}, ${scale}, ${max});`,
  ];
}
