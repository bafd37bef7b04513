import type { Context } from "../../context.ts";
import type { ReferenceRows } from "../../subject.ts";
import { calendarsIn } from "../calendars.ts";
import { isUnjudged } from "../fault.ts";
import type { FunctionContext, FunctionRow } from "../function-row.ts";
import { functionById } from "../functions.ts";
import type { Kind } from "../types.ts";
import type { Value } from "../value.ts";

/** What the function that was called last has spent, what it might, and where it is called. */
let steps = 0;
let allowed = 0;
let zone = "";
let rows: ReferenceRows | undefined;
let calendars: FunctionContext["calendar"] = () => undefined;

/** One for all calls: a function that keeps it sees those after it, and none does. */
const functionContext: FunctionContext = {
  get zone() {
    return zone;
  },
  charge(more) {
    steps += more;
    return steps <= allowed;
  },
  calendar: (country) => calendars(country),
};

/** Where a function is called: the gate's zone, and the rows that calendars are read of. */
export type Place = Pick<Context, "zone"> & Partial<Pick<Context, "rows">>;

/** Makes ready for a call that may take so much fuel. */
export function enter(place: Place, fuel: number): FunctionContext {
  steps = 0;
  allowed = fuel;
  zone = place.zone;
  if (rows !== place.rows) {
    rows = place.rows;
    calendars = rows ? calendarsIn(rows) : () => undefined;
  }
  return functionContext;
}

type Plain = string | boolean | number;
type Called = (place: Place, fuel: number, ...args: Plain[]) => Plain | undefined;

/**
 * A function of the table for one place in generated code, which makes it a function of its own: it
 * remembers its last call. Ints, dates and instants come as whole numbers. Gives undefined for what
 * is unjudged or does not fit; `spent` tells what it took.
 */
export function called(id: string, kinds: readonly Kind[], _place: number): Called {
  const row = functionById.get(id) as FunctionRow;
  const converted = kinds.some((kind) => kind === "int" || kind === "instant");
  const result = kinds.at(-1);
  const known: Known = { args: [], zone: "", rows: undefined, steps: -1, value: undefined };
  return (place, fuel, ...args) => {
    // Invoices of one seller ask the same of it, one after the other.
    if (isKnown(known, place, fuel, args)) {
      steps = known.steps;
      return known.value;
    }
    const context = enter(place, fuel);
    try {
      const values = converted ? args.map((arg, i) => argumentOf(arg, kinds[i])) : args;
      const value = row.run(values, context);
      if (isUnjudged(value)) return undefined;
      const plain = plainOf(value, result);
      if (args.length <= argsKnownMax && plain !== undefined) {
        known.args = args;
        known.zone = zone;
        known.rows = rows;
        known.steps = steps;
        known.value = plain;
      }
      return plain;
    } catch {
      return undefined; // a mistake of ours: the interpreter will meet it, and say so
    }
  };
}

/** Arguments up to which a call is remembered. */
const argsKnownMax = 3;

/** The last call of one place in the code that gave something, with what it took. */
interface Known {
  args: readonly Plain[];
  zone: string;
  rows: ReferenceRows | undefined;
  /** Below zero before the first call. */
  steps: number;
  value: Plain | undefined;
}

function isKnown(known: Known, place: Place, fuel: number, args: readonly Plain[]): boolean {
  if (known.steps < 0 || known.steps > fuel || args.length !== known.args.length) return false;
  // Zero and minus zero are equal, and are not the same.
  for (let i = 0; i < args.length; i++) if (!Object.is(args[i], known.args[i])) return false;
  return place.zone === known.zone && place.rows === known.rows;
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
