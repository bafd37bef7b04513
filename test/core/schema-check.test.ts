import { compileRules } from "../../lib/core/expression/compile.ts";
import { loadFast } from "../../lib/core/expression/load.ts";
import {
  ANY,
  BOOL,
  DATE,
  decimalOf,
  type Field,
  INSTANT,
  INT,
  listOf,
  mapOf,
  REAL,
  recordOf,
  type Schema,
  STRING,
  type Type,
} from "../../lib/core/expression/types.ts";
import type { Json, JsonObject } from "../../lib/core/expression/value.ts";
import { schemaProblems } from "../../lib/core/schema-check.ts";
import fc, { tries } from "../support/fast-check.ts";

const runs = tries(1000);

const field = (type: Type, more: Partial<Field> = {}): Field => ({
  type,
  required: false,
  ...more,
});
const countries = ["EE", "NO", "RO", "SE", "DK", "FI", "LV", "LT"];

const schema: Schema = {
  Order: {
    fields: {
      id: field(STRING, { required: true, pattern: "^[A-Z]-[0-9]+$", lengthMax: 8 }),
      kind: field(STRING, { values: ["sale", "repair"] }),
      country: field(STRING, { values: countries }),
      note: field(STRING, { required: true, lengthMax: 5 }),
      total: field(decimalOf(6), { required: true }),
      count: field(INT),
      ratio: field(REAL),
      paid: field(BOOL),
      day: field(DATE),
      at: field(INSTANT),
      tags: field(listOf(STRING), { values: ["a", "b"] }),
      amounts: field(listOf(decimalOf(6))),
      lines: field(listOf(recordOf("Line"))),
      buyer: field(recordOf("Buyer")),
      sums: field(mapOf(decimalOf(6))),
      ext: field(ANY),
      "a/b~c": field(INT),
      toString: field(INT),
    },
  },
  Line: {
    fields: { sku: field(STRING, { required: true }), parts: field(listOf(recordOf("Line"))) },
  },
  Buyer: { fields: { name: field(STRING, { required: true }), since: field(DATE) } },
};

const { fits } = loadFast({
  code: compileRules([], {
    ...{ kind: "order", schema, tables: {} },
    records: [{ name: "order", shape: "Order", key: ["id"] }],
  }),
});

const DECIMAL = "a decimal (up to 15 digits, a point, up to 6 digits)";
const good: JsonObject = { id: "A-1", note: "", total: "1.00" };
const problems = (more: JsonObject): readonly string[] =>
  schemaProblems({ ...good, ...more }, "Order", schema, 20).map(
    ({ pointer, message }) => `${pointer}: ${message}`,
  );

// What is other than in a good record, and what is said of it.
test.each<[JsonObject, string[]]>([
  [{}, []],
  [{ total: 1.5, count: 3, ratio: 0.1, paid: false, day: "2026-02-28" }, []],
  [{ at: "2026-02-28T10:00:00+02:00", tags: ["a"], amounts: ["1", 2], ext: { x: [1] } }, []],
  [
    { lines: [{ sku: "", parts: [{ sku: "x" }] }], buyer: { name: "N" }, sums: { a: 1, b: null } },
    [],
  ],
  [{ unknown: { field: 1 } }, []], // what the schema does not know is no problem
  [{ kind: null, day: "", lines: null, buyer: null }, []], // null is absence
  [{ id: null }, ["/id: found nothing, a string is required"]],
  [{ total: "" }, [`/total: found nothing, ${DECIMAL} is required`]],
  [{ id: "a-1" }, ['/id: found "a-1", right is text that matches ^[A-Z]-[0-9]+$']],
  [{ id: "A-1234567" }, ["/id: found 9 characters, at most 8 are right"]],
  [{ id: 7 }, ["/id: found 7, right is a string"]],
  [{ kind: "sample" }, ['/kind: found "sample", right is one of "sale", "repair"']],
  [{ total: "1,50" }, [`/total: found "1,50", right is ${DECIMAL}`]],
  [{ total: 0.1 + 0.2 }, [`/total: found 0.30000000000000004, right is ${DECIMAL}`]],
  [{ count: 1.5 }, ["/count: found 1.5, right is a whole number"]],
  [{ paid: "true" }, ['/paid: found "true", right is a bool']],
  [{ day: "2026-02-29" }, ['/day: found "2026-02-29", right is a date (YYYY-MM-DD)']],
  [
    { at: "2026-02-28T10:00:00" },
    ['/at: found "2026-02-28T10:00:00", right is an instant (RFC 3339 with offset)'],
  ],
  [{ tags: "a" }, ['/tags: found "a", right is a list']],
  [
    { tags: ["a", "c", null] },
    ['/tags/1: found "c", right is one of "a", "b"', "/tags/2: found nothing, right is a string"],
  ],
  [{ amounts: ["1", "x"] }, [`/amounts/1: found "x", right is ${DECIMAL}`]],
  [
    { lines: [{}, 7, { sku: "x", parts: [{}] }] },
    [
      "/lines/0/sku: found nothing, a string is required",
      "/lines/1: found 7, right is an object",
      "/lines/2/parts/0/sku: found nothing, a string is required",
    ],
  ],
  [{ buyer: {} }, ["/buyer/name: found nothing, a string is required"]], // the buyer is there
  [{ buyer: [] }, ["/buyer: found a list of 0, right is an object"]],
  [{ sums: { "a/b": "x" } }, [`/sums/a~1b: found "x", right is ${DECIMAL}`]],
  [{ ext: 1 }, ["/ext: found 1, right is an object"]],
  [{ "a/b~c": "1" }, ['/a~1b~0c: found "1", right is a whole number']],
  [{ toString: 1 }, []],
  [{ toString: "1" }, ['/toString: found "1", right is a whole number']],
])("%j: %j", (more, expected) => {
  expect(problems(more)).toEqual(expected);
  expect(fits({ ...good, ...more }, "order")).toBe(expected.length === 0);
});

