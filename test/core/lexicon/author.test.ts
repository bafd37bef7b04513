import { compileRuleset, formatProblem, judgeAll, type Plan } from "../../../lib/core/index.ts";
import { scannerOf } from "../../../lib/core/lexicon/scanner.ts";
import { loadPlan, storePlan } from "../../../lib/core/stored-plan.ts";
import { bill, contextOf, readingsOf, ruleText } from "../../support/small-engine.ts";
import { lexiconOf } from "./shipped.ts";

const header = {
  path: "ruleset.yaml",
  text: "name: x\nsubject: bill\nlanguages: [en, et, ro, nb]\n",
};

const rule = (must: string) =>
  JSON.stringify([
    ruleText({
      must,
      title: words("t"),
      message: words("{found}"),
      values: { found: 'hits(record.note, "et").map(h, h.text)[0]' },
    }),
  ]);

const words = (text: string) => ({ en: text, et: text, ro: text, nb: text });

const lexicon = `
- category: free
  claim_type: free
  terms: { et: [tasuta, 'w:priilt'], en: [free] }
  except: { et: [tasuta võtmata], en: [feel free] }
`;

const NO_HIT = 'hits(record.note, "et").size() == 0';

function compiled(must: string, lexicons: Readonly<Record<string, string>>) {
  const files = Object.entries(lexicons).map(([path, text]) => ({ path, text }));
  return compileRuleset({
    files: [header, { path: "rules.yaml", text: rule(must) }, ...files],
    subject: bill,
  });
}

function problemsOf(must: string, lexicons: Readonly<Record<string, string>>): readonly string[] {
  const result = compiled(must, lexicons);
  return result.ok ? [] : result.problems.map(formatProblem);
}

const lines = (...text: readonly string[]): string => `${text.join("\n")}\n`;

