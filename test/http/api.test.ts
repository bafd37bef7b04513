import {
  agnes,
  ants,
  mari,
  type ReviewOverHttp,
  reviewOverHttp,
  shop,
} from "../support/review-over-http.ts";

const reason = { code: "expected_change", text: "The new price list holds since 1 November" };

let gate: ReviewOverHttp;
beforeAll(async () => {
  gate = await reviewOverHttp();
});
afterAll(async () => gate.close());

const held: ReviewOverHttp["held"] = (orders) => gate.held(orders);
const post: ReviewOverHttp["post"] = (...said) => gate.post(...said);

describe("a walk from submission to pass", () => {
  test("submit, see, claim, decide, pass, audit", async () => {
    const { id, case: one } = await held();
    const queue = await gate.ask({ path: "/v1/cases", query: "gate=marks&state=open", as: mari });
    expect(queue.body.items.map((item: { id: string }) => item.id)).toContain(one);
    const claimed = await post(`/v1/cases/${one}/claim`, undefined, mari);
    expect(claimed).toMatchObject({ status: 200, body: { entry: { action: "case.claimed" } } });
    const decided = await post(`/v1/cases/${one}/decision`, { decision: "release", reason }, mari);
    expect(decided).toMatchObject({ status: 200, body: { entry: { action: "decision.made" } } });
    const seen = await gate.ask({ path: `/v1/submissions/${id}`, as: shop });
    expect(seen.body).toMatchObject({ state: "released", waiting: 0 });
    const issued = await post(`/v1/submissions/${id}/passes`, {}, shop);
    expect(issued).toMatchObject({
      status: 200,
      body: { pass: { submission: id, kind: "whole" } },
    });
    const { pass } = issued.body;
    expect((await gate.ask({ path: `/v1/passes/${pass.id}`, as: shop })).body).toEqual(pass);
    const proof = await gate.ask({
      path: `/v1/passes/${pass.id}/proof`,
      query: "record=A1",
      as: shop,
    });
    expect(proof).toMatchObject({ status: 200, body: { pass: pass.id, count: 1 } });
    const keys = await gate.ask({ path: "/v1/keys" });
    expect(keys.body.keys[0].kid).toBe(pass.keyId);
    expect(keys.headers["cache-control"]).toBe("public, max-age=300");
    const trail = await gate.ask({ path: `/v1/submissions/${id}/audit`, as: agnes });
    const actions = trail.body.actions.map(({ action }: { action: string }) => action);
    expect(actions).toEqual(
      ["case.opened", "case.claimed", "decision.made", "pass.issued"].sort(
        (a, b) => actions.indexOf(a) - actions.indexOf(b),
      ),
    );
    expect(trail.body.judged.id).toBe(id);
  });

  test("two people: asked for, refused to the first, given by the second", async () => {
    const { case: one } = await held([{ number: "B1", marks: ["hold1"], gross: "20000.00" }]);
    const asked = await post(`/v1/cases/${one}/decision`, { decision: "release", reason }, mari);
    expect(asked.body.entry.action).toBe("approval.requested");
    const list = await gate.ask({ path: "/v1/approvals", query: "mine=true", as: ants });
    const approval = list.body.items.find(
      (item: { action: { case: string } }) => item.action.case === one,
    );
    const path = `/v1/approvals/${approval.id}/consent`;
    const binding = approval.binding;
    const own = await post(
      path,
      { binding },
      { ...mari, name: "mari-2", person: "mari", roles: ["second_approver"] },
    );
    expect(own).toMatchObject({ status: 403, problem: { code: "forbidden" } });
    const wrong = await post(path, { binding: "0".repeat(64) }, ants);
    expect(wrong).toMatchObject({ status: 403, problem: { reason: "binding_differs" } });
    const given = await post(path, { binding, note: "Seen" }, ants);
    expect(given).toMatchObject({ status: 200, body: { entry: { action: "approval.given" } } });
    const again = await post(path, { binding }, ants);
    expect(again).toMatchObject({ status: 403, problem: { reason: "approval_used" } });
  });
});

