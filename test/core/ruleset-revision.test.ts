import { compileRuleset, engineVersion, judgeAll, type Plan } from "../../lib/core/index.ts";
import { loadPlan, storedPlanDigest, storePlan } from "../../lib/core/stored-plan.ts";
import { bill, contextOf, readingsOf, ruleText } from "../support/small-engine.ts";

const header = { path: "ruleset.yaml", text: "name: x\nsubject: bill\n" };
const rules = (must: string) => `# rules\n${JSON.stringify([ruleText({ must })])}\n`;
const files = [header, { path: "rules.yaml", text: rules("record.paid") }];

function planOf(given: readonly { path: string; text: string }[], subject = bill): Plan {
  const compiled = compileRuleset({ files: given, subject });
  if (!compiled.ok) throw new Error("wrong rules");
  return compiled.plan;
}

const revision = planOf(files).revision;

// What of a rule set makes another revision.
test.each([
  ["the order of files", files.toReversed(), bill, true],
  ["the folder", files.map((file) => ({ ...file, path: `a/b/${file.path}` })), bill, true],
  [
    "line ends",
    files.map(({ path, text }) => ({ path, text: text.replaceAll("\n", "\r\n") })),
    bill,
    true,
  ],
  [
    "a byte order mark",
    files.map(({ path, text }) => ({ path, text: `\uFEFF${text}` })),
    bill,
    true,
  ],
  ["case files", [...files, { path: "cases/a.json", text: "{}" }], bill, true],
  ["a comment", [header, { path: "rules.yaml", text: `#\n${files[1]?.text}` }], bill, false],
  ["a condition", [header, { path: "rules.yaml", text: rules("!record.paid") }], bill, false],
  ["a file's name", [header, { path: "others.yaml", text: rules("record.paid") }], bill, false],
  ["the subject", files, { ...bill, facts: { other: "Another?" } }, false],
])("%s: the same revision %#", (_, given, subject, same) => {
  expect(planOf(given, subject).revision === revision).toBe(same);
});

test("equal files give an equal plan, to the letter", () => {
  expect(storePlan(planOf(files))).toBe(storePlan(planOf(files.toReversed())));
});

const plan = planOf(files);
const stored = storePlan(plan);

test("a stored plan judges as the plan it was", () => {
  const loaded = loadPlan(stored, { revision, digest: storedPlanDigest(plan) });
  if (!loaded.ok) throw new Error(loaded.problem);
  const readings = readingsOf([{ paid: true }, { paid: false }, {}]);
  const judge = (one: Plan) => judgeAll(one, readings, contextOf());
  expect(loaded.plan).toEqual(plan);
  expect(judge(loaded.plan)).toEqual(judge(plan));
});

// A text that is loaded, what is expected of it, and why it is refused.
test.each([
  ["", {}, "this is no stored plan: compile the rule set again"],
  ["{}", {}, "this is no stored plan: compile the rule set again"],
  ["null\n{}", {}, "this is no stored plan: compile the rule set again"],
  [stored.replace("plan/1", "plan/2"), {}, "this is no stored plan: compile the rule set again"],
  [
    stored.replace(`"engine":"${engineVersion}"`, '"engine":"0"'),
    {},
    `the plan was made by engine 0, this is engine ${engineVersion}: compile the rule set again`,
  ],
  [
    stored.replace("return { judge, keep,", "return { keep, judge,"),
    {},
    "the plan was changed after it was stored: compile the rule set again",
  ],
  [
    stored.slice(0, -10),
    {},
    "the plan was changed after it was stored: compile the rule set again",
  ],
  [stored, { revision: "other" }, `the plan has revision ${revision}, but other is wanted`],
  [stored, { digest: "x" }, `the plan has digest ${storedPlanDigest(plan)}, but x is wanted`],
])("%.30j is refused", (text, expected, problem) => {
  expect(loadPlan(text, expected)).toEqual({ ok: false, problem });
});
