import { kindsSharing } from "../../../lib/app/reference/shared-kinds.ts";
import { decimalOf, listOf, recordOf, STRING } from "../../../lib/core/expression/types.ts";
import type { Subject } from "../../../lib/core/subject.ts";
import { priceSubject } from "../../support/price-tables.ts";

const kind = (name: string, change: Partial<Subject> = {}): Subject => ({
  ...priceSubject,
  ...change,
  kind: name,
});
const field = (type: Subject["schema"][string]["fields"][string]["type"]) => ({
  type,
  required: false,
});
const withPrice = (fields: Subject["schema"][string]["fields"], more: Subject["schema"] = {}) => ({
  schema: {
    ...priceSubject.schema,
    Price: { fields: { ...priceSubject.schema["Price"]?.fields, ...fields } },
    ...more,
  },
});
const parts = { parts: field(listOf(recordOf("Part"))) };

// A second kind with a table `prices`, and whether a load for one serves the other.
const others: readonly [string, Subject, boolean][] = [
  ["the same", kind("b"), true],
  [
    "another doc",
    kind("b", { tables: { prices: { ...priceSubject.tables["prices"], doc: "Other." } as never } }),
    true,
  ],
  [
    "another key",
    kind("b", {
      tables: { prices: { ...priceSubject.tables["prices"], key: ["price"] } as never },
    }),
    false,
  ],
  [
    "without dates",
    kind("b", { tables: { prices: { ...priceSubject.tables["prices"], dated: false } as never } }),
    false,
  ],
  ["a field more", kind("b", withPrice({ colour: field(STRING) })), false],
  ["a field of another type", kind("b", withPrice({ price: field(decimalOf(2)) })), false],
];

test.each(others)("%s: one load serves both kinds: %#", (_, other, isShared) => {
  const subjects = { a: kind("a"), b: other };
  expect(kindsSharing("prices", subjects)).toEqual(isShared ? [["a", "b"]] : [["a"], ["b"]]);
});

test("what lies in lists of a row counts as well", () => {
  const part = (type: typeof STRING) =>
    withPrice(parts, { Part: { fields: { name: field(type) } } });
  const alike = { a: kind("a", part(STRING)), b: kind("b", part(STRING)) };
  const unlike = { a: kind("a", part(STRING)), b: kind("b", part(decimalOf(6))) };
  expect(kindsSharing("prices", alike)).toEqual([["a", "b"]]);
  expect(kindsSharing("prices", unlike)).toEqual([["a"], ["b"]]);
  expect(kindsSharing("none", alike)).toEqual([]);
});
