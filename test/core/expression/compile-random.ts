import {
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
} from "../../../lib/core/expression/types.ts";
import fc from "../../support/fast-check.ts";

const optional = (type: Type, more: Partial<Field> = {}): Field => ({
  type,
  required: false,
  ...more,
});
const money = (usualScale: number): Field => optional(decimalOf(6), { usualScale });

const itemFields: Readonly<Record<string, Field>> = {
  a: money(2),
  q: money(3),
  p: money(4),
  n: optional(INT),
  s: optional(STRING),
  f: optional(BOOL),
  d: optional(DATE),
  leaf: optional(recordOf("Leaf")),
  parts: optional(listOf(recordOf("Leaf"))),
  tags: optional(listOf(STRING)),
};

/** A record type with a field of every type, lists and records within each other. */
export const schema: Schema = {
  Doc: {
    fields: {
      ...itemFields,
      b: money(2),
      w: money(0),
      u: optional(decimalOf(6)),
      r: optional(REAL),
      t: optional(STRING),
      e: optional(DATE),
      at: optional(INSTANT),
      items: optional(listOf(recordOf("Item"))),
      others: optional(listOf(recordOf("Item"))),
      nums: optional(listOf(decimalOf(6))),
      ints: optional(listOf(INT)),
      m: optional(mapOf(decimalOf(6))),
    },
  },
  Item: { fields: itemFields },
  /** The rows of the tables `parts` and `dated`. */
  Leaf: { fields: { a: money(2), s: optional(STRING), n: optional(INT), d: optional(DATE) } },
};

/** What a generator draws from: numbers below a bound, so that fast-check can shrink them. */
export type Draw = (below: number) => number;

/** Names that an expression may use beside the record: loop variables and lets, by type. */
export interface Visible {
  readonly items: readonly string[];
  readonly leaves: readonly string[];
  readonly texts: readonly string[];
  readonly decimals: readonly string[];
  readonly bools: readonly string[];
  readonly ints: readonly string[];
  /** Loop variables so far, so that none is bound twice. */
  readonly loops: number;
}

export const nothingVisible: Visible = {
  items: [],
  leaves: [],
  texts: [],
  decimals: ["params.tol"],
  bools: [],
  ints: ["params.most"],
  loops: 0,
};

type Make = (draw: Draw, see: Visible, depth: number) => string;

const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)] as T;
const oneOf =
  (leaves: readonly Make[], inner: readonly Make[]): Make =>
  (draw, see, depth) => {
    const from = depth <= 0 || draw(4) === 0 ? leaves : inner;
    return pick(draw, from)(draw, see, depth - 1);
  };

const holders = (see: Visible): readonly string[] => ["record", "record", ...see.items];
const leafHolders = (see: Visible): readonly string[] => [
  ...holders(see).map((name) => `${name}.leaf`),
  ...see.leaves,
  ...holders(see).map((name) => `lookup("parts", ${name}.s)`),
  'lookup("dated", key(record.s), date("2026-02-28"))',
  'lookup("dated", record.t)',
];
const field =
  (names: readonly string[], ofLeaf: readonly string[]): Make =>
  (draw, see) =>
    draw(3) === 0
      ? `${pick(draw, leafHolders(see))}.${pick(draw, ofLeaf)}`
      : `${pick(draw, holders(see))}.${pick(draw, names)}`;
const ofRecord =
  (names: readonly string[]): Make =>
  (draw) =>
    `record.${pick(draw, names)}`;
const named =
  (of: (see: Visible) => readonly string[], otherwise: string): Make =>
  (draw, see) =>
    of(see).length > 0 ? pick(draw, of(see)) : otherwise;
const literal =
  (...texts: readonly string[]): Make =>
  (draw) =>
    pick(draw, texts);

/** A template whose `$` places are filled by other generators, in order. */
const form =
  (template: string, ...parts: readonly Make[]): Make =>
  (draw, see, depth) => {
    let next = 0;
    return template.replaceAll("$", () => (parts[next++] as Make)(draw, see, depth));
  };

