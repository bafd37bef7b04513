import { absentKeyFields, naturalKey } from "../../lib/core/natural-key.ts";
import type { RecordKind } from "../../lib/core/subject.ts";
import fc from "../support/fast-check.ts";

const kindOf = (...key: string[]): RecordKind => ({ name: "thing", shape: "Thing", key });
const ONE = kindOf("number");
const TWO = kindOf("seller.id", "number");

test.each([
  [ONE, { number: "A-1" }, "A-1"],
  [ONE, { number: "a|b\\c" }, "a|b\\c"], // alone it needs no escaping
  [ONE, { number: 17 }, "17"],
  [ONE, { number: "  " }, undefined],
  [ONE, { number: null }, undefined],
  [ONE, { number: ["A-1"] }, undefined],
  [ONE, { number: { $number: "12345678901234567" } }, undefined],
  [ONE, {}, undefined],
  [kindOf("constructor"), {}, undefined], // what JavaScript brings along is no field
  [TWO, { seller: { id: "S" }, number: "A" }, "S|A"],
  [TWO, { seller: { id: "S|A" }, number: "" }, undefined],
  [TWO, { seller: { id: "S|x\\" }, number: "|" }, "S\\|x\\\\|\\|"],
  [TWO, { seller: "S", number: "A" }, undefined],
  [kindOf(), { number: "A" }, undefined], // a kind without key fields has no keys
])("the key by %j of %j is %j", (kind, record, key) => {
  expect(naturalKey(record, kind)).toBe(key);
});

test("the fields that are absent are named", () => {
  expect(absentKeyFields({ seller: {}, number: "" }, TWO)).toEqual(["seller.id", "number"]);
  expect(absentKeyFields({ seller: { id: 1 }, number: "A" }, TWO)).toEqual([]);
});

test("no two pairs of fields give one key", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "|", "\\", " ") });
  const pair = fc.tuple(text, text);
  fc.assert(
    fc.property(pair, pair, (a, b) => {
      const [x, y] = [a, b].map(([id, number]) => naturalKey({ seller: { id }, number }, TWO));
      if (x !== undefined && x === y) expect(a).toEqual(b);
    }),
    { numRuns: 1000 },
  );
});
