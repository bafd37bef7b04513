import { resolve } from "../../../lib/core/expression/function-row.ts";
import { parseSignature } from "../../../lib/core/expression/functions/signature.ts";
import { findFunctions } from "../../../lib/core/expression/functions.ts";
import {
  DATE,
  decimalOf,
  INSTANT,
  INT,
  listOf,
  NEVER,
  REAL,
  recordOf,
  STRING,
  type Type,
  typeName,
} from "../../../lib/core/expression/types.ts";

/** The result of the first row that fits, with the types its arguments are widened to. */
function resolved(name: string, args: readonly Type[], constants: readonly (string | undefined)[]) {
  for (const row of findFunctions(name)) {
    const found = resolve(row, args, constants);
    if (found) return `${row.id}(${found.params.map(named).join(", ")}): ${named(found.result)}`;
  }
  return "nothing fits";
}

const named = (type: Type): string =>
  type.kind === "decimal"
    ? `decimal(${type.scale})`
    : type.kind === "list"
      ? `list<${named(type.of)}>`
      : typeName(type);

const cases: readonly (readonly [string, readonly Type[], string, (string | undefined)[]?])[] = [
  ["sum", [listOf(INT)], "sum(list<int>): int"],
  ["sum", [listOf(decimalOf(2))], "sum.decimal(list<decimal(2)>): decimal(2)"],
  ["sum", [listOf(REAL)], "sum.real(list<real>): real"],
  ["sum", [listOf(NEVER)], "sum(list<int>): int"], // of nothing: 0
  ["sum", [listOf(STRING)], "nothing fits"],
  ["abs", [decimalOf(3)], "abs(decimal(3)): decimal(3)"],
  ["max", [INT, decimalOf(2)], "max(decimal(2), decimal(2)): decimal(2)"], // widens
  ["max", [decimalOf(4), decimalOf(2)], "max(decimal(4), decimal(4)): decimal(4)"],
  ["max", [INT, REAL], "max(real, real): real"],
  ["max", [REAL, decimalOf(2)], "nothing fits"], // a real never meets money
  ["max", [DATE, INSTANT], "nothing fits"],
  ["max", [listOf(DATE)], "max.list(list<date>): date"],
  ["round", [decimalOf(6), INT], "round(decimal(6), int): decimal(2)", [undefined, "2"]],
  ["round", [decimalOf(6), INT], "round(decimal(6), int): decimal(24)"], // scale not known
  ["round", [INT, INT], "round(decimal(0), int): decimal(2)", [undefined, "2"]],
  ["round", [REAL, INT], "round.real(real, int): decimal(0)", [undefined, "0"]],
  ["median", [listOf(decimalOf(2))], "median(list<decimal(2)>): decimal(3)"],
  ["median", [listOf(INT)], "median(list<decimal(0)>): decimal(1)"],
  ["contains", [STRING, STRING], "contains.text(string, string): bool"],
  ["contains", [listOf(INT), decimalOf(1)], "contains(list<decimal(1)>, decimal(1)): bool"],
  ["contains", [listOf(recordOf("Line")), recordOf("Line")], "nothing fits"], // no equality
  ["first", [listOf(recordOf("Line"))], "first(list<Line>): Line"],
  ["date", [STRING], "date(string): date"],
  ["date", [INSTANT], "date.instant(instant): date"],
  ["date", [INSTANT, STRING], "date.instant(instant, string): date"],
  ["key", [STRING, decimalOf(2), DATE], "key(string, decimal(2), date): string"],
  ["key", [REAL], "nothing fits"],
  ["key", [], "nothing fits"],
  ["sqrt", [decimalOf(2)], "nothing fits"],
  ["sqrt", [INT], "sqrt(real): real"],
  ["concat", [listOf(NEVER), listOf(STRING)], "concat(list<string>, list<string>): list<string>"],
  [
    "groupSum",
    [listOf(STRING), listOf(decimalOf(2))],
    "groupSum(list<string>, list<decimal(2)>): map<decimal>",
  ],
];

const given = cases.map(([name, args, result, constants = []]) => {
  return [name, args, result, constants] as const;
});

test.each(given)("%s of %j", (name, args, expected, constants) => {
  expect(resolved(name, args, constants)).toBe(expected);
});

// A row, its constants, and what the author of a rule reads.
const mistakes: readonly (readonly [string, (string | undefined)[], string | undefined])[] = [
  ["round", [undefined, "25"], "scale 25 is not from 0 to 24"],
  ["round", [undefined, "-1"], "scale -1 is not from 0 to 24"],
  ["round", [undefined, "2"], undefined],
  [
    "quot",
    [undefined, undefined, "2", "banker"],
    "rounding 'banker' is none of half_away, half_even",
  ],
  ["fold", [undefined, "de"], "language 'de' is none of en, et, ro, nb"],
  ["startOfDay", [undefined, "Europe/Talinn"], "'Europe/Talinn' is no time zone"],
  ["inJurisdiction", [undefined, "EUR"], "'EUR' is neither a country nor EU, EEA, ALL"],
  ["paymentReference", [undefined, "KID"], "reference scheme 'KID' is none of EE_731"],
  ["fullPeriodEnd", [undefined, "months", undefined], "unit 'months' is none of day, week"],
];

test.each(mistakes)("%s with constants %j: %s", (name, constants, problem) => {
  const [row] = findFunctions(name);
  const said = row?.check?.(constants);
  if (problem === undefined) expect(said).toBeUndefined();
  else expect(said).toContain(problem);
});

test.each(["round(x decimal): int", "f(x: decimel): int", "f(x: int): decimal(y)", "f(x: int)"])(
  "%s is no signature, and is found as soon as the table is loaded",
  (signature) => {
    expect(() => parseSignature(signature)).toThrow(/no signature|no parameter|no type/);
  },
);
