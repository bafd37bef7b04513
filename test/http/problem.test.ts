import { GateError, gateErrorCodes } from "../../lib/app/errors.ts";
import { problemOf } from "../../lib/http/problem.ts";

test.each(gateErrorCodes.map((code) => [code]))("%s has a status of its own", (code) => {
  const problem = problemOf(new GateError(code, "why"), "r-1");
  expect(problem).toMatchObject({
    code,
    type: `urn:holdpoint:problem:${code}`,
    detail: "why",
    request_id: "r-1",
  });
  expect(problem.status).toBeGreaterThanOrEqual(400);
});

test("codes and statuses are one to one", () => {
  const statuses = gateErrorCodes.map((code) => problemOf(new GateError(code, ""), "").status);
  expect(statuses).toEqual([404, 409, 400, 403, 413, 503]);
});

test.each([new Error("Mari Maasikas"), "Mari Maasikas", undefined, null, { code: "conflict" }])(
  "of %p, which is no GateError, nothing is told",
  (thrown) => {
    const problem = problemOf(thrown, "r-1");
    expect(problem).toMatchObject({ status: 500, code: "internal" });
    expect(JSON.stringify(problem)).not.toContain("Mari");
  },
);

test("every mistake is listed with its place", () => {
  const mistakes = [
    { pointer: "/0/x", message: "m" },
    { line: 2, column: 3, message: "n" },
  ];
  expect(problemOf(new GateError("invalid", "", { mistakes }), "").mistakes).toEqual(mistakes);
});
