import { schemaProblems } from "../../lib/core/schema-check.ts";
import { generate, generatedKinds } from "../../lib/generate/generate.ts";
import { subjectOf, subjects } from "../../lib/subjects/registry.ts";

test("every kind that ships can be generated", () => {
  expect([...generatedKinds].sort()).toEqual([...Object.keys(subjects), "reminders"].sort());
});

describe.each(generatedKinds)("a generated %s", (kind) => {
  const isReminders = kind === "reminders";
  const subject = subjectOf(isReminders ? "billing-run" : kind)!;
  const shape = subject.records[isReminders ? 1 : 0]?.shape ?? "";
  const made = (defectsPerTenThousand: number) => {
    const generation = generate(kind, { records: 300, defectsPerTenThousand, seed: 9 });
    return { all: [...generation.records()], ...generation.finish() };
  };
  const problemsOf = (value: object, of: string) =>
    schemaProblems(value as never, of, subject.schema, 5);

  test("fits its schema, with its header", () => {
    const { all, header } = made(0);
    for (const { value } of all) expect(problemsOf(value, shape)).toEqual([]);
    const run = header?.["subject"];
    if (run !== undefined) expect(problemsOf(run as object, subject.run ?? "")).toEqual([]);
  });

  test("does not fit it where the truth says so, and nowhere else", () => {
    for (const { value, defects } of made(2_000).all) {
      const isMisfit = defects.some(({ expected }) =>
        expected.some(({ rule }) => rule === "schema"),
      );
      expect(problemsOf(value, shape).length > 0).toBe(isMisfit);
    }
  });

  test("is the same for the same request", () => {
    expect(JSON.stringify(made(500))).toBe(JSON.stringify(made(500)));
  });
});