const decimal: Make = (...given) => decimalMake(...given);
const int: Make = (...given) => intMake(...given);
const text: Make = (...given) => textMake(...given);
const date: Make = (...given) => dateMake(...given);
const instant: Make = (...given) => instantMake(...given);
const bool: Make = (...given) => boolMake(...given);
const real: Make = (...given) => realMake(...given);

const digits = literal("0", "1", "2", "2", "3", "4", "6");
const decimalField = field(["a", "q", "p"], ["a"]);
const anyDecimal = oneOf([decimalField, ofRecord(["b", "w", "u"])], [decimalField]);

/** A list of records, and a loop over it with a body; bodies see the element. */
const itemList: Make = oneOf(
  [ofRecord(["items", "items", "items", "others"])],
  [
    ofRecord(["items", "items", "others"]),
    form("optional($).orElse([])", ofRecord(["items", "others"])),
    (draw, see, depth) => loop("filter", bool)(draw, see, depth),
    (draw, see, depth) => form("($ ? $ : $)", bool, itemList, itemList)(draw, see, depth),
    (draw, see, depth) => form("($ ? $ : [])", bool, itemList)(draw, see, depth),
  ],
);
const leafList: Make = (draw, see) => `${pick(draw, holders(see))}.parts`;

const loop =
  (macro: string, body: Make): Make =>
  (draw, see, depth) => {
    const name = `x${see.loops}`;
    const isLeaf = macro !== "filter" && draw(4) === 0;
    const inner: Visible = {
      ...see,
      loops: see.loops + 1,
      ...(isLeaf ? { leaves: [...see.leaves, name] } : { items: [...see.items, name] }),
    };
    const outer = { ...see, loops: see.loops + 1 };
    const list = isLeaf ? leafList(draw, outer, depth) : itemList(draw, nestedLoop(outer), depth);
    return `${list}.${macro}(${name}, ${body(draw, nestedLoop(inner), depth)})`;
  };

/** Sibling loops may share a name, loops within each other may not. */
const nestedLoop = (see: Visible): Visible => ({ ...see, loops: see.loops + 1 });

/** `map`, now and then with a condition. */
const mapped =
  (body: Make): Make =>
  (draw, see, depth) =>
    loop("map", draw(4) === 0 ? form("$, $", bool, body) : body)(draw, see, depth);

const textList = oneOf(
  [ofRecord(["tags"]), literal('["a", "b", ""]'), literal('["a", "b", "c", "d", "e", "f", "zz"]')],
  [mapped(field(["s"], ["s"])), (draw, see) => `${pick(draw, holders(see))}.tags`],
);
const decimalList = oneOf(
  [ofRecord(["nums"]), literal("[1, 2.50, 0.125]")],
  [
    mapped(decimal),
    mapped(decimalField),
    form("[$, $]", decimal, decimal),
    form("($ ? $ : $)", bool, mapped(decimal), ofRecord(["nums"])),
  ],
);
const intList = oneOf([ofRecord(["ints"]), literal("[1, 2, 3]")], [mapped(int)]);

const decimalMake = oneOf(
  [
    anyDecimal,
    anyDecimal,
    literal("0", "1", "0.01", "-2.50", "0.005", "100", "12345.6789", "99999999999.99"),
    named((see) => see.decimals, "1.5"),
  ],
  [
    form("($ + $)", decimal, decimal),
    form("($ - $)", decimal, decimal),
    form("($ * $)", anyDecimal, anyDecimal),
    form("round($ * $, $)", decimal, anyDecimal, digits),
    form("-$", decimal),
    form("abs($)", decimal),
    form("min($, $)", decimal, decimal),
    form("max($, $)", decimal, decimal),
    form("round($, $)", decimal, digits),
    form("roundUp($, $)", decimal, digits),
    form("roundDown($, $)", decimal, digits),
    form("floor($)", decimal),
    form("ceiling($)", decimal),
    form("quot($, $, $)", decimal, decimal, digits),
    form('quot($, $, 2, "ceiling")', decimal, anyDecimal),
    form("pct($, $, 2)", anyDecimal, anyDecimal),
    form("sum($)", decimalList),
    form("sum($)", mapped(decimalField)),
    form("min($)", decimalList),
    form("max($)", decimalList),
    form("optional($).orElse($)", anyDecimal, decimal),
    form("optional($).orElse($)", decimal, decimal),
    form("($ ? $ : $)", bool, decimal, decimal),
    form("decimal($)", int),
    form("$[$]", ofRecord(["nums"]), literal("0", "1", "5")),
    form("record.m[$]", text),
    form("$[$].a", loop("filter", bool), literal("0", "1")),
    form("optional(record.m[$]).orElse($)", text, decimal),
    form("median($)", decimalList),
    form("median($)", mapped(decimalField)),
    form("mad($)", decimalList),
    form("robustScore($, $, $)", decimal, decimalList, literal("0", "0.5")),
    form("first($)", decimalList),
    form("first($).a", itemList),
    form("optional(first($).q).orElse($)", itemList, decimal),
    form("toDecimal($, $)", real, digits),
    form('prorate($, $, $, $, $, "actual", 2)', anyDecimal, date, date, date, date),
    form('cycles($, $, $, "month", $)', date, date, date, digits),
    form("ceilTo($, $)", decimal, anyDecimal),
  ],
);

