import { format } from "../../core/expression/decimal.ts";
import { isUnjudged } from "../../core/expression/fault.ts";
import { exactDecimal } from "../../core/expression/functions/doubles.ts";

/** A figure rounded once to so many digits, as text: the same on every machine. */
export function figure(x: number, digits = 2): string {
  const rounded = exactDecimal(x, BigInt(digits));
  return isUnjudged(rounded) ? "unknown" : format(rounded);
}
