import { Document, type Scalar } from "yaml";
import { compileRuleset, formatProblem } from "../../lib/core/index.ts";
import { complaintsInto, formatProblem as format } from "../../lib/core/ruleset/problem.ts";
import { readTree } from "../../lib/core/ruleset/tree.ts";
import { cpuMs } from "../support/cpu-time.ts";
import fc from "../support/fast-check.ts";
import { bill } from "../support/small-engine.ts";

function read(text: string) {
  const collected = { problems: [], warnings: [] };
  const tree = readTree("f.yaml", text, complaintsInto(collected));
  return { tree, problems: collected.problems.map(format) };
}

// What is written, and what is said of it.
test.each([
  ["a: 1\na: 2", "f.yaml:2:1: this key stands twice: keep one of the two"],
  ["a: &x 1\nb: 2", "f.yaml:1:7: anchors are not read: remove '&x'"],
  ["a: *x", "f.yaml:1:4: aliases are not read: write out what '*x' stands for"],
  ["a: !!binary x", "f.yaml:1:13: tags are not read: remove '!!binary'"],
  ["a: !js/function x", "f.yaml:1:17: tags are not read: remove '!js/function'"],
  ["a: 1\n---\nb: 1", "f.yaml:2:1: a file holds one document: remove '---' and what follows"],
  ["? [a]\n: b", "f.yaml:1:3: a key must be a text"],
  ["a: 'b", "f.yaml:1:6: not readable as YAML: missing closing 'quote"],
  ["x".repeat(2_000_001), "f.yaml:1:1: the file has 2000001 characters, at most 2000000 are read"],
  ["[".repeat(200_000), "f.yaml:1:41: nested deeper than 40 levels"], // the parser would recurse
  ["- ".repeat(200_000), "f.yaml:1:81: nested deeper than 40 levels"],
  ["? ".repeat(200_000), "f.yaml:1:81: nested deeper than 40 levels"],
  ["{a: ".repeat(200_000), "f.yaml:1:161: nested deeper than 40 levels"],
  [
    Array.from({ length: 600 }, (_, n) => `${" ".repeat(n)}a:`).join("\n"),
    "f.yaml:402:1: nested deeper than 40 levels",
  ],
])("%.20j is refused", (text, problem) => {
  expect(read(text).problems).toContain(problem);
});

test("every scalar is a text as it is written", () => {
  const text = "a: yes\nb: 1.0\nc: 2026-01-01\nd: 0x1F\ne: null\nf: ~\ng:\nh: 1e3\n";
  const { tree, problems } = read(text);
  const entries = tree?.kind === "map" ? tree.entries : [];
  const values = entries.map(({ value }) => value.kind === "text" && value.value);
  expect(values).toEqual(["yes", "1.0", "2026-01-01", "0x1F", "null", "~", "", "1e3"]);
  expect(problems).toEqual([]);
});

test("a key named __proto__ is a key like any other", () => {
  const { tree } = read("__proto__: 1\nconstructor: 2");
  const keys = tree?.kind === "map" ? tree.entries.map(({ key }) => key.value) : [];
  expect(keys).toEqual(["__proto__", "constructor"]);
});

const styles = ["PLAIN", "QUOTE_SINGLE", "QUOTE_DOUBLE", "BLOCK_LITERAL", "BLOCK_FOLDED"] as const;

test("each character of a scalar is found where it is written, in every style", () => {
  const character = fc.constantFrom(..."ab .'\"\\\n\n#:-é😀{}\t");
  const texts = fc.string({ unit: character, minLength: 1, maxLength: 60 });
  const property = fc.property(texts, fc.constantFrom(...styles), (value, style) => {
    const document = new Document({ before: "x", key: value });
    (document.getIn(["key"], true) as Scalar).type = style;
    const text = document.toString({ lineWidth: 20 });
    const { tree } = read(text);
    const entry = tree?.kind === "map" ? tree.entries[1]?.value : undefined;
    fc.pre(entry?.kind === "text"); // the library writes some plain texts as something else
    const offsets = Array.from(entry.value, (_, n) => entry.spotAt(n).offset);
    // Places rise, and what stands there is the character, or what folds or escapes into it.
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
    for (const [n, offset] of offsets.entries()) {
      const unit = entry.value[n] as string;
      if (/[ab.é{}#:]/.test(unit)) expect(text[offset]).toBe(unit);
    }
  });
  fc.assert(property, { numRuns: 1000 });
});

const rules = `# A rule
- id: TST-01
  title: T
  severity: { block: diff > 1.00, else: hold }
  source: S
  let: { diff: "record.total - record.stated" }
  params: { tolerance: { type: decimal, value: "0.10", min: "0", max: "1" } }
  each: { l: record.lines, p: l.parts }
  must: >-
    p.net > params.tolerance
    || diff == 0.00
  message: "{diff} {n, plural, one {#} other {#}}"
  values: { n: record.lines.size() }
  cases: { pass: [{ from: a.json, set: { /total: 1 } }] }
`;

test("whatever stands in its files, a rule set is read and its mistakes are told", () => {
  const property = fc.property(
    fc.array(
      fc.record({
        at: fc.nat(rules.length),
        take: fc.nat(12),
        put: fc.oneof(
          fc.string({ maxLength: 6 }),
          fc.constantFrom(
            "{",
            "[",
            '"',
            "'",
            "\n",
            "- ",
            ": ",
            "&a",
            "*a",
            "!x",
            "|",
            ">",
            "#",
            "%",
          ),
        ),
      }),
      { minLength: 1, maxLength: 6 },
    ),
    (edits) => {
      let text = rules;
      for (const { at, take, put } of edits)
        text = `${text.slice(0, at)}${put}${text.slice(at + take)}`;
      const files = [
        { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" },
        { path: "rules.yaml", text },
      ];
      const compiled = compileRuleset({ files, subject: bill });
      const told = compiled.ok ? compiled.warnings : compiled.problems;
      if (!compiled.ok) expect(told.length).toBeGreaterThan(0);
      for (const problem of told) expect(formatProblem(problem)).toMatch(/^[a-z.]+:\d+:\d+: .+/);
    },
  );
  fc.assert(property, { numRuns: 300 });
});

test("lets that double at each step are read in a moment", () => {
  const doubling = (step: (before: string) => string) =>
    Object.fromEntries(
      Array.from({ length: 60 }, (_, n) => [`l${n}`, n === 0 ? "record.lines" : step(`l${n - 1}`)]),
    );
  const rule = {
    id: "TST-01",
    title: "T",
    severity: "hold",
    source: "S",
    message: "M",
    let: {
      ...doubling((before) => `record.paid ? ${before} : ${before}`),
      big: "l59.size()",
    },
    must: "big > 0 && l58.all(l, l.net > 0)",
  };
  const started = cpuMs();
  const files = [
    { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" },
    { path: "rules.yaml", text: JSON.stringify([rule]) },
  ];
  const compiled = compileRuleset({ files, subject: bill });
  expect(compiled.ok && compiled.plan.rules[0]?.checks[0]?.reads).toEqual(["lines.net", "paid"]);
  expect(cpuMs() - started).toBeLessThan(5000);
});