describe("an author's mistakes are told with their places", () => {
  test("words that no lexicon lists", () => {
    const [first] = problemsOf(NO_HIT, {});
    expect(first).toMatch(/^rules\.yaml:1:\d+: hits needs a lexicon: write one beside the rules/);
  });

  test("a category that the lexicon does not have", () => {
    const must = '!hits(record.note, "et").exists(h, h.category == "fre")';
    const [first] = problemsOf(must, { "lexicon.yaml": lexicon });
    expect(first).toMatch(/'category' is never 'fre', did you mean 'free'\? \[/);
  });

  // A lexicon that is wrong, and what is said of it.
  test.each([
    [
      lines("- category: free", "  terms: { et: ['tasuta (nüüd'] }"),
      "lexicon.yaml:2:25: this '(' is not closed: write \\( for the sign",
    ],
    [
      lines("- category: free", "  terms: { et: [tasuta)] }"),
      "lexicon.yaml:2:23: this ')' closes no '(': write \\) for the sign",
    ],
    [
      lines("- category: free", "  terms: { et: ['*'] }"),
      "lexicon.yaml:2:18: this term fits nothing at all: give it a letter",
    ],
    [
      lines("- category: free", "  terms: { et: ['ta?'] }"),
      "lexicon.yaml:2:20: '?' stands behind a group or a space only",
    ],
    [
      lines("- category: free", "  terms: { et: ['re:a(?=b)'] }"),
      "lexicon.yaml:2:22: look-around stands at the ends of a whole alternative only",
    ],
    [
      lines("- category: free", "  terms: { et: ['re:(a*)*'] }"),
      "lexicon.yaml:2:21: what is repeated must take something",
    ],
    [
      lines("- category: free", "  terms: { et: ['re:a{1,999}'] }"),
      "lexicon.yaml:2:21: a repeat goes from few to many, at most 200",
    ],
    [
      lines("- category: free", "  everywhere: ['[a-']"),
      "lexicon.yaml:2:17: this '[' is not closed",
    ],
    [
      lines("- category: free", "  terms: { ee: [tasuta] }"),
      "lexicon.yaml:2:12: unknown key 'ee' in terms; it may have 'en', 'et', 'ro' or 'nb'",
    ],
    [
      lines("- terms: { et: [tasuta] }"),
      "lexicon.yaml:1:3: 'category' is missing: name the category, such as limited_time",
    ],
    [
      lines("- category: Free", "  terms: { et: [tasuta] }"),
      "lexicon.yaml:1:13: 'Free' is no name: write a small letter, then small letters, digits and _",
    ],
    [
      lines("free:", "  et: [tasuta]"),
      "lexicon.yaml:1:1: a lexicon file must be a list, but it is a map",
    ],
    [
      lines("- category: free", "  terms: { et: [🎉] }"),
      "lexicon.yaml:2:17: '🎉' is beyond the letters that are looked for",
    ],
  ])("%s", (text, problem) => {
    expect(problemsOf(NO_HIT, { "lexicon.yaml": text })).toContain(problem);
  });

  test("two claims of one category", () => {
    const other = lines("- category: free", "  claim_type: gift", "  terms: { et: [kingitus] }");
    expect(problemsOf(NO_HIT, { "lexicon.yaml": lexicon, "lexicon-own.yaml": other })).toEqual([
      "lexicon.yaml:2:3: 'free' claims 'gift' elsewhere: say the same here, or nothing",
    ]);
  });
});

function planOf(lexicons: Readonly<Record<string, string>>): Plan {
  const result = compiled(NO_HIT, lexicons);
  if (!result.ok) throw new Error(result.problems.map(formatProblem).join("\n"));
  return result.plan;
}

describe("the lexicon is part of the revision", () => {
  const own = lines("- category: free", "  terms: { et: [muidu kätte] }");

  test("another term makes another revision, the order of files does not", () => {
    const one = planOf({ "lexicon.yaml": lexicon });
    const two = planOf({ "lexicon.yaml": lexicon, "lexicon-own.yaml": own });
    expect(two.revision).not.toBe(one.revision);
    expect(planOf({ "lexicon-own.yaml": own, "lexicon.yaml": lexicon })).toEqual(two);
  });

  test("a file adds terms to what another one has of a category", () => {
    const plan = planOf({ "lexicon.yaml": lexicon, "lexicon-own.yaml": own });
    expect(plan.lexicon?.categories).toEqual([
      {
        name: "free",
        claimType: "free",
        terms: { en: ["free"], et: ["muidu kätte", "tasuta", "w:priilt"] },
        except: { en: ["feel free"], et: ["tasuta võtmata"] },
        everywhere: [],
      },
    ]);
  });

  test("a stored plan judges texts as the plan it was, and says where it was wrong", () => {
    const plan = planOf({ "lexicon.yaml": lexicon });
    const loaded = loadPlan(storePlan(plan));
    if (!loaded.ok) throw new Error(loaded.problem);
    const readings = readingsOf(
      ["Täna tasuta!", "tasuta võtmata", "FREE", "feel free", ""].map((note) => ({ note })),
    );
    const report = judgeAll(loaded.plan, readings, contextOf());
    expect(report).toEqual(judgeAll(plan, readings, contextOf()));
    expect(report.violations.map(({ values }) => values.found?.value)).toEqual(["tasuta", "FREE"]);
  });
});

test("rules that ask for the hits of one text one after the other cost one search", () => {
  const scanner = scannerOf(lexiconOf({ "lexicon.yaml": lexicon }));
  const hits = scanner.hits("Täna tasuta!", "et");
  expect(scanner.hits("Täna tasuta!", "et")).toBe(hits);
  for (let i = 0; i < 100; i++) scanner.hits(`${i} tasuta`, "et");
  expect(scanner.hits("Täna tasuta!", "et")).not.toBe(hits); // only so many are remembered
  expect(scanner.hits("Täna tasuta!", "et")).toEqual(hits);
});

test("a language that the lexicon does not speak has no hits, and none is not told", () => {
  const scanner = scannerOf(lexiconOf({ "lexicon.yaml": lexicon }));
  expect(scanner.hits("nemokamai", "lt")).toBe(undefined);
  expect(scanner.hits("gratis", "ro")).toBe(undefined);
  expect(scanner.hits("free", "en")?.length).toBe(1);
});
