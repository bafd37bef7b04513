import { mari, type ReviewOverHttp, reviewOverHttp } from "../support/review-over-http.ts";

let gate: ReviewOverHttp;
beforeAll(async () => {
  gate = await reviewOverHttp();
});
afterAll(async () => gate.close());

const held: ReviewOverHttp["held"] = (orders) => gate.held(orders);
const post: ReviewOverHttp["post"] = (...said) => gate.post(...said);

describe("what is no such request", () => {
  const nobody = `${"0".repeat(40)}`;
  const claim = `/v1/cases/${nobody}.${"0".repeat(16)}/claim`;

  test.each([
    ["GET", "/"],
    ["GET", "/v1"],
    ["GET", "/v1/case"],
    ["GET", "/v1/cases/"],
    ["GET", "/v1//cases"],
    ["GET", "/v1/cases/../gates"],
    ["GET", "/V1/cases"],
    ["GET", "/v1/cases%2f"],
    ["GET", "/v1/submissions/%ff"],
    ["GET", "/v1/submissions/%"],
    ["GET", `/v1/submissions/${"A".repeat(40)}`],
    ["GET", `/v1/submissions/${nobody}%2freport`],
    ["GET", `/v1/submissions/${nobody}`],
    ["GET", "/v1/submissions/__proto__"],
    ["GET", "/v1/submissions/constructor"],
    ["POST", "/v1/gates/__proto__/submissions"],
    ["GET", "/docs/..%2f..%2fpackage.json"],
    ["GET", "/docs/package.json"],
    ["GET", "cases"],
    ["GET", "/a".repeat(50)],
  ])("%s %s is not there", async (method, path) => {
    const told = await gate.ask({ method, path, as: mari, headers: { "idempotency-key": "k" } });
    expect(told).toMatchObject({ status: 404, problem: { code: "not_found" } });
  });

  test.each([
    ["PUT", "/v1/cases", "GET, HEAD"],
    ["POST", "/v1/cases", "GET, HEAD"],
    ["GET", claim, "DELETE, POST"],
    ["PATCH", claim, "DELETE, POST"],
    ["TRACE", "/v1/keys", "GET, HEAD, POST"],
    ["get", "/v1/keys", "GET, HEAD, POST"],
    ["__proto__", "/v1/keys", "GET, HEAD, POST"],
    ["GET", "/v1/gates/marks/submissions", "POST"],
    ["HEAD", claim, "DELETE, POST"],
  ])("%s %s is not taken", async (method, path, allow) => {
    const told = await gate.ask({ method, path, as: mari });
    expect(told).toMatchObject({ status: 405, headers: { allow } });
    if (method !== "HEAD") expect(told.problem.code).toBe("method_not_allowed");
  });

  test("HEAD is GET without the body", async () => {
    const got = await gate.ask({ path: "/v1/gates", as: mari });
    const head = await gate.ask({ method: "HEAD", path: "/v1/gates", as: mari });
    expect(head).toMatchObject({ status: 200, text: "", headers: got.headers });
    const none = await gate.ask({ method: "HEAD", path: "/v1/gates" });
    expect(none).toMatchObject({ status: 401, text: "" });
  });

  test.each([
    ["text/plain", 415],
    ["application/xml", 415],
    ["application/json; charset=utf-16", 415],
    ["application/jsonp", 415],
    ["multipart/form-data; boundary=x", 415],
    ["", 415],
    ["application/json", 404],
    ["Application/JSON; Charset=UTF-8", 404],
    ['application/json;charset="utf-8"', 404],
  ])("a body of type %j: %d", async (type, status) => {
    const told = await post(claim, {}, mari, { "content-type": type });
    expect(told.status).toBe(status);
  });

  test.each([
    ["text/html", 406],
    ["application/json;q=0", 406],
    ["application/xml, text/*", 406],
    ["application/json", 200],
    ["text/html, */*;q=0.1", 200],
    ["application/*", 200],
    ["", 200],
  ])("an answer of type %j: %d", async (accept, status) => {
    const told = await gate.ask({ path: "/v1/me", as: mari, headers: { accept } });
    expect(told.status).toBe(status);
    expect(told.headers["content-type"]).toBe(
      status === 200 ? "application/json" : "application/problem+json",
    );
  });

  const text = (value: string) => Buffer.from(value);
  test.each<[string, Uint8Array, number, object]>([
    ["no JSON", text('{"text": "a",\n }'), 400, { line: 2, column: 2 }],
    ["a list", text("[]"), 400, { message: expect.stringMatching(/found a list/) }],
    ["a number", text("7"), 400, {}],
    [
      "a byte order mark",
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text("{}")]),
      400,
      { line: 1, column: 1 },
    ],
    ["no UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 400, {}],
    [
      "a name twice",
      text('{"text":"a","text":"b"}'),
      400,
      { line: 1, message: expect.stringMatching(/twice/) },
    ],
    ["half a character", text('{"text":"\\ud800"}'), 400, {}],
    ["depth", text(`{"text":${"[".repeat(5_000)}${"]".repeat(5_000)}}`), 400, {}],
    ["an unknown member", text('{"text":"a","decided_by":"me"}'), 400, { pointer: "/decided_by" }],
    [
      "a name of JavaScript",
      text('{"text":"a","__proto__":{"x":1}}'),
      400,
      { pointer: "/__proto__" },
    ],
    ["another type", text('{"text":7}'), 400, { pointer: "/text" }],
    ["nothing", text("{}"), 400, { pointer: "/text" }],
    ["a text that is too long", text(`{"text":"${"a".repeat(1_001)}"}`), 400, { pointer: "/text" }],
  ])("%s in a body: the place is told", async (_what, bytes, status, mistake) => {
    const { case: one } = await held();
    const told = await post(`/v1/cases/${one}/questions`, bytes, mari);
    expect(told.status).toBe(status);
    expect(told.problem.mistakes).toMatchObject([mistake]);
    expect((await gate.ask({ path: `/v1/cases/${one}`, as: mari })).body.version).toBe(1);
  });

  test("a body beyond the limit: both sizes are told", async () => {
    const told = await post(claim, text(" ".repeat(1024 * 1024 + 1)), mari);
    expect(told).toMatchObject({ status: 413, problem: { code: "too_large" } });
    expect(told.problem.detail).toMatch(/1048577 bytes.*1048576/);
  });

  test.each([
    ["GET", "/v1/cases", "", "{}", { pointer: "" }],
    ["GET", "/v1/cases", "status=open", undefined, { parameter: "status" }],
    ["GET", "/v1/cases", "state=decided", undefined, { parameter: "state" }],
    ["GET", "/v1/cases", "state=open,,assigned", undefined, { parameter: "state" }],
    ["GET", "/v1/cases", "mine=1", undefined, { parameter: "mine" }],
    ["GET", "/v1/cases", "gate=%FF", undefined, { parameter: "gate" }],
    ["GET", "/v1/cases", "__proto__=x", undefined, { parameter: "__proto__" }],
    ["GET", "/v1/submissions", "", undefined, { parameter: "gate" }],
    ["GET", "/v1/me", "x=1", undefined, { parameter: "x" }],
  ])("%s %s?%s with body %j is refused", async (method, path, query, body, mistake) => {
    const told = await gate.ask({ method, path, query, body, as: mari });
    expect(told).toMatchObject({ status: 400, problem: { mistakes: [mistake] } });
  });
});
