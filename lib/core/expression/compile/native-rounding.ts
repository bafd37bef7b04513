import type { roundings } from "../decimal.ts";
import type { Node } from "../node.ts";
import { divided, product, type RoundingCode, rounded, roundingCodes } from "./arithmetic.ts";
import type { Native } from "./natives.ts";
import { align, bool, type Operand, power, prove, whole } from "./operand.ts";
import { declare, demand, type Writing } from "./writing.ts";

/** A constant number of digits after the point. */
function scaleIn(node: Node | undefined): number | undefined {
  const scale = node?.op === "const" ? Number(node.value) : Number.NaN;
  return Number.isInteger(scale) && scale >= 0 ? scale : undefined;
}

/** `round(x, 2)` and its kin; without a second argument to a whole number. */
export function roundingBy(how: (typeof roundings)[number]): Native {
  const code = roundingCodes[how] as RoundingCode;
  return (w, node, args) => {
    const scale = node.args.length > 1 ? scaleIn(node.args[1]) : 0;
    if (scale === undefined || node.args[0]?.type.kind !== "decimal") return undefined;
    return rounded(w, args()[0] as Operand, scale, code);
  };
}

export const isWhole: Native = (w, _, args) => {
  const x = prove(w, args()[0] as Operand);
  if (x.scale === 0) return bool("true");
  const one = power(x.scale);
  return bool(`(trunc(${x.code} / ${one}) * ${one} === ${x.code})`);
};

/** `quot(a, b, scale [, rounding])` */
export const compileQuot: Native = (w, node, args) => {
  const scale = scaleIn(node.args[2]);
  const named = node.args[3];
  const how = named?.op === "const" ? String(named.value) : "half_away";
  const code = Object.hasOwn(roundingCodes, how) ? roundingCodes[how] : undefined;
  if (scale === undefined || !code || (named && named.op !== "const")) return undefined;
  const [a, b] = args() as [Operand, Operand];
  return quotient(w, a, b, scale, code);
};

function quotient(
  w: Writing,
  a: Operand,
  b: Operand,
  scale: number,
  rounding: RoundingCode,
): Operand {
  const shift = scale + b.scale - a.scale;
  const up = shift > 0 ? align(w, a, a.scale + shift) : a;
  const down = prove(w, shift < 0 ? align(w, b, b.scale - shift) : b);
  const least = shift < 0 ? power(-shift) : 1;
  if (down.constant && down.constant.units > 0n)
    return divided(w, up, down, down.max, scale, rounding);
  demand(w, `${down.code} !== 0`);
  const divisor = whole(declare(w, `abs(${down.code})`), down.max, true);
  const signed = declare(w, `${down.code} < 0 ? -${up.code} : ${up.code}`);
  return divided(w, whole(signed, up.max, up.proved), divisor, least, scale, rounding);
}

/** `pct(x, percent, scale)`: the product is so it is rounded once. */
export const compilePct: Native = (w, node, args) => {
  const scale = scaleIn(node.args[2]);
  if (scale === undefined) return undefined;
  const [x, percent] = args() as [Operand, Operand];
  const hundredfold = product(w, x, percent);
  const part = { ...hundredfold, scale: hundredfold.scale + 2 };
  return rounded(w, part, scale, roundingCodes["half_away"] as RoundingCode);
};