describe("Idempotency-Key", () => {
  test("on an action: the same answer byte for byte, and it took effect once", async () => {
    const { case: one } = await held();
    const path = `/v1/cases/${one}/questions`;
    const headers = { "idempotency-key": "ask-1" };
    const first = await post(path, { text: "Is this agreed?" }, mari, headers);
    const second = await post(path, { text: "Is this agreed?" }, mari, headers);
    expect([second.status, second.text]).toEqual([first.status, first.text]);
    expect(first.status).toBe(200);
    const seen = await gate.ask({ path: `/v1/cases/${one}`, as: mari });
    expect(seen.body.questions).toHaveLength(1);
    const other = await post(path, { text: "Is that agreed?" }, mari, headers);
    expect(other).toMatchObject({
      status: 409,
      problem: { code: "conflict", reason: "key_reused" },
    });
  });

  test.each([
    ["", 400],
    ["two words", 400],
    ["k".repeat(129), 400],
    ["ä", 400],
  ])("%j is no key", async (key, status) => {
    const told = await post(`/v1/cases/${"0".repeat(40)}.${"0".repeat(16)}/claim`, {}, mari, {
      "idempotency-key": key,
    });
    expect(told).toMatchObject({ status, problem: { mistakes: [{ header: "Idempotency-Key" }] } });
  });
});

describe("versions", () => {
  test("an ETag is known again, until something changes", async () => {
    const { case: one } = await held();
    const path = `/v1/cases/${one}`;
    const first = await gate.ask({ path, as: mari });
    const etag = first.headers["etag"] as string;
    expect(etag).toMatch(/^"1-[0-9a-f]{16}"$/);
    expect(first.headers["cache-control"]).toBe("private, no-cache");
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, "*"]) {
      const again = await gate.ask({ path, as: mari, headers: { "if-none-match": known } });
      expect(again).toMatchObject({ status: 304, text: "", headers: { etag } });
    }
    await post(`${path}/claim`, {}, mari);
    const changed = await gate.ask({ path, as: mari, headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
    expect(changed.headers["etag"]).not.toBe(etag);
  });

  test("a command on what has changed since is refused: 412, and nothing is done", async () => {
    const { case: one } = await held();
    const path = `/v1/cases/${one}`;
    const { headers } = await gate.ask({ path, as: mari });
    const etag = headers["etag"] as string;
    expect((await post(`${path}/claim`, {}, mari, { "if-match": etag })).status).toBe(200);
    const body = { decision: "release", reason };
    const late = await post(`${path}/decision`, body, mari, { "if-match": etag });
    expect(late).toMatchObject({
      status: 412,
      problem: { code: "precondition_failed", reason: "moved" },
    });
    expect((await gate.ask({ path, as: mari })).body.state).toBe("assigned");
    expect((await post(`${path}/decision`, body, mari, { "if-match": '"2"' })).status).toBe(200);
  });

  test.each(["1", '"x"', '"1", "2"', 'W/"1"', '"0"', '"01"', ""])(
    "If-Match: %s is refused, since a condition must not be overlooked",
    async (value) => {
      const { case: one } = await held();
      const told = await post(`/v1/cases/${one}/claim`, {}, mari, { "if-match": value });
      expect(told).toMatchObject({ status: 400, problem: { mistakes: [{ header: "If-Match" }] } });
    },
  );
});

describe("pages", () => {
  test("are linked, and hold every item once", async () => {
    const orders = Array.from({ length: 7 }, (_, n) => ({
      number: `P${n}`,
      marks: ["hold1", "hold2"] as const,
    }));
    const { id } = await held(orders);
    const path = `/v1/submissions/${id}/violations`;
    const seen: string[] = [];
    let query = "limit=4&severity=hold";
    let pages = 0;
    for (;;) {
      const page = await gate.ask({ path, query, as: mari });
      expect(page.status).toBe(200);
      pages += 1;
      for (const { rule, ordinal } of page.body.items) seen.push(`${rule} ${ordinal}`);
      if (page.body.next === undefined) {
        expect(page.headers["link"]).toBeUndefined();
        break;
      }
      const [, link] = /^<(\S+)>; rel="next"$/.exec(page.headers["link"] as string) ?? [];
      const at = new URL(link as string, "http://x");
      expect([at.pathname, at.searchParams.get("cursor")]).toEqual([path, page.body.next]);
      query = at.search.slice(1);
    }
    expect(pages).toBe(4);
    expect(seen).toHaveLength(14);
    expect(new Set(seen).size).toBe(14);
  });

  test("of what is held, too: the longest waiting first", async () => {
    for (let n = 0; n < 3; n++) await held();
    const seen: string[] = [];
    let query = "gate=marks&limit=2";
    for (let pages = 0; pages < 100; pages++) {
      const { body } = await gate.ask({ path: "/v1/submissions", query, as: mari });
      seen.push(...body.items.map(({ id }: { id: string }) => id));
      if (body.next === undefined) break;
      query = `gate=marks&limit=2&cursor=${body.next}`;
    }
    const all = await gate.ask({
      path: "/v1/submissions",
      query: "gate=marks&limit=200",
      as: mari,
    });
    expect(seen).toEqual(all.body.items.map(({ id }: { id: string }) => id));
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(3);
  });

  test.each([
    "limit=0",
    "limit=201",
    "limit=-1",
    "limit=1.0",
    "limit=1e2",
    "limit=+5",
    "limit=",
    "limit=0x10",
    "limit=05",
    "limit=5&limit=6",
  ])("%s is no page size", async (query) => {
    const told = await gate.ask({ path: "/v1/cases", query, as: mari });
    expect(told).toMatchObject({ status: 400, problem: { mistakes: [{ parameter: "limit" }] } });
  });

  test("a cursor that was made up, or is of another list, is refused", async () => {
    const one = await held([
      { number: "C1", marks: ["hold1"] },
      { number: "C2", marks: ["hold1"] },
    ]);
    const path = `/v1/submissions/${one.id}/violations`;
    const { next } = (await gate.ask({ path, query: "limit=1", as: mari })).body;
    for (const [where, cursor] of [
      [path, "abc"],
      [path, `${next}A`],
      [path, "%20"],
      [path, "a".repeat(5_000)],
      ["/v1/cases", next],
      [`/v1/submissions/${(await held()).id}/violations`, next],
    ] as const) {
      const told = await gate.ask({ path: where, query: `limit=1&cursor=${cursor}`, as: mari });
      expect([where, told.status]).toEqual([where, 400]);
      expect(told.problem.mistakes).toMatchObject([{ parameter: "cursor" }]);
    }
    const filtered = await gate.ask({
      path,
      query: `limit=1&severity=hold&cursor=${next}`,
      as: mari,
    });
    expect(filtered.status).toBe(400);
  });
});

