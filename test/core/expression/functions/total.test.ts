import { overflows } from "../../../../lib/core/expression/decimal.ts";
import { isUnjudged, unjudged } from "../../../../lib/core/expression/fault.ts";
import { type FunctionRow, resolve } from "../../../../lib/core/expression/function-row.ts";
import { isDecimal } from "../../../../lib/core/expression/functions/elements.ts";
import { functions } from "../../../../lib/core/expression/functions.ts";
import { intMax, intMin } from "../../../../lib/core/expression/int.ts";
import type { Type } from "../../../../lib/core/expression/types.ts";
import type { Value } from "../../../../lib/core/expression/value.ts";
import fc from "../../../support/fast-check.ts";
import { anyOf, concreteOf } from "./arbitrary-value.ts";
import { context, withFuel } from "./evaluation.ts";

interface Call {
  readonly types: readonly Type[];
  readonly constants: readonly (string | undefined)[];
  readonly args: readonly Value[];
}

/** Scales that rules name, and texts as they are: what a checked rule can call a row with. */
function callsOf(row: FunctionRow): fc.Arbitrary<Call> {
  const optional = row.optionalParams ?? 0;
  return fc
    .tuple(fc.nat(optional), fc.nat(1000))
    .chain(([omitted, pick]) => {
      const bound = new Map<string, Type>();
      const types = row.params
        .slice(0, row.params.length - omitted)
        .map((param, i) => concreteOf(param, bound, param.kind === "var" ? pick : pick + i));
      const values = types.map((type, i) =>
        row.constants?.includes(i) && type.kind === "int" ? fc.bigInt(0n, 12n) : anyOf(type),
      );
      return fc.tuple(...values).map((args) => ({
        types,
        constants: args.map((arg) => (typeof arg === "bigint" ? String(arg) : undefined)),
        args,
      }));
    })
    .filter(({ args }) => {
      const constants = args.map((arg, i) =>
        row.constants?.includes(i) ? String(arg) : undefined,
      );
      return row.check?.(constants) === undefined;
    });
}

/** Whether a value is of a type, decimals within its scale. */
function isOf(value: unknown, type: Type): boolean {
  if (isUnjudged(value)) return true;
  switch (type.kind) {
    case "bool":
      return typeof value === "boolean";
    case "int":
      return typeof value === "bigint" && value >= intMin && value <= intMax;
    case "decimal":
      return isDecimal(value) && value.scale <= type.scale && !overflows(value);
    case "real":
      return typeof value === "number" && Number.isFinite(value);
    case "string":
      return typeof value === "string";
    case "date":
      return Number.isInteger(value);
    case "instant":
      return typeof value === "bigint";
    case "list":
      return Array.isArray(value) && value.every((element) => isOf(element, type.of));
    case "map":
      return value instanceof Map && [...value.values()].every((entry) => isOf(entry, type.of));
    case "numbers":
      return typeof value === "object" && value !== null && "blocks" in value;
    case "record":
      return typeof value === "object" && value !== null;
    default:
      return false;
  }
}

describe("whatever values it gets, a function gives one of its type or says why not", () => {
  test.each(functions.map((row) => [row.id, row] as const))("%s", (_, row) => {
    fc.assert(
      fc.property(callsOf(row), ({ types, constants, args }) => {
        const resolved = resolve(row, types, constants)!;
        const before = structuredClone(args.filter((arg) => !Array.isArray(arg)));
        const value = row.run(args, context);
        if (!isOf(value, resolved.result)) throw new Error(`gave ${String(value)}`);
        expect(args.filter((arg) => !Array.isArray(arg))).toEqual(before);
        expect(row.run(args, context)).toEqual(value);
      }),
      { numRuns: 60 },
    );
  });
});

describe("without fuel, a function gives what it gives with it, or the fault that there is none", () => {
  test.each(functions.map((row) => [row.id, row] as const))("%s", (_, row) => {
    fc.assert(
      fc.property(callsOf(row), ({ args }) => {
        const value = row.run(args, withFuel(0));
        if (isUnjudged(value) && value[unjudged] === "fault" && value.code === "budget") return;
        expect(value).toEqual(row.run(args, context));
      }),
      { numRuns: 20 },
    );
  });
});
