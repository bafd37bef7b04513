import { add, type Decimal, multiply, negate, overflows, subtract } from "./decimal.ts";
import { fault, type Unjudged } from "./fault.ts";
import { intOf } from "./int.ts";
import type { Arithmetic } from "./node.ts";
import type { Type } from "./types.ts";
import type { List, Value } from "./value.ts";

/** `a how b` for two values of one kind; overflow and division by zero are faults. */
export function calculate(how: Arithmetic, a: Value, b: Value, type: Type): Value | Unjudged {
  switch (type.kind) {
    case "int":
      return ints(how, a as bigint, b as bigint);
    case "decimal":
      return decimals(how, a as Decimal, b as Decimal);
    case "real":
      return reals(how, a as number, b as number);
    case "string":
      return (a as string) + (b as string);
    default:
      return [...(a as List), ...(b as List)];
  }
}

function ints(how: Arithmetic, a: bigint, b: bigint): bigint | Unjudged {
  if ((how === "/" || how === "%") && b === 0n) return fault("division_by_zero", `${a} ${how} 0`);
  switch (how) {
    case "+":
      return intOf(a + b);
    case "-":
      return intOf(a - b);
    case "*":
      return intOf(a * b);
    case "/":
      return intOf(a / b);
    case "%":
      return a % b;
  }
}

function decimals(how: Arithmetic, a: Decimal, b: Decimal): Decimal | Unjudged {
  const result = how === "+" ? add(a, b) : how === "-" ? subtract(a, b) : multiply(a, b);
  return overflows(result) ? fault("overflow", "a decimal of more than 38 digits") : result;
}

function reals(how: Arithmetic, a: number, b: number): number | Unjudged {
  if (how === "/" && b === 0) return fault("division_by_zero", `${a} / 0`);
  const result = how === "+" ? a + b : how === "-" ? a - b : how === "*" ? a * b : a / b;
  return Number.isFinite(result) ? result : fault("overflow", "a real beyond its range");
}

/** The value with its sign turned. */
export function negated(value: Value, type: Type): Value | Unjudged {
  if (type.kind === "int") return intOf(-(value as bigint));
  return type.kind === "decimal" ? negate(value as Decimal) : -(value as number);
}