describe("every answer", () => {
  test.each(["/v1/me", "/v1/nowhere", "/v1/keys", "/docs"])(
    "of %s says what it is and whose",
    async (path) => {
      const told = await gate.ask({ path, as: mari });
      expect(told.headers).toMatchObject({
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
        "x-request-id": "gateway-1",
        "content-security-policy": expect.stringContaining("default-src 'none'"),
        "cache-control": expect.any(String),
      });
    },
  );

  test.each([
    ["order-4711.a", "order-4711.a"],
    ["a\r\nset-cookie: x", "gateway-1"],
    ["<script>", "gateway-1"],
    ["", "gateway-1"],
    ["x".repeat(65), "gateway-1"],
    ["õ", "gateway-1"],
  ])("to the request %j is found again as %s", async (own, id) => {
    const told = await gate.ask({ path: "/v1/nowhere", headers: { "x-request-id": own } });
    expect([told.headers["x-request-id"], told.problem.request_id]).toEqual([id, id]);
  });
});

describe("the page that describes the API", () => {
  test("loads nothing but what is served beside it", async () => {
    const page = await gate.ask({ path: "/docs" });
    expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
    expect(page.headers["content-security-policy"]).toMatch(/script-src 'self';/);
    const loaded = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(
      ([, url]) => url as string,
    );
    expect(loaded).toHaveLength(4);
    for (const url of loaded) {
      const asset = await gate.ask({ path: url });
      expect([url, asset.status]).toEqual([url, 200]);
      expect(asset.headers["content-type"]).toMatch(/^(text\/(css|javascript)|image\/png)/);
    }
    expect(page.text).not.toMatch(/<script>|https?:/);
  });
});

describe("who asks", () => {
  test("sees herself, and what her roles allow", async () => {
    const told = await gate.ask({ path: "/v1/me", as: mari });
    expect(told.body).toMatchObject({
      person: "mari",
      isPerson: true,
      roles: ["service_manager"],
      tenant: "acme",
    });
    expect(told.body.operations).toContain("decide");
    expect((await gate.ask({ path: "/v1/me", as: agnes })).body.operations).not.toContain("decide");
  });

  test("sees the gates", async () => {
    const told = await gate.ask({ path: "/v1/gates", as: shop });
    expect(told.body.items).toMatchObject([
      { name: "marks", subject: "order", release: "split", ruleset: { rules: 5 } },
    ]);
  });

  test("is refused with a reason, and the attempt is kept", async () => {
    const { id, case: one } = await held();
    const told = await post(`/v1/cases/${one}/decision`, { decision: "release", reason }, shop);
    expect(told).toMatchObject({
      status: 403,
      problem: { code: "forbidden", reason: expect.any(String) },
    });
    const trail = await gate.ask({ path: `/v1/submissions/${id}/audit`, as: agnes });
    expect(trail.body.actions.map(({ action }: { action: string }) => action)).toContain(
      "attempt.refused",
    );
  });
});
