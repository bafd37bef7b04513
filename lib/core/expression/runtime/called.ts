import type { Context } from "../../context.ts";
import { isUnjudged } from "../fault.ts";
import type { FunctionContext, FunctionRow } from "../function-row.ts";
import { functionById } from "../functions.ts";
import type { Kind } from "../types.ts";
import type { Value } from "../value.ts";

/** What the function that was called last has spent, what it might, and the gate's zone. */
let steps = 0;
let allowed = 0;
let zone = "";

/** One for all calls: a function that keeps it sees those after it, and none does. */
const functionContext: FunctionContext = {
  get zone() {
    return zone;
  },
  charge(more) {
    steps += more;
    return steps <= allowed;
  },
  calendar: () => undefined,
};

type Plain = string | boolean | number;
type Called = (context: Pick<Context, "zone">, fuel: number, ...args: Plain[]) => Plain | undefined;

/**
 * A function of the table for one place in generated code, which makes it a function of its own: it
 * remembers its last call. Ints, dates and instants come as whole numbers. Gives undefined for what
 * is unjudged or does not fit; `spent` tells what it took.
 */
export function called(id: string, kinds: readonly Kind[], _place: number): Called {
  const row = functionById.get(id) as FunctionRow;
  const converted = kinds.some((kind) => kind === "int" || kind === "instant");
  const result = kinds.at(-1);
  const known: Known = { first: "", second: "", zone: "", steps: -1, value: undefined };
  return (context, fuel, ...args) => {
    // Invoices of one seller ask the same of it, one after the other.
    if (isKnown(known, context, fuel, args)) {
      steps = known.steps;
      return known.value;
    }
    steps = 0;
    allowed = fuel;
    zone = context.zone;
    try {
      const values = converted ? args.map((arg, i) => argumentOf(arg, kinds[i])) : args;
      const value = row.run(values, functionContext);
      if (isUnjudged(value)) return undefined;
      const plain = plainOf(value, result);
      if (args.length <= 2 && plain !== undefined) {
        known.first = args[0] as Plain;
        known.second = args[1];
        known.zone = zone;
        known.steps = steps;
        known.value = plain;
      }
      return plain;
    } catch {
      return undefined; // a mistake of ours: the interpreter will meet it, and say so
    }
  };
}

/** The last call of one place in the code that gave something, with what it took. */
interface Known {
  first: Plain;
  second: Plain | undefined;
  zone: string;
  /** Below zero before the first call. */
  steps: number;
  value: Plain | undefined;
}

const isKnown = (
  known: Known,
  context: Pick<Context, "zone">,
  fuel: number,
  args: readonly Plain[],
): boolean =>
  known.steps >= 0 &&
  known.steps <= fuel &&
  args.length <= 2 &&
  // Zero and minus zero are equal, and are not the same.
  Object.is(args[0], known.first) &&
  Object.is(args[1], known.second) &&
  context.zone === known.zone;

function argumentOf(arg: Plain, kind: Kind | undefined): Value {
  if (kind === "int") return BigInt(arg);
  return kind === "instant" ? BigInt(arg) * 1000n : arg;
}

function plainOf(value: Value, kind: Kind | undefined): Plain | undefined {
  if (typeof value !== "bigint") return value as Plain;
  if (kind === "instant" && value % 1000n !== 0n) return undefined;
  const number = Number(kind === "instant" ? value / 1000n : value);
  return Number.isSafeInteger(number) ? number : undefined;
}

/** The steps that the last call took. */
export const spent = (): number => steps;
