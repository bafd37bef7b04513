import { roundings } from "../../../../lib/core/expression/decimal.ts";
import { fault, missing } from "../../../../lib/core/expression/fault.ts";
import type { ParamType } from "../../../../lib/core/expression/function-row.ts";
import {
  foldLanguages,
  kidChecks,
  periodUnits,
  prorations,
  referenceSchemes,
} from "../../../../lib/core/expression/functions/constant-kinds.ts";
import { intMax, intMin } from "../../../../lib/core/expression/int.ts";
import {
  addNumber,
  type NumberSet,
  noNumbers,
} from "../../../../lib/core/expression/number-set.ts";
import { dayNumber } from "../../../../lib/core/expression/time.ts";
import { decimalOf, INT, type Type } from "../../../../lib/core/expression/types.ts";
import type { Value } from "../../../../lib/core/expression/value.ts";
import fc from "../../../support/fast-check.ts";

/** A concrete type for a parameter, its variables bound once for a call. */
export function concreteOf(param: ParamType, bound: Map<string, Type>, pick: number): Type {
  switch (param.kind) {
    case "var": {
      const kinds = param.among ?? ["int", "decimal", "string", "bool"];
      const kind = kinds[pick % kinds.length]!;
      const type = kind === "decimal" ? decimalOf(6) : ({ kind } as Type);
      const known = bound.get(param.name) ?? type;
      bound.set(param.name, known);
      return known;
    }
    case "list":
    case "map":
    case "optional":
      return { kind: param.kind, of: concreteOf(param.of, bound, pick) };
    case "decimal":
      return decimalOf(6);
    default:
      return param;
  }
}

const words = [
  ...[...prorations, ...periodUnits, ...referenceSchemes, ...kidChecks, ...foldLanguages],
  ...[...roundings, "EU", "EEA", "EE", "NO", "RO", "DE", "Europe/Tallinn", "UTC", "14:00"],
  ...["EUR", "JPY", "EE382200221020145685", "4006381333931", "36805280109", "-12.50", "2026-02-29"],
  ...[
    "2026-10-25T03:30:00+02:00",
    "(a+)+$",
    "^\\d{2}",
    "[",
    "\ud83d",
    "😀",
    "constructor",
    "__proto__",
  ],
];

const texts: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...words),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.stringMatching(/^[0-9 -]{0,40}$/),
);

const reals = fc.double({ noNaN: true, noDefaultInfinity: true });

/** Any value of a type: mostly ordinary, at times at the ends of what there is. */
export function anyOf(type: Type): fc.Arbitrary<Value> {
  switch (type.kind) {
    case "bool":
      return fc.boolean();
    case "int":
      return fc.oneof(fc.bigInt(-20n, 20n), fc.bigInt({ min: intMin, max: intMax }));
    case "decimal":
      return fc.record({
        units: fc.oneof(fc.bigInt(-2_000n, 2_000n), fc.bigInt(-(10n ** 38n) + 1n, 10n ** 38n - 1n)),
        scale: fc.nat(type.scale),
      });
    case "real":
      return fc.oneof(reals, fc.double({ min: -50, max: 50, noNaN: true }));
    case "string":
      return texts;
    case "date":
      return fc.integer({ min: dayNumber(1, 1, 1), max: dayNumber(9999, 12, 31) });
    case "instant":
      return fc.bigInt(-(62_135_596_800n * 10n ** 9n), 253_402_300_799n * 10n ** 9n);
    case "list":
      return fc.array(
        fc.oneof(
          { arbitrary: anyOf(type.of), weight: 30 },
          { arbitrary: fc.constantFrom(missing("x"), fault("ill_typed", "y")), weight: 1 },
        ),
        { maxLength: 12 },
      );
    case "map":
      return fc.array(fc.tuple(texts, anyOf(type.of)), { maxLength: 5 }).map((e) => new Map(e));
    case "numbers":
      return fc.array(anyOf(INT) as fc.Arbitrary<bigint>, { maxLength: 30 }).map(numbersOf);
    default:
      throw new Error(`no values of ${type.kind}`);
  }
}

function numbersOf(numbers: readonly bigint[]): NumberSet {
  const set = noNumbers();
  for (const number of numbers) addNumber(set, number);
  return set;
}
