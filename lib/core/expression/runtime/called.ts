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
 * A function of the table for generated code: ints, dates and instants as whole numbers. Gives
 * undefined for what is unjudged or does not fit; `spent` tells what it took.
 */
export function called(id: string, kinds: readonly Kind[]): Called {
  const row = functionById.get(id) as FunctionRow;
  const converted = kinds.some((kind) => kind === "int" || kind === "instant");
  const result = kinds.at(-1);
  return (context, fuel, ...args) => {
    steps = 0;
    allowed = fuel;
    zone = context.zone;
    try {
      const values = converted ? args.map((arg, i) => argumentOf(arg, kinds[i])) : args;
      const value = row.run(values, functionContext);
      return isUnjudged(value) ? undefined : plainOf(value, result);
    } catch {
      return undefined; // a mistake of ours: the interpreter will meet it, and say so
    }
  };
}

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