const rows: Make = form('rows("parts", $)', (...given) => text(...given));

const intField = field(["n"], ["n"]);
const intMake = oneOf(
  [
    intField,
    literal("0", "1", "2", "-3", "100", "9007199254740991"),
    named((see) => see.ints, "7"),
  ],
  [
    form("($ + $)", int, int),
    form("($ - $)", int, int),
    form("($ * $)", int, int),
    form("($ / $)", int, int),
    form("($ % $)", int, int),
    form("-$", int),
    form("abs($)", int),
    form("size($)", itemList),
    form("size($)", textList),
    form("$.size()", mapped(decimal)),
    form("size($)", text),
    form("sum($)", intList),
    form("days($, $)", date, date),
    form("daysInclusive($, $)", date, date),
    form("year($)", date),
    form("dayOfWeek($)", date),
    form("hours($, $)", instant, instant),
    form("scale($)", anyDecimal),
    form("sign($)", decimal),
    form("int($)", decimal),
    form("optional($).orElse($)", intField, int),
    form("($ ? $ : $)", bool, int, int),
    form("$[$]", ofRecord(["ints"]), literal("0", "2")),
  ],
);

const textField = field(["s"], ["s"]);
const textMake = oneOf(
  [
    textField,
    ofRecord(["t"]),
    literal('"a"', '"ab"', '""', '"Õ"', '" "'),
    named((see) => see.texts, '"b"'),
    literal("zone", "stage", "params.code"),
  ],
  [
    form("($ + $)", text, text),
    form("lower($)", text),
    form("trim($)", text),
    form("optional($).orElse($)", textField, text),
    form("($ ? $ : $)", bool, text, text),
    form("$[$]", ofRecord(["tags"]), literal("0", "1")),
    form("$[$].s", loop("filter", bool), literal("0", "1")),
    form("optional($[0].s).orElse($)", loop("filter", bool), text),
    form("string($)", int),
    form("string($)", date),
    form("key($, $, $)", text, decimal, date),
    form("key($)", decimal),
    form("[$, $].join($)", text, text, literal('", "', '""')),
  ],
);

const dateField = field(["d"], ["d"]);
const dateMake = oneOf(
  [dateField, ofRecord(["e"]), literal('date("2026-02-28")', 'date("2024-02-29")')],
  [
    form("addDays($, $)", date, int),
    form("addMonths($, $)", date, literal("1", "-1", "12")),
    form("optional($).orElse($)", dateField, date),
    form("($ ? $ : $)", bool, date, date),
    form("min($, $)", date, date),
    form("date($)", instant),
    form('addWorkingDays($, $, "EE")', date, literal("1", "5", "-2")),
  ],
);

const instantMake = oneOf(
  [ofRecord(["at"]), literal('instant("2026-02-28T10:00:00Z")', "business_at")],
  [form("optional($).orElse($)", ofRecord(["at"]), instant), form("addHours($, $)", instant, int)],
);

