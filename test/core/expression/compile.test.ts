import type { JsonObject } from "../../../lib/core/expression/value.ts";
import { compiled, interpreted, type RuleDraft, ruleOf } from "./compiled-rule.ts";

const item = (more: JsonObject = {}): JsonObject => ({ a: "1.50", q: "2", s: "x", n: 1, ...more });
const good: JsonObject = {
  ...{ a: "10.00", b: 10, q: "1.250", p: 0.1234, n: 3, s: "ab", t: "", f: true },
  ...{ d: "2026-02-28", e: "2026-03-01", at: "2026-02-28T10:00:00Z", leaf: { a: "2" } },
  ...{ items: [item(), item({ s: "y" })], tags: ["a", "b"], nums: ["1.5", 2], ints: [1, 2] },
};

function proofs(draft: RuleDraft, record: JsonObject, fuel?: number) {
  const rule = ruleOf(draft);
  if (!rule) throw new Error(`not a rule: ${JSON.stringify(draft)}`);
  const given = compiled([rule])(record, fuel);
  const outcomes = interpreted(rule, record, fuel);
  for (const [i, proof] of given.entries())
    if (proof !== "unproven") expect(proof).toBe(outcomes[i]);
  return given;
}

const proofOf = (must: string, record: JsonObject) => proofs({ checks: [{ must }] }, record)[0];

