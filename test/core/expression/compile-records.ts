import type { Json, JsonObject } from "../../../lib/core/expression/value.ts";
import fc from "../../support/fast-check.ts";

type Values = fc.Arbitrary<Json | undefined>;

const cents = fc.integer({ min: -500_000, max: 500_000 });
const goodDecimal: Values = fc.oneof(
  { weight: 6, arbitrary: cents.map((n) => (n / 100).toFixed(2)) },
  { weight: 4, arbitrary: cents.map((n) => n / 100) },
  fc.constantFrom("0", "1", "1.00", "2.50", "-0.005", "0.125", "12.3456", 1, 2, 0.1, 0, -0),
);
const oddDecimal: Values = fc.constantFrom(
  ...["", "abc", "1e3", "1.", ".5", "-", "1.0000001", "12.345678", "1.500000", "00012.50", " 1"],
  ...["999999999999999", "999999999999999.999999", "9999999999999999", "90071992547409.91"],
  ...["137438953471", "1374389534.71", "1374389534.72", "-1374389534.72", "70368744177.66"],
  ...[1e21, 1e-7, 0.1 + 0.2, 12.345678, 123456789012345, 1234567890123456, 2 ** 53],
  ...[90071992547409.91, 0.000001, 1.005, 5e-324],
  true,
);
const text: Values = fc.constantFrom("a", "b", "ab", "c", "", " ", "Õ", "\u{1f600}", "￿", "EE");
const date: Values = fc.oneof(
  fc.constantFrom("2026-02-28", "2026-03-01", "2024-02-29", "1999-12-31", "0001-01-01"),
  fc.constantFrom("2026-02-29", "2026-13-01", "2026-1-01", "9999-12-31", "2026-04-31", "x"),
);
const instant: Values = fc.constantFrom(
  ...["2026-02-28T10:00:00Z", "2026-02-28T12:00:00+02:00", "2026-02-28T10:00:00.123456Z"],
  ...["2026-02-28T10:00:00.123456789Z", "2026-02-28T10:00:00", "9999-12-31T23:59:59Z", "x"],
);
const int: Values = fc.oneof(
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom(9007199254740991, -9007199254740991, 2 ** 53, 1.5, 3_000_000_000, "1"),
);
const real: Values = fc.constantFrom(0, 1.5, -2.25, 1e308, "1");
const damage: Values = fc.constantFrom<Json | undefined>(
  ...[null, undefined, "", 0, -1, true, "x", "1.00", "__proto__"],
  ...[[], {}, [null], [1], [{}], { length: 1 }],
);

/** An object whose fields may be absent. */
const object = (fields: Readonly<Record<string, Values>>): Values =>
  fc.record(fields, { requiredKeys: [] }) as Values;

/** Records where so many values are good for one that is damaged, and two that are odd. */
function recordsWith(good: number): fc.Arbitrary<JsonObject> {
  const some = (values: Values, odd: Values = damage): Values =>
    fc.oneof({ weight: good, arbitrary: values }, { weight: 2, arbitrary: odd }, damage);
  const list = (of: Values, maxLength: number): Values =>
    some(fc.array(of as fc.Arbitrary<Json>, { maxLength }));
  const decimal = some(goodDecimal, oddDecimal);
  const leaf = some(object({ a: decimal, s: some(text), n: some(int), d: some(date) }));
  const common = {
    a: decimal,
    q: decimal,
    p: decimal,
    n: some(int),
    s: some(text),
    f: some(fc.boolean()),
    d: some(date),
    leaf,
    parts: list(leaf, 3),
    tags: list(some(text), 3),
  };
  const item = some(object(common));
  return fc.record(
    {
      ...common,
      b: decimal,
      w: decimal,
      u: decimal,
      r: some(real),
      t: some(text),
      e: some(date),
      at: some(instant),
      items: list(item, 5),
      others: list(item, 3),
      nums: list(decimal, 4),
      ints: list(some(int), 4),
      m: some(
        fc.dictionary(fc.constantFrom("a", "b", "ab", "__proto__"), decimal, {
          maxKeys: 3,
        }) as Values,
      ),
    },
    good > 50 ? {} : { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>;
}

/** Records for the schema of compile-random.ts: good, odd, and damaged at any place. */
export const record: fc.Arbitrary<JsonObject> = fc.oneof(recordsWith(12), recordsWith(150));
