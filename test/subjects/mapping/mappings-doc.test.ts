import { readdirSync } from "node:fs";
import { join } from "node:path";
import { formatProblem } from "../../../lib/core/ruleset/problem.ts";
import { parseMapping } from "../../../lib/subjects/mapping/parse-mapping.ts";
import { patternLetters } from "../../../lib/subjects/mapping/time-pattern.ts";
import { encodings } from "../../../lib/subjects/readers/encoding.ts";
import { subjectOf } from "../../../lib/subjects/registry.ts";
import { repository, sourceOf } from "../../support/house.ts";

const problemsIn = (yaml: string, path: string): readonly string[] => {
  const parsed = parseMapping(yaml, path, subjectOf);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
};

test("the example of docs/mappings.md is a mapping", () => {
  const [, yaml = ""] = /```yaml\n(.*?)```/s.exec(sourceOf("docs/mappings.md")) ?? [];
  expect(problemsIn(yaml, "docs/mappings.md")).toEqual([]);
});

test("docs/mappings.md names every encoding and every letter of time patterns", () => {
  const doc = sourceOf("docs/mappings.md");
  expect(encodings.filter((name) => !doc.includes(name.replace("windows", "")))).toEqual([]);
  expect(doc).toContain(`\`${patternLetters}\``);
});

test.each(readdirSync(join(repository, "mappings")))("mappings/%s has no mistakes", (name) => {
  expect(problemsIn(sourceOf(`mappings/${name}`), `mappings/${name}`)).toEqual([]);
});