test("many values are told by a few of them", () => {
  const [problem] = problems({ country: "XX" });
  expect(problem).toContain('one of "EE", "NO", "RO", "SE"');
  const values = Array.from({ length: 30 }, (_, i) => `v${i}`);
  const many: Schema = { X: { fields: { a: field(STRING, { values }) } } };
  expect(schemaProblems({ a: "w" }, "X", many, 1)[0]?.message).toBe(
    'found "w", right is one of 30 values such as "v0", "v1", "v2"',
  );
});

test("no more problems are told than asked for", () => {
  const lines = Array.from({ length: 100 }, () => ({}));
  expect(schemaProblems({ ...good, lines }, "Order", schema, 3)).toHaveLength(3);
});

test("a record of a kind that is not known fits nothing", () => {
  expect(fits(good, "invoice")).toBe(false);
});

const json: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>("a", "EE", "sale", "A-1", "1.50", "2026-02-28", "", null, true, 1, 1.5, -0),
  fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>,
);
/** Mostly what fits, now and then anything. */
const mostly = (...fitting: readonly Json[]): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 12, arbitrary: fc.constantFrom(...fitting) }, json);
const order = fc.record(
  {
    id: mostly("A-1", "B-22"),
    note: mostly("", "n"),
    total: mostly("2.00", 2, -0.5),
    kind: mostly("sale", null),
    country: mostly(...countries),
    count: mostly(0, 3),
    day: mostly("2024-02-29", ""),
    at: mostly("2026-02-28T10:00:00Z"),
    tags: fc.oneof(fc.array(mostly("a", "b"), { maxLength: 2 }), mostly([])),
    amounts: fc.oneof(fc.array(mostly("1.5", 2), { maxLength: 2 }), mostly([])),
    lines: mostly([], [{ sku: "x" }], [{ sku: "x", parts: [{ sku: "y" }] }], [{}], [null]),
    buyer: mostly({ name: "x" }, { name: "x", since: "2026-01-01" }),
    sums: mostly({}, { a: "1" }, { a: null }),
    ext: mostly({}, { x: 1 }),
  },
  { requiredKeys: ["id", "note", "total"] },
) as fc.Arbitrary<JsonObject>;

test("a record fits exactly when it has no problem", () => {
  let fitting = 0;
  fc.assert(
    fc.property(order, (record) => {
      const isRight = fits(record, "order");
      if (isRight) fitting += 1;
      expect(isRight).toBe(schemaProblems(record, "Order", schema, 5).length === 0);
    }),
    { numRuns: runs },
  );
  expect(fitting).toBeGreaterThan(runs / 20);
  expect(fitting).toBeLessThan(runs);
});
