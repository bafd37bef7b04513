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

describe("how often one caller asks", () => {
  /** Asks once where the counter says so. */
  async function asked(take: () => Promise<number | undefined>, path = "/v1/gates") {
    const { observer, lines } = observing();
    Object.assign(observer.logger, { warn: observer.logger.info });
    const answers = { listGates: async () => ({ items: [] }), recallList: unasked };
    const api = createApi(answers as never, settings, { clock, limits: { take } });
    const event = eventOf({ path, ...(path === "/v1/gates" && { as: mari }) }, issuer);
    const result = await servedBy(api, observer)(event, { awsRequestId: "r" } as Context);
    return { result, lines: lines() };
  }
  const unasked = () => Promise.reject(new GateError("not_found", "none"));

  test("within the limit nothing is said of it", async () => {
    const { result, lines } = await asked(async () => undefined);
    expect([result.statusCode, lines]).toEqual([200, "[]"]);
  });

  test("beyond it the answer says when to try again", async () => {
    const { result } = await asked(async () => 7);
    const { code, detail } = JSON.parse(result.body);
    expect([result.statusCode, code, result.headers["retry-after"]]).toEqual([
      429,
      "too_many_requests",
      "7",
    ]);
    expect(detail).toContain("in 7 s");
  });

  test("a counter that cannot be reached stops no verdict, and is told", async () => {
    const { result, lines } = await asked(async () => {
      throw new GateError("unavailable", "the counter of requests could not be reached");
    });
    expect(result.statusCode).toBe(200);
    expect(lines).toMatch(/request.uncounted.*the counter of requests/);
  });

  test("what anybody may read is not counted here: CloudFront counts it", async () => {
    const counted: string[] = [];
    await asked(async () => {
      counted.push("once");
      return undefined;
    }, "/v1/recalls");
    expect(counted).toEqual([]);
  });
});
