import { getConformanceSuite } from "@bufbuild/cel-spec/testdata/tests.js";
import { expect, test } from "@jest/globals";
import { check } from "../../lib/core/expression/check.ts";
import { canonical, type Decimal, parseDecimal } from "../../lib/core/expression/decimal.ts";
import { isUnjudged, type Unjudged } from "../../lib/core/expression/fault.ts";
import { bind, type Frame } from "../../lib/core/expression/frame.ts";
import { evaluate } from "../../lib/core/expression/interpret.ts";
import type { CheckScope } from "../../lib/core/expression/scope.ts";
import {
  BOOL,
  decimalOf,
  INT,
  listOf,
  mapOf,
  STRING,
  type Type,
} from "../../lib/core/expression/types.ts";
import type { List, Value } from "../../lib/core/expression/value.ts";
import type { World } from "../../lib/core/expression/world.ts";

/**
 * CEL's official conformance cases. The rule language is a part of CEL with a typed reading of its
 * own: a case is accepted and then gives what the specification says, or it is refused by the
 * checker for one of the reasons below, or it stands under `deviations` with its reason.
 */
type Suite = ReturnType<typeof getConformanceSuite>;
type Case = Suite["tests"][number]["original"];

/** Why the language refuses a case: what the checker says, and why that is meant. */
const refusals: readonly (readonly [says: RegExp, why: string])[] = [
  [/^null is absence/, "there is no null: absence is judged by has, blank and optional"],
  [/^the rule language has no (unsigned|bytes|message)/, "no unsigned, bytes and message types"],
  [/^the rule language has no this/, "no such construct"],
  [
    /^found .*, which does not fit here|^more than|^brackets|^the expression has/,
    "the parser's syntax (no optional syntax, no quoted fields), or our limits of length and depth",
  ],
  [/^unknown name/, "names of messages, enums, containers and type values: there are none"],
  [/^unknown function/, "functions of extensions, and dyn, type, duration, uint, bytes, double"],
  [/does not fit: write/, "overloads on types that the language has not, or that need dyn"],
  [/^(a list has elements|both branches)/, "lists and conditionals have one type; there is no dyn"],
  [
    /cannot be compared|are never equal|write (instant|date)\(/,
    "values of two types are never compared",
  ],
  [/^cannot (work out|look for)/, "operators on two types, and on types that have none here"],
  [/^a division of decimals/, "a division of decimals names its digits"],
  [/^a map's key is a string/, "maps have string keys"],
  [/^'.*' (joins conditions|wants|stands)/, "conditions are bool; numbers are numbers"],
  [
    /has no (fields|order)|goes over a list|^a condition is wanted/,
    "macros go over lists; there are no messages",
  ],
  [
    /takes one value|wants a field|already stands for/,
    "forms of the language, and no shadowing of names",
  ],
  [
    /is beyond 64 bits|is no decimal here|a literal has at most|could have .* digits/,
    "numbers beyond the language's limits",
  ],
  [/an index is an int|must be constant/, "indexes are ints; patterns and digits are constant"],
  [/^unknown (field|parameter)|no value by itself|is no value/, "fields of messages"],
];

/** Accepted, and meant otherwise than CEL has it. */
const deviations: Readonly<Record<string, string>> = {
  "conformance/comparisons/eq_literal/no_string_normalization":
    "text compares in NFC (domain specification 0.1): literals and records are normalized",
  "conformance/conversions/int/double_int_max_range":
    "a decimal literal is exact: 9223372036854775807.0 is an int of 64 bits, as a double it is not",
  "conformance/conversions/int/double_int_min_range": "a decimal literal is exact, see above",
  "conformance/macros/exists_one/list_no_shortcircuit":
    "two elements decide that it is not one: what could not be judged besides is absorbed",
  "conformance/macros/map/list_error":
    "an element that cannot be judged stands in the list, and whoever needs it gets the fault",
  "conformance/namespace/namespace/self_eval_container_lookup": "there are no containers",
  "conformance/namespace/namespace/self_eval_container_lookup_unchecked": "there are no containers",
  "conformance/string_ext/trim/unicode_space_chars_1": "white space is what JavaScript trims",
  "conformance/string_ext/trim/unicode_no_trim": "white space is what JavaScript trims",
};

interface Sorted {
  readonly passed: string[];
  readonly refused: Map<string, string[]>;
  readonly failed: string[];
  readonly skipped: string[];
}

const cases = [...casesOf(getConformanceSuite(), "")];

function* casesOf(suite: Suite, path: string): Generator<readonly [string, Case]> {
  const here = path === "" ? suite.name : `${path}/${suite.name}`;
  for (const one of suite.tests) yield [`${here}/${one.name}`, one.original] as const;
  for (const inner of suite.suites) yield* casesOf(inner, here);
}

function sort(): Sorted {
  const sorted: Sorted = { passed: [], refused: new Map(), failed: [], skipped: [] };
  for (const [name, original] of cases) {
    const bound = bindingsOf(original);
    if (!bound || original.checkOnly) {
      sorted.skipped.push(name);
      continue;
    }
    const checked = check(original.expr, bound.scope);
    if (!checked.ok) {
      const said = checked.problems[0]?.message ?? "";
      const why = refusals.find(([says]) => says.test(said))?.[1] ?? `UNLISTED: ${said}`;
      sorted.refused.set(why, [...(sorted.refused.get(why) ?? []), `${name}: ${said}`]);
      continue;
    }
    const value = evaluate(checked.node, bound.frame, world);
    const isRight = agrees(value, checked.node.type, original);
    if (isRight) sorted.passed.push(name);
    else sorted.failed.push(name);
  }
  return sorted;
}

const world: World = {
  tables: {},
  rows: { loaded: () => false, find: () => [], all: () => [] },
  functions: { zone: "UTC", charge: () => true, calendar: () => undefined },
  charge: () => true,
  attested: () => undefined,
  lists: new WeakMap(),
};

type Proto = { readonly kind: { readonly case?: string | undefined; readonly value?: unknown } };

/** The variables of a case in our types; undefined where one has a type that we have not. */
function bindingsOf(
  original: Case,
): { readonly scope: CheckScope; readonly frame: Frame | undefined } | undefined {
  const names: Record<string, Type> = {};
  let frame: Frame | undefined;
  for (const [name, binding] of Object.entries(original.bindings)) {
    const value = binding.kind.case === "value" ? read(binding.kind.value as Proto) : undefined;
    if (!value) return undefined;
    names[name] = value[0];
    frame = bind(frame, name, value[1]);
  }
  return { scope: { schema: {}, tables: {}, names, facts: [] }, frame };
}

/** A value of the specification as a value of ours; undefined where there is none. */
function read(proto: Proto): readonly [Type, Value] | undefined {
  const { case: kind, value } = proto.kind;
  switch (kind) {
    case "boolValue":
      return [BOOL, value as boolean];
    case "int64Value":
      return [INT, value as bigint];
    case "stringValue":
      return [STRING, value as string];
    case "doubleValue": {
      const decimal = parseDecimal(String(value));
      return decimal && [decimalOf(6), decimal];
    }
    case "listValue":
      return readList((value as { readonly values: readonly Proto[] }).values);
    case "mapValue":
      return readMap(
        (value as { readonly entries: readonly { key?: Proto; value?: Proto }[] }).entries,
      );
    default:
      return undefined;
  }
}

function readList(protos: readonly Proto[]): readonly [Type, Value] | undefined {
  const items = protos.map(read);
  if (items.some((item) => item === undefined)) return undefined;
  const type = items[0]?.[0] ?? { kind: "never" };
  return [listOf(type), items.map((item) => (item as readonly [Type, Value])[1])];
}

function readMap(
  entries: readonly { readonly key?: Proto; readonly value?: Proto }[],
): readonly [Type, Value] | undefined {
  const map = new Map<string, Value>();
  let type: Type = { kind: "never" };
  for (const { key, value } of entries) {
    const read_ = value && read(value);
    if (key?.kind.case !== "stringValue" || !read_) return undefined;
    type = read_[0];
    map.set(key.kind.value as string, read_[1]);
  }
  return [mapOf(type), map];
}

function agrees(value: Value | Unjudged, type: Type, original: Case): boolean {
  const { resultMatcher } = original;
  if (resultMatcher.case === "evalError" || resultMatcher.case === "anyEvalErrors")
    return isUnjudged(value);
  if (isUnjudged(value)) return false;
  if (resultMatcher.case === undefined) return value === true;
  const wanted =
    resultMatcher.case === "value"
      ? resultMatcher.value
      : resultMatcher.case === "typedResult"
        ? resultMatcher.value.result
        : undefined;
  const expected = wanted && read(wanted as Proto);
  return expected !== undefined && text(value, type) === text(expected[1], expected[0]);
}

/** Values as comparable text: a decimal and a double of the same value look alike. */
function text(value: Value | Unjudged, type: Type): string {
  if (isUnjudged(value)) return "unjudged";
  switch (type.kind) {
    case "decimal":
      return canonical(value as Decimal);
    case "list":
      return `[${(value as List).map((item) => text(item, type.of)).join(",")}]`;
    case "map":
      return [...(value as ReadonlyMap<string, Value>)]
        .map(([key, item]) => `${key}:${text(item, type.of)}`)
        .sort()
        .join(",");
    default:
      return String(value);
  }
}

const sorted = sort();

test("every case is passed, refused for a listed reason, or a listed deviation", () => {
  const refused = [...sorted.refused].sort(([, a], [, b]) => b.length - a.length);
  const lines = [
    `cel-spec: ${cases.length} cases: ${sorted.passed.length} passed, ` +
      `${refused.reduce((sum, [, names]) => sum + names.length, 0)} refused, ` +
      `${sorted.failed.length} deviate, ${sorted.skipped.length} have variables of foreign types`,
    ...refused.map(([why, names]) => `  ${String(names.length).padStart(4)} refused: ${why}`),
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  const unlisted = refused.filter(([why]) => why.startsWith("UNLISTED"));
  expect(unlisted).toEqual([]);
  expect(sorted.failed.filter((name) => !(name in deviations))).toEqual([]);
});

test("no listed deviation has mended itself", () => {
  expect(Object.keys(deviations).filter((name) => !sorted.failed.includes(name))).toEqual([]);
});

test("a good part of CEL is accepted, so that the test is not empty", () => {
  expect(sorted.passed.length).toBeGreaterThan(400);
});
