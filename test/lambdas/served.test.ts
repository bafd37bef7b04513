import type { Context } from "aws-lambda";
import { type Observer, observerOf } from "../../lambdas/shared/observed.ts";
import { servedBy } from "../../lambdas/shared/served.ts";
import { GateError } from "../../lib/app/errors.ts";
import { createApi } from "../../lib/http/api.ts";
import { RequestRefusal } from "../../lib/http/request-refusal.ts";
import { eventOf } from "../support/gate-over-http.ts";
import { testIssuer } from "../support/tokens.ts";

const issuer = testIssuer();
const clock = { now: () => "2026-11-23T09:00:00.000Z" };
const settings = { tenant: "acme", issuers: [issuer.trusted] };
const mari = { name: "mari", roles: ["auditor" as const] };

/** An observer whose log lines are kept as one text. */
function observing(): { readonly observer: Observer; readonly lines: () => string } {
  const lines: unknown[] = [];
  const observer = observerOf("test");
  const keep =
    (level: string) =>
    (...said: unknown[]): void => {
      lines.push([level, ...said]);
    };
  Object.assign(observer.logger, { info: keep("info"), error: keep("error") });
  return { observer, lines: () => JSON.stringify(lines) };
}

async function servedAfter(thrown: unknown) {
  const { observer, lines } = observing();
  const api = createApi({ listGates: () => Promise.reject(thrown) }, settings, { clock });
  const handler = servedBy(api, observer);
  const event = eventOf({ path: "/v1/gates", as: mari }, issuer);
  const result = await handler(event, { awsRequestId: "r" } as Context);
  return { result, problem: JSON.parse(result.body), lines: lines() };
}

test.each([
  ["a bug", new Error("Mari Maasikas has no address")],
  ["what is thrown and no error", "Mari Maasikas"],
  ["a bug behind a bug", new TypeError("Mari", { cause: new Error("Maasikas") })],
])("%s: nobody hears or reads what it says, and it is found in the log", async (_what, thrown) => {
  const { result, problem, lines } = await servedAfter(thrown);
  expect([result.statusCode, problem.code]).toEqual([500, "internal"]);
  expect(result.body + lines).not.toMatch(/Mari|Maasikas/);
  expect(lines).toMatch(/"error","request.failed".*"route":"listGates","status":500/);
});

test("a failure of the world says what failed, in the log too", async () => {
  const cause = new Error("connect ECONNREFUSED Mari");
  const error = new GateError("unavailable", "the table cannot be read", { cause });
  const { result, lines } = await servedAfter(error);
  expect([result.statusCode, result.headers["retry-after"]]).toEqual([503, "1"]);
  expect(lines).toMatch(/request.failed.*the table cannot be read/);
  expect(lines).not.toContain("Mari");
});

test.each([
  [new GateError("forbidden", "no", { reason: "author_decides" }), "forbidden", "author_decides"],
  [
    new RequestRefusal("precondition_failed", "no", { reason: "moved" }),
    "precondition_failed",
    "moved",
  ],
])("a refusal is a line without a trace", async (error, code, reason) => {
  const { lines } = await servedAfter(error);
  expect(JSON.parse(lines)).toEqual([
    ["info", "request.refused", expect.objectContaining({ code, reason, route: "listGates" })],
  ]);
});

test("what this function does not serve is not there, though the table has it", async () => {
  const api = createApi({}, settings, { clock });
  const { result } = await api(eventOf({ path: "/v1/gates", as: mari }, issuer));
  expect(result.statusCode).toBe(404);
});