// A condition, what is other than in the good record, and what the fast path proves.
test.each<[string, JsonObject, string]>([
  ["record.a == record.b", {}, "pass"], // text and number of one value
  ["record.a == record.b", { a: "10.000000" }, "pass"],
  ["record.a == record.b", { a: "10.01" }, "failed"],
  ["record.a == record.b", { a: null }, "unproven"],
  ["record.a == record.b", { a: "" }, "unproven"],
  ["record.a == record.b", { a: "10.001" }, "unproven"], // more digits than usual
  ["record.a == record.b", { b: 0.1 + 0.2 }, "unproven"], // more digits than were written
  ["record.a == record.b", { a: "1e1" }, "unproven"],
  ["record.a < 90000000000000", { a: "9999999999999.99" }, "pass"],
  ["record.a < 90000000000000", { a: "10000000000000.00" }, "unproven"], // beyond 10^15 cents
  ["record.a * record.q == 12.5", {}, "pass"],
  ["record.a * record.a > 0", { a: "100000.00" }, "pass"],
  ["record.a * record.a > 0", { a: "100000000.00" }, "unproven"], // the product is not safe
  ["record.s == 'ab' && record.n == 3", {}, "pass"],
  ["record.s == 'x' && record.a == 1", { a: null }, "failed"], // decided on the left
  ["record.a == 1 && record.s == 'x'", { a: null }, "unproven"], // absorbed from the right
  ["record.s == 'ab' || record.a == 1", { a: "?" }, "pass"],
  ["record.t == ''", {}, "pass"], // empty text is text
  ["record.n / 2 == 1 && record.n % 2 == 1", {}, "pass"],
  ["record.n / 0 == 1", {}, "unproven"],
  ["record.n + 9007199254740991 > 0", {}, "unproven"],
  ["record.n == 3", { n: "3" }, "unproven"],
  ["round(record.p, 3) == 0.123", {}, "pass"],
  ["round(-2.5, 0) == -3 && round(2.5, 0) == 3", {}, "pass"],
  ["roundHalfEven(record.a, 0) == 10", {}, "unproven"], // no code of its own
  ["quot(record.a, 3, 2) == 3.33", {}, "pass"],
  ["quot(record.a, record.q, 2) == 8", {}, "pass"],
  ["quot(record.a, record.q, 2) == 8", { q: 0 }, "unproven"],
  ["pct(record.a, 24, 2) == 2.4", {}, "pass"],
  ["scale(record.a) <= 2", {}, "pass"],
  ["scale(record.a) <= 2", { a: "10.000" }, "failed"],
  ["scale(record.a) <= 2", { a: 10.5 }, "pass"],
  ["scale(record.b) == 0", {}, "pass"],
  ["min(record.a, record.q) == 1.25 && max(record.nums) == 2", {}, "pass"],
  ["max(record.nums) == 2", { nums: [] }, "unproven"], // of nothing it is missing
  ["record.d < record.e && days(record.d, record.e) == 1", {}, "pass"],
  ["record.d < record.e", { d: "2026-02-29" }, "unproven"],
  ["record.at == business_at", {}, "pass"],
  ["record.at == business_at", { at: "2026-02-28T12:00:00+02:00" }, "pass"],
  ["record.at < business_at", { at: "2026-02-28T10:00:00.000000001Z" }, "unproven"],
  ["zone == 'Europe/Tallinn' && stage == 'intake'", {}, "pass"],
  ["has(record.leaf.a) && !has(record.leaf.s)", {}, "pass"],
  ["has(record.leaf.a)", { leaf: null }, "failed"],
  ["has(record.leaf.a)", { leaf: 7 }, "unproven"],
  ["has(record.t) && blank(record.t)", {}, "pass"],
  ["blank(record.leaf.s)", { leaf: null }, "pass"],
  ["blank(record.a)", { a: "?" }, "unproven"],
  ["optional(record.b).orElse(0.5) == 10", {}, "pass"],
  ["optional(record.b).orElse(0.5) == 0.5", { b: null }, "pass"],
  ["optional(record.b).orElse(0.5) == 0.5", { b: true }, "unproven"],
  ["!optional(record.leaf.s).hasValue()", {}, "pass"],
  ["record.s in ['ab', 'cd'] && !(record.n in [1, 2])", {}, "pass"],
  ["'b' in record.tags", {}, "pass"],
  ["'c' in record.tags", { tags: ["a", null] }, "unproven"],
  ["'a' in record.tags", { tags: ["a", null] }, "pass"],
  ["record.tags[1] == 'b'", {}, "pass"],
  ["record.tags[2] == 'b'", {}, "unproven"],
  ["record.items[0].a == 1.5", {}, "pass"],
  ["record.items.size() == 2 && record.tags.size() == 2", {}, "pass"],
  ["record.items.all(x, x.a * x.q == 3)", {}, "pass"],
  ["record.items.all(x, x.a > 1)", { items: [item({ a: "1" }), item({ a: null })] }, "failed"],
  ["record.items.all(x, x.a > 1)", { items: [item({ a: null }), item({ a: "1" })] }, "unproven"],
  ["record.items.all(x, x.a > 1)", { items: [item(), null] }, "unproven"],
  ["record.items.all(x, x.a > 1)", { items: [] }, "pass"],
  ["record.items.exists(x, x.s == 'y')", {}, "pass"],
  ["record.items.exists_one(x, x.a == 1.5)", {}, "failed"],
  ["record.items.map(x, x.a).sum() == 3", {}, "pass"],
  ["record.items.filter(x, x.s == 'y').map(x, x.q).sum() == 2", {}, "pass"],
  ["record.items.filter(x, x.s == 'y').size() == 1", {}, "pass"],
  ["optional(record.others).orElse([]).all(x, x.a > 1)", {}, "pass"],
  ["unique(record.items.map(x, x.s)) && !unique(record.items.map(x, x.a))", {}, "pass"],
  ["record.items.all(x, record.items.exists(y, y.s == x.s))", {}, "pass"],
  // a list that is made must be known to its end, whatever is found on the way
  [
    "record.items.filter(x, x.n == 1).exists(x, x.s == 'x')",
    { items: [item(), item({ n: null })] },
    "unproven",
  ],
  ["record.s.matches('^[a-c]+$') && record.s.startsWith('a')", {}, "pass"],
  ["isCountry(record.s)", { s: "EE" }, "pass"], // called in the table itself
  ["iban(record.s)", {}, "failed"],
  ["postalCode(record.s, 'XX')", {}, "unproven"], // the function gives missing
  ["record.m['a'] == 1 && has(record.m.a)", { m: { a: 1 } }, "pass"],
  ["record.m['a'] == 1", { m: { a: 1, b: "?" } }, "unproven"], // the map as a whole is a fault
  ["optional(record.m['b']).orElse(0) == 0", { m: { a: 1 } }, "pass"],
  ["has(record.m.toString)", { m: { a: 1 } }, "failed"],
  ["lookup('parts', record.s).a == 1.5", { s: "a" }, "pass"],
  ["lookup('parts', record.s).a == 1.5", { s: "b" }, "unproven"], // two rows
  ["lookup('parts', record.s).a == 1.5", { s: "x" }, "unproven"], // none
  ["optional(lookup('parts', record.s)).hasValue()", { s: "x" }, "failed"],
  ["optional(lookup('parts', record.s)).hasValue()", { s: "c" }, "unproven"], // not asked for
  ["optional(lookup('never', record.s)).hasValue()", {}, "unproven"],
  ["lookup('dated', record.s, record.d).a == 1.5", { s: "a" }, "pass"],
  ["lookup('dated', record.s).a == 1.5", { s: "a" }, "unproven"], // on the record's own day
  ["record.items.all(x, lookup('parts', x.s).a == 1.5)", { items: [item({ s: "a" })] }, "pass"],
  ["key(record.b, record.d) == '10|2026-02-28'", {}, "pass"],
])("%s with %j: %s", (must, more, proof) => {
  expect(proofOf(must, { ...good, ...more })).toBe(proof);
});

const each = [{ name: "item", list: "record.items" }];

