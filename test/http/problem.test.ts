import { GateError, gateErrorCodes } from "../../lib/app/errors.ts";
import { problemOf, problemStatuses } from "../../lib/http/problem.ts";
import { RequestRefusal, refusalCodes } from "../../lib/http/request-refusal.ts";

const thrown = [
  ...gateErrorCodes.map((code) => [code, new GateError(code, "why")] as const),
  ...refusalCodes.map((code) => [code, new RequestRefusal(code, "why")] as const),
];

test.each(thrown)("%s is told", (code, error) => {
  const problem = problemOf(error, "r-1");
  expect(problem).toMatchObject({
    code,
    type: `urn:holdpoint:problem:${code}`,
    detail: "why",
    request_id: "r-1",
  });
  expect(problem.status).toBeGreaterThanOrEqual(400);
});

test("no two codes share a status, and every code has one", () => {
  const statuses = Object.values(problemStatuses).map(([status]) => status);
  expect(new Set(statuses).size).toBe(statuses.length);
  expect(Object.keys(problemStatuses).sort()).toEqual(
    [...gateErrorCodes, ...refusalCodes, "internal"].sort(),
  );
});

test.each([new Error("Mari Maasikas"), "Mari Maasikas", undefined, null, { code: "conflict" }])(
  "of %p, which is no refusal, nothing is told",
  (error) => {
    const problem = problemOf(error, "r-1");
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

test("a stable reason tells refusals of one code apart", () => {
  const error = new GateError("forbidden", "why", { reason: "author_decides" });
  expect(problemOf(error, "").reason).toBe("author_decides");
  expect(problemOf(new GateError("forbidden", "why"), "")).not.toHaveProperty("reason");
});
