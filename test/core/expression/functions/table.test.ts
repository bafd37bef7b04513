import { functionNames, functions } from "../../../../lib/core/expression/functions.ts";
import { resultOf } from "./evaluation.ts";

const examples = functions.flatMap((row) =>
  row.examples.map(([expression, result]) => [expression, result] as const),
);

/** What an example's result says, evaluated unless it is an outcome. */
const expected = (result: string): string =>
  /^(missing|fault \w+)$/.test(result) ? result : resultOf(result);

test.each(examples)("%s is %s", (expression, result) => {
  expect(resultOf(expression)).toBe(expected(result));
});

describe("the table is in order", () => {
  test("no two rows share an id", () => {
    const ids = functions.map((row) => row.id);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });

  test.each(functions.map((row) => [row.id, row] as const))("%s", (id, row) => {
    expect(id.split(".")[0]).toBe(row.name);
    expect(row.doc).toMatch(/^[A-Ze`-].*\.$/s);
    expect(row.examples.length).toBeGreaterThan(0);
    expect(row.paramNames.length).toBe(row.params.length);
  });

  test("names are plain words", () => {
    expect(functionNames().filter((name) => !/^[a-z][A-Za-z0-9]*$/.test(name))).toEqual([]);
  });
});
