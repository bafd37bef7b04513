import {
  abs,
  add,
  compare,
  type Decimal,
  decimal,
  multiply,
  quotient,
  round,
  subtract,
} from "../decimal.ts";
import { fault, isUnjudged, missing, type Unjudged } from "../fault.ts";
import type { FunctionContext } from "../function-row.ts";
import type { List } from "../value.ts";
import { elementsOf } from "./elements.ts";
import { decimalIn, invalid, outOfRange } from "./limits.ts";
import { rowIn } from "./row.ts";

// biome-ignore format: one entry a function
export const statistics = [
  rowIn("median(list: list<decimal>): decimal(list+1)", 2, medianOf,
    "The middle value, or the mean of the two in the middle; of none it is missing.",
    ["median([3, 1, 2])", "2"], ["median([1, 2])", "1.5"], ["median([])", "missing"]),
  rowIn("mad(list: list<decimal>): decimal(list+2)", 4, deviationOf,
    "The median of the distances from the median; of none it is missing.",
    ["mad([1, 2, 9])", "1"]),
  rowIn("quantile(list: list<decimal>, p: decimal, scale: const Scale): decimal(scale)",
    2, quantile,
    "The value below which a share p lies, between neighbours by their distance, rounded once.",
    ["quantile([1, 2, 3, 4], 0.5, 2)", "2.50"], ["quantile([10, 20], 0.9, 0)", "19"]),
  rowIn("robustScore(x: decimal, list: list<decimal>, floor: decimal): decimal(4)", 4, robustScore,
    "How far a value lies from the median, in deviations: 0.6745 · (x − median) / max(mad, floor).",
    ["robustScore(62.00, [42.10, 41.80, 43.00, 42.50, 40.90, 42.20, 44.00, 42.60], 2.1175)",
      "6.2592"],
    ["robustScore(1, [1, 1], 0)", "fault division_by_zero"]),
  rowIn("rebase(list: list<decimal>, percents: list<decimal>, scale: const Scale): "
    + "list<decimal(scale)>", 4, rebase,
    "Each figure as it would be after the changes announced after it, in percent, rounded once.",
    ["rebase([100, 108, 110], [0, 8, 0], 2)", "[108.00, 108.00, 110.00]"],
    ["rebase([100], [0, 8], 2)", "fault invalid_argument"]),
];

function medianOf(context: FunctionContext, list: List): Decimal | Unjudged {
  const values = elementsOf<Decimal>(context, list);
  if (isUnjudged(values)) return values;
  const middle = median(values);
  return middle ? decimalIn(middle) : missing("the median of no elements");
}

function median(values: readonly Decimal[]): Decimal | undefined {
  const sorted = [...values].sort(compare);
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  if (!low || !high) return undefined;
  return low === high ? low : half(add(low, high));
}

/** Half of a decimal, exactly; with one digit more only where it needs one. */
const half = (x: Decimal): Decimal =>
  x.units % 2n === 0n ? decimal(x.units / 2n, x.scale) : decimal(x.units * 5n, x.scale + 1);

function deviationOf(context: FunctionContext, list: List): Decimal | Unjudged {
  const values = elementsOf<Decimal>(context, list);
  if (isUnjudged(values)) return values;
  const spread = deviation(values);
  return spread ? decimalIn(spread) : missing("the mad of no elements");
}

function deviation(values: readonly Decimal[]): Decimal | undefined {
  const middle = median(values);
  return middle && median(values.map((value) => abs(subtract(value, middle))));
}

const ONE = decimal(1n, 0);

function quantile(
  context: FunctionContext,
  list: List,
  p: Decimal,
  scale: bigint,
): Decimal | Unjudged {
  const values = elementsOf<Decimal>(context, list);
  if (isUnjudged(values)) return values;
  if (p.units < 0n || compare(p, ONE) > 0) return outOfRange("a share is from 0 to 1");
  const sorted = [...values].sort(compare);
  const place = multiply(decimal(BigInt(Math.max(sorted.length - 1, 0)), 0), p);
  const below = round(place, 0, "floor");
  const low = sorted[Number(below.units)];
  const high = sorted[Number(below.units) + 1] ?? low;
  if (!low || !high) return missing("a quantile of no elements");
  const exact = add(low, multiply(subtract(high, low), subtract(place, below)));
  return decimalIn(round(exact, Number(scale)));
}

/** Makes a median of deviations comparable with a standard deviation of normal values. */
const normalShare = decimal(6745n, 4);

function robustScore(
  context: FunctionContext,
  x: Decimal,
  list: List,
  floor: Decimal,
): Decimal | Unjudged {
  const values = elementsOf<Decimal>(context, list);
  if (isUnjudged(values)) return values;
  const [middle, spread] = [median(values), deviation(values)];
  if (!middle || !spread) return missing("a score among no elements");
  const unit = compare(spread, floor) > 0 ? spread : floor;
  const score = quotient(multiply(normalShare, subtract(x, middle)), unit, 4);
  return score ? decimalIn(score) : fault("division_by_zero", "equal values, and the floor is 0");
}

/** Figures that `rebase` takes at most, since each change makes the exact factor longer. */
const rebasedMax = 100;
const HUNDRED = decimal(100n, 0);
const PER_CENT = decimal(1n, 2);

/** The change that stands beside a figure was in force for it already: it moves those before. */
function rebase(
  context: FunctionContext,
  list: List,
  percents: List,
  scale: bigint,
): List | Unjudged {
  const values = elementsOf<Decimal>(context, list);
  const changes = elementsOf<Decimal>(context, percents);
  if (isUnjudged(values)) return values;
  if (isUnjudged(changes)) return changes;
  if (values.length !== changes.length)
    return invalid(`${changes.length} changes for ${values.length} figures`);
  if (values.length > rebasedMax) return invalid(`more than ${rebasedMax} figures`);
  let factor = ONE;
  const rebased = values.toReversed().map((value, back) => {
    const moved = decimalIn(round(multiply(value, factor), Number(scale)));
    const change = changes[values.length - 1 - back] as Decimal;
    factor = multiply(factor, multiply(add(HUNDRED, change), PER_CENT));
    return moved;
  });
  return rebased.reverse();
}
