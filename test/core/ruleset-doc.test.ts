import { parse } from "yaml";
import { compileRuleset, formatProblem, type Subject } from "../../lib/core/index.ts";
import { checkKeys, ruleKeys } from "../../lib/core/ruleset/rule-keys.ts";
import { inventorySubject } from "../../lib/subjects/inventory/index.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { sourceOf } from "../support/house.ts";

const doc = sourceOf("docs/rule-language.md");
const examples = [...doc.matchAll(/```yaml\n(.*?)```/gs)].map((match) => match[1] as string);

const subject: Subject = { ...orderSubject, facts: { same_need: "Do both serve the same need?" } };
const base = {
  id: "DOC-01",
  title: "T",
  severity: "hold",
  source: "S",
  message: "M",
  must: "has(record.cart_id)",
};
const other = { ...base, id: "DOC-00" };
/** With the named aggregates that examples of history ask for. */
const header = `name: doc
subject: order
aggregates: { lines: "records.sum(r, r.items.size())", gross: "records.sum(r, r.totals.gross)" }
`;

const aboutInventory = "# of a rule set about inventory";

function problemsOf(example: string): readonly string[] {
  const about = example.startsWith(aboutInventory) ? inventorySubject : subject;
  const compiled = compileRuleset({ files: filesOf(example), subject: about });
  return compiled.ok ? compiled.warnings.map(formatProblem) : compiled.problems.map(formatProblem);
}

/** A header, whole rules, or a part of a rule, which is completed. */
function filesOf(example: string) {
  if (example.startsWith("# ruleset.yaml")) {
    const title = { en: "T", et: "T" };
    const rule = { ...base, title, message: title };
    return [file("ruleset.yaml", example), file("rules.yaml", JSON.stringify([rule]))];
  }
  if (example.startsWith("- ")) return [file("ruleset.yaml", header), file("rules.yaml", example)];
  const part = parse(example, { schema: "failsafe" });
  if (example.startsWith(aboutInventory)) {
    const head = "name: doc\nsubject: inventory\n";
    return [file("ruleset.yaml", head), file("rules.yaml", JSON.stringify([{ ...base, ...part }]))];
  }
  const { must, ...rest } = base;
  const rule = { ...rest, ...(part.checks ? {} : { must }), ...part };
  return [file("ruleset.yaml", header), file("rules.yaml", JSON.stringify([other, rule]))];
}

const file = (path: string, text: string) => ({ path, text });

test.each(examples)("the example %# is a rule without mistakes", (example) => {
  // What an example leaves unused, it leaves out of the conditions for brevity.
  expect(problemsOf(example).filter((problem) => !problem.includes("is never used"))).toEqual([]);
});

test("every key of a rule has an example and a place", () => {
  const headings = [...doc.matchAll(/^### (.*)$/gm)].flatMap(
    (match) => match[1]?.split(", ") ?? [],
  );
  expect(headings.toSorted()).toEqual([...ruleKeys].toSorted());
  const untold = checkKeys.filter((key) => !doc.includes(`\`${key}\``));
  expect(untold).toEqual([]);
});
