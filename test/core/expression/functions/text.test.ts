import { functionById } from "../../../../lib/core/expression/functions.ts";
import type { Value } from "../../../../lib/core/expression/value.ts";
import fc from "../../../support/fast-check.ts";
import { resultOf, run, withFuel } from "./evaluation.ts";

// Text is counted in characters, not in UTF-16 units.
test.each([
  ['size("")', "0"],
  ['size("😀õ")', "2"],
  ['"😀õ".charAt(1)', "õ"],
  ['"😀õ".charAt(2)', ""],
  ['"😀õ".charAt(-1)', "fault out_of_range"],
  ['"😀õa".substring(1, 2)', "õ"],
  ['"😀õa".substring(3)', ""],
  ['"abc".substring(2, 1)', "fault out_of_range"],
  ['"abc".substring(0, 9223372036854775807)', "fault out_of_range"],
  ['"😀a😀a".indexOf("a")', "1"],
  ['"😀a😀a".indexOf("a", 2)', "3"],
  ['"abc".indexOf("")', "0"],
  ['"abc".indexOf("c", 4)', "fault out_of_range"],
  ['"😀a😀a".lastIndexOf("a")', "3"],
  ['"aaa".replace("a", "b")', "bbb"],
  ['"aaa".replace("a", "b", 0)', "aaa"],
  ['"ab".replace("", "-")', "-a-b-"],
  ['"ab".replace("", "-", 2)', "-a-b"],
  ['"a$b".replace("$", "$&")', "a$&b"], // no magic in the replacement
  ['"a,b".split(",", 0)', "[]"],
  ['"a,b".split(",", 1)', "[a,b]"],
  ['"a,b".split(",", -1)', "[a, b]"],
  ['"".split(",")', "[]"],
  ['"😀õ".split("")', "[😀, õ]"],
  ['["a", "b"].join()', "ab"],
  ['[].join(",")', ""],
  ['lower("ÄÕÜ ŠŽ ȘȚ ÆØÅ")', "äõü šž șț æøå"],
  ['"ŠI".lowerAscii()', "Ši"],
  ['trim("\\t a\\u00a0")', "a"],
  ['plain("Hom\\u200bme  \\u00a0KÄES")', "homme käes"],
  ['plain("a\\u0308ra – don\\u2019t\\n−30 %")', "ära - don't -30 %"],
  ['plain("To\\u00adday") == plain("today")', "true"],
  ['fold("Ștefan", "ro") == fold("Ştefan", "ro")', "true"], // comma below, cedilla
  ['fold("for", "nb") == fold("før", "nb")', "false"],
  ['fold("saasta", "et") == fold("säästa", "et")', "false"],
  ['fold("L\\u02bcété", "en")', "l’été"],
  ['labelIn("BESTILL OG BETAL", ["bestill og betal"])', "true"],
  ['labelIn("comanda\\u0306 acum", ["comandă acum"])', "true"], // composed and not
  ['similarity("", "")', "1.0000"],
  ['similarity("", "a")', "0.0000"],
  ['similarity("the white cat", "white cat, the")', "1.0000"],
  ['similarity("Fiber 500 Mbit", "Fibre 500 Mbit")', "0.6667"],
  ['suffixInt("A0042", "A")', "42"],
  ['suffixInt("A", "A")', "missing"],
  ['suffixInt("A4x", "A")', "missing"],
  ['suffixInt("A1234567890123456789", "A")', "fault out_of_range"],
  ['firstMatch("x 1 2", "[0-9]")', "1"],
  ['allMatches("a1b22", "[0-9]*")', "[1, 22]"], // the empty matches between do not count
  ['int("9223372036854775808")', "fault overflow"],
  ['int("١")', "fault invalid_argument"],
  ['decimal("1e3")', "fault invalid_argument"],
  ['decimal("1234567890123456")', "fault invalid_argument"], // 16 digits
  ["string(-0.50)", "-0.50"],
  ["string(real(0.1) + real(0.2))", "0.30000000000000004"],
])("%s is %j", (expression, result) => {
  expect(resultOf(expression)).toBe(result);
});

const texts = fc.string({ unit: "binary", maxLength: 30 });

test("splitting and joining gives the text back", () => {
  const property = fc.property(texts, fc.constantFrom(",", "a", "😀", "ab"), (text, separator) => {
    const parts = run("split", text, separator) as string[];
    expect(run("join", parts, separator)).toBe(text);
  });
  fc.assert(property);
});

test("what is found stands where it was found", () => {
  const property = fc.property(texts, texts, (before, part) => {
    const text = before + part;
    const at = run("indexOf.text", text, part) as bigint;
    const length = run("size.text", part) as bigint;
    expect(at).toBeGreaterThanOrEqual(0n);
    expect(run("substring", text, at, at + length)).toBe(part);
  });
  fc.assert(property);
});

test("likeness is symmetric, and whole for a text and itself", () => {
  const property = fc.property(texts, texts, (a, b) => {
    expect(run("similarity", a, b)).toEqual(run("similarity", b, a));
    expect(run("similarity", a, a)).toEqual({ units: 10_000n, scale: 4 });
  });
  fc.assert(property);
});

describe("no text grows without end", () => {
  const long = "a".repeat(1_000_000);

  test.each([
    ["replace", [long, "a", "bb"]],
    ["replace", [long, "", long]],
    ["join", [[long, long], ""]],
    ["join", [Array.from({ length: 20 }, () => ""), long]],
    ["upper", ["ß".repeat(1_000_000)]],
    ["fold", ["ﷺ".repeat(100_000), "ro"]], // one character that becomes eighteen
  ] as readonly (readonly [string, readonly Value[]])[])("%s", (id, args) => {
    expect(run(id, ...args)).toMatchObject({ code: "overflow" });
  });

  test("and reading it costs a step a kilobyte", () => {
    const lower = functionById.get("lower")!;
    expect(lower.run([long], withFuel(977))).toBe(long);
    expect(lower.run([long], withFuel(976))).toMatchObject({ code: "budget" });
  });
});