// What elements give a check: the good record's, one otherwise, and all together.
test.each<[string, readonly JsonObject[], string | undefined, string]>([
  ["item.a > 1", [item(), item()], undefined, "pass"],
  ["item.a > 1", [item(), item({ a: "0" })], undefined, "failed"],
  ["item.a > 1", [item({ a: "0" }), item({ a: null })], undefined, "unproven"],
  ["item.a > 1", [], undefined, "not_applicable"],
  ["item.a > 1", [item({ a: "0" })], "item.n > 1", "not_applicable"],
  ["item.a > 1", [item({ a: "0" }), item({ n: 2 })], "item.n > 1", "pass"],
  ["index < 2", [item(), item()], undefined, "pass"],
  ["item.a <= record.items.map(x, x.a).sum()", [item(), item()], undefined, "pass"],
])("each: %s over %j when %s: %s", (must, items, when, proof) => {
  const draft = { each, checks: [{ must, ...(when && { when }) }] };
  expect(proofs(draft, { ...good, items })).toEqual([proof]);
});

test("loops are crossed and nested, and count their elements", () => {
  const crossed = [...each, { name: "tag", list: "item.tags" }];
  const draft = { each: crossed, checks: [{ must: "tag != record.s && item_index < 9" }] };
  const bad = { each: crossed, checks: [{ must: "tag != item.s" }] };
  const items = [item({ tags: ["a", "b"] }), item({ tags: [] })];
  expect(ruleOf(draft)).toBeUndefined(); // the name of the first index is 'index'
  expect(proofs(bad, { ...good, items })).toEqual(["pass"]);
  const index = { each: crossed, checks: [{ must: "index + tag_index < 2" }] };
  expect(proofs(index, { ...good, items })).toEqual(["pass"]);
});

test("a check that is not proven leaves those after it unproven, not those before", () => {
  const checks = [{ must: "record.n == 3" }, { must: "record.a == 1" }, { must: "record.n == 4" }];
  expect(proofs({ checks }, { ...good, a: "?" })).toEqual(["pass", "unproven", "unproven"]);
});

test("a check whose 'when' is false is not applicable, whatever it must", () => {
  const checks = [{ when: "record.n > 9", must: "record.a == 1" }];
  expect(proofs({ checks }, { ...good, a: null })).toEqual(["not_applicable"]);
});

test("lets are worked out where they are needed, and seen by lets after them", () => {
  const lets = [
    { name: "sum", text: "record.items.map(x, x.a).sum()" },
    { name: "twice", text: "sum * 2" },
    { name: "never", text: "record.leaf.d" },
  ];
  const checks = [{ must: "sum == 3 && twice == 6 && (record.f || never < record.d)" }];
  expect(proofs({ lets, checks }, good)).toEqual(["pass"]);
  const each = [{ name: "item", list: "record.items" }];
  const share = [{ name: "share", text: "item.a * 2" }];
  expect(proofs({ each, lets: share, checks: [{ must: "share == 3" }] }, good)).toEqual(["pass"]);
});

test("without fuel nothing is proven", () => {
  const loops = "record.items.all(x, record.items.all(y, y.a == x.a))";
  expect(proofs({ checks: [{ must: loops }] }, good, 6)).toEqual(["pass"]);
  expect(proofs({ checks: [{ must: loops }] }, good, 5)).toEqual(["unproven"]);
});

test("parameters are constants", () => {
  const must =
    "record.q - 1.23 <= params.tol && record.n <= params.most && record.s == params.code";
  expect(proofOf(must, good)).toBe("pass");
});

test("lists of any length, one after the other, do not see each other's buffers", () => {
  const rule = ruleOf({
    checks: [{ must: "record.items.all(x, record.items.exists(y, y.n == x.n))" }],
  });
  const judge = compiled([rule!]);
  const itemsOf = (count: number) => Array.from({ length: count }, (_, n) => item({ n }));
  for (const count of [0, 200, 3, 70, 1])
    expect(judge({ ...good, items: itemsOf(count) })).toEqual(["pass"]);
  expect(judge({ ...good, items: [item({ n: null })] })).toEqual(["unproven"]);
});

test("rules of many groups keep their columns apart", () => {
  const rules = Array.from({ length: 100 }, (_, i) => {
    const must = `record.items.all(i, i.a * ${i + 1} >= i.q) && record.items.map(i, i.a).sum() > ${i}`;
    const rule = ruleOf({ checks: [{ must }] });
    if (!rule) throw new Error("not a rule");
    return { ...rule, id: `TST-${i + 10}` };
  });
  const given = compiled(rules)(good);
  expect(given).toEqual(rules.flatMap((rule) => interpreted(rule, good)));
  expect(given.filter((proof) => proof === "pass")).toHaveLength(2); // the sum is 3.00, and the first factor is too small
});