const realMake = oneOf(
  [ofRecord(["r"]), literal("real(1.5)")],
  [
    form("($ + $)", real, real),
    form("($ / $)", real, real),
    form("-$", real),
    form("real($)", decimal),
    form("ln($)", real),
  ],
);

const comparison = literal("==", "!=", "<", "<=", ">", ">=");
const equality = literal("==", "!=");
const anyField: Make = (draw, see) =>
  draw(3) === 0
    ? `${pick(draw, leafHolders(see))}.${pick(draw, ["a", "s", "n", "d"])}`
    : `${pick(draw, holders(see))}.${pick(draw, Object.keys(itemFields))}`;
const looped = (macro: string): Make => loop(macro, bool);

const boolMake = oneOf(
  [
    (draw, see) => `${pick(draw, holders(see))}.f`,
    literal("true", "false"),
    form("has($)", anyField),
    literal("has(record.m.a)"),
    named((see) => see.bools, "record.f"),
    form("$ $ $", decimal, comparison, decimal),
    form("$ $ $", text, equality, text),
  ],
  [
    form("$ $ $", decimal, comparison, decimal),
    form("$ $ $", decimal, comparison, anyDecimal),
    form("$ $ $", int, comparison, int),
    form("$ $ $", text, comparison, text),
    form("$ $ $", date, comparison, date),
    form("$ $ $", instant, comparison, instant),
    form("$ $ $", real, comparison, real),
    form("(($) $ ($))", bool, equality, bool),
    form("(($) && ($))", bool, bool),
    form("(($) && ($))", bool, bool),
    form("(($) || ($))", bool, bool),
    form("!($)", bool),
    form("($ ? $ : $)", bool, bool, bool),
    form("$ in $", text, textList),
    form("$ in $", decimal, decimalList),
    form("$ in $", int, intList),
    form("blank($)", anyField),
    form("blank($)", text),
    form("optional($).hasValue()", anyField),
    form("optional($).hasValue()", decimal),
    form("optional($).hasValue()", itemList),
    form("optional($).hasValue()", decimalList),
    form("optional($).hasValue()", (draw, see) => pick(draw, leafHolders(see))),
    looped("all"),
    looped("all"),
    looped("exists"),
    looped("exists_one"),
    form("$.matches($)", text, literal('"^[a-c]+$"', '"b|^$"', '"(a|b)+c"')),
    form("$.startsWith($)", text, text),
    form("$.endsWith($)", text, text),
    form("$.contains($)", text, text),
    form("unique($)", textList),
    form("distinctCount($) == $", textList, int),
    form("$.exists(row, row.n == $)", rows, int),
    form("$.map(row, row.a).sum() >= $", rows, decimal),
    form("unique($)", decimalList),
    form("isWhole($)", decimal),
    form("scale($) <= $", anyDecimal, digits),
    form("isCountry($)", text),
    form("isPowerOfTenSlip($, $, $)", decimal, decimal, literal("5", "0", "120")),
    form("compareRatio($, $, $, $) > 0", decimal, anyDecimal, decimal, anyDecimal),
  ],
);

/** A condition over `record` and what is visible. */
export const condition = (draw: Draw, see: Visible, depth: number): string =>
  boolMake(draw, see, depth);
export const decimalExpression = (draw: Draw, see: Visible, depth: number): string =>
  decimalMake(draw, see, depth);
export const itemsExpression = (draw: Draw, see: Visible, depth: number): string =>
  itemList(draw, see, depth);
export const intExpression = (draw: Draw, see: Visible, depth: number): string =>
  int(draw, see, depth);
export const textExpression = (draw: Draw, see: Visible, depth: number): string =>
  text(draw, see, depth);
export const dateExpression = (draw: Draw, see: Visible, depth: number): string =>
  date(draw, see, depth);
export const textsExpression = (draw: Draw, see: Visible, depth: number): string =>
  textList(draw, see, depth);

/** Numbers that fast-check draws and can shrink. */
export const draws: fc.Arbitrary<Draw> = fc
  .array(fc.nat({ max: 0x7fff_ffff }), { minLength: 20, maxLength: 400, size: "max" })
  .map((numbers) => {
    let at = 0;
    return (below) => (numbers[at++ % numbers.length] as number) % below;
  });
