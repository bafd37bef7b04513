import { createHash, createHmac } from "node:crypto";
import { appendRows } from "../../lib/adapters/dynamodb/reference-tables.ts";
import type { JudgedEntry } from "../../lib/app/audit-entry.ts";
import { saltedDigest, sha256 } from "../../lib/app/digest.ts";
import type { ViolationsMessage } from "../../lib/app/message.ts";
import { readBody } from "../../lib/app/read-body.ts";
import { referenceRows } from "../../lib/app/reference-rows.ts";
import { judgeAll } from "../../lib/core/judge-all.ts";
import { documentsOf } from "../support/engines/dynamodb.ts";
import {
  example,
  gateAt,
  type Place,
  placeIn,
  request,
  startWorld,
  type Told,
  type World,
} from "../support/gate-on-engines.ts";
import { sourceOf } from "../support/house.ts";

let world: World;
let place: Place;
let gate: ReturnType<typeof gateAt>;
beforeAll(async () => {
  world = await startWorld();
  place = await placeIn(world, "submit");
  gate = gateAt(place);
});
afterAll(async () => {
  gate?.end();
  await world?.stop();
});

const list = (...names: Parameters<typeof example>[0][]): string =>
  `[${names.map(example).join(",")}]`;

/** What was kept of an answer, and what was delivered of it. */
async function keptOf({
  answer,
}: Told): Promise<{ entry: JudgedEntry; messages: ViolationsMessage[] }> {
  await gate.sweep();
  const entry = (await gate.audits.find(answer.submission_id)) as JudgedEntry;
  const queued = (await gate.queued()) as readonly ViolationsMessage[];
  return { entry, messages: queued.filter(({ submission }) => submission === entry.id) };
}

describe("verdict, audit entry and messages agree", () => {
  test.each([
    ["pass", example("pass")],
    ["hold", example("hold")],
    ["block", example("block")],
    ["block", list("pass", "hold", "block")],
    ["hold", `{"source_system":"shop","subject":${list("pass", "hold")}}`],
    ["hold", "[]"], // nothing was judged
    ["hold", "{}"], // no natural key
    ["hold", `[${example("pass")},17]`],
    ["hold", '[{"order_number":"1","order_number":"2"}]'],
  ])("%s: %.60s…", async (verdict, body) => {
    const told = await gate.submit(request(body, createHash("sha256").update(body).digest("hex")));
    expect([told.status, told.answer.verdict]).toEqual([200, verdict]);

    const { report } = told.answer;
    const { entry, messages } = await keptOf(told);
    const { received, passed, held, blocked, unreadable } = entry.counts;
    expect(received).toBe(passed + held + blocked + unreadable);
    expect(entry).toMatchObject({ verdict, counts: report.counts, ruleset: report.ruleset });
    expect(entry.records).toHaveLength(received);
    expect(messages.map(({ id }) => id).sort()).toEqual([...entry.messages].sort());

    const holding = report.violations.filter(
      ({ shadow, severity }) => !shadow && severity !== "warn",
    );
    const rules = new Set(holding.map(({ rule }) => rule));
    if (report.unreadable.length > 0) rules.add("unreadable");
    expect(new Set(messages.map(({ rule }) => rule))).toEqual(rules);
    for (const { rule, violations } of messages)
      if (rule !== "unreadable")
        expect(violations.hold + violations.block).toBe(
          holding.filter((violation) => violation.rule === rule).length,
        );
    expect(messages.length === 0).toBe(verdict === "pass");
  });

  test("the entry names all that the verdict depended on", async () => {
    const body = example("block");
    const { entry } = await keptOf(await gate.submit(request(body, "complete")));
    const dossier = (await gate.audits.dossier(entry.id))!;
    const plain = (text: string) => createHash("sha256").update(text).digest("hex");
    const salted = (digest: string) =>
      createHmac("sha256", Buffer.from(dossier.salt, "hex")).update(digest).digest("hex");
    expect(dossier.salt).toMatch(/^[0-9a-f]{64}$/);
    expect(Buffer.from(dossier.payload).toString()).toBe(body);
    expect(entry).toMatchObject({
      schema: "holdpoint/audit/1",
      tenant: "acme",
      submittedBy: "https://login|shop",
      gate: "order",
      zone: "Europe/Tallinn",
      payload: { digest: salted(plain(body)), sizeBytes: Buffer.byteLength(body) },
      report: { digest: salted(plain(JSON.stringify(dossier.report))) },
      records: [{ digest: salted(plain(body.trim())), verdict: "block" }],
    });
    expect(entry.businessAt).toBe(entry.receivedAt);
    expect(entry.rules.length).toBeGreaterThan(10);
    expect(Object.keys(entry.ruleset.parameters).length).toBeGreaterThan(0);
    expect(entry.masked).toContain("order.customer.email");
  });
});

test("what was kept is enough to judge again, and gives the same report, digest for digest", async () => {
  const { answer } = await gate.submit(request(list("hold", "block"), "replayed"));
  const entry = (await gate.audits.find(answer.submission_id))!;
  const { payload, salt } = (await gate.audits.dossier(entry.id))!;
  const { plan } = (await world.plans.active(entry.gate, entry.receivedAt))!;
  expect(plan.revision).toBe(entry.ruleset.revision);

  const { readings } = readBody(payload);
  const report = judgeAll(plan, readings, {
    gate: entry.gate,
    businessAt: entry.businessAt,
    zone: entry.zone,
    stage: entry.stage,
    submission: { submission_id: entry.id, submitted_by: entry.submittedBy },
    rows: referenceRows(plan.subject, new Set(), []),
    unsupplied: [],
    requiredTables: entry.requiredTables,
    seed: sha256(payload),
  });
  expect(report).toEqual(answer.report);
  expect(saltedDigest(salt, sha256(JSON.stringify(report)))).toBe(entry.report.digest);
});

test("rows that were looked up are in the entry by their number and a digest", async () => {
  const own = await placeIn(world, "looked-up");
  const documents = documentsOf(world.dynamo);
  const products = sourceOf("examples/order/reference/products.ndjson").trim().split("\n");
  for (const row of products.map((line) => JSON.parse(line)))
    await appendRows(documents, own.name, { table: "products", key: row.sku, rows: [row] });
  documents.destroy();
  const lookingUp = gateAt(own);
  const { answer } = await lookingUp.submit(request(example("hold"), "looked-up"));
  const entry = await lookingUp.audits.find(answer.submission_id);
  expect(entry?.references).toEqual([
    {
      table: "products",
      loaded: true,
      keys: 1,
      rows: 1,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  ]);
  lookingUp.end();
});

describe("a key", () => {
  test("with the same body gives the same answer, byte for byte", async () => {
    const first = await gate.submit(request(example("hold"), "same"));
    const second = await gate.submit(request(example("hold"), "same"));
    expect(second).toEqual(first);
    expect(first.status).toBe(200);
  });

  test("is told from the bytes: base64 or text, it is one body", async () => {
    const first = await gate.submit(request(example("hold"), "bytes"));
    const second = await gate.submit(request(Buffer.from(example("hold")), "bytes"));
    expect(second).toEqual(first);
  });

  test("with another body is a conflict, and what was stored stays", async () => {
    const first = await gate.submit(request(example("hold"), "other"));
    const other = await gate.submit(request(example("pass"), "other"));
    expect(other).toMatchObject({ status: 409, problem: { code: "conflict" } });
    expect(await gate.submit(request(example("hold"), "other"))).toEqual(first);
  });

  test("is its caller's own: another principal or gate never meets it", async () => {
    const one = await gate.submit(request(example("hold"), "own", { principal: "shop" }));
    const two = await gate.submit(request(example("pass"), "own", { principal: "warehouse" }));
    expect(two.status).toBe(200);
    expect(two.answer.submission_id).not.toBe(one.answer.submission_id);
  });

  test("used by ten requests at once is one submission with one answer", async () => {
    const events = Array.from({ length: 10 }, () => request(list("hold", "block"), "at-once"));
    const answers = await Promise.all(events.map((event) => gate.submit(event)));
    expect(answers.map(({ status }) => status)).toEqual(events.map(() => 200));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    const { entry, messages } = await keptOf(answers[0]!);
    expect(messages.map(({ id }) => id).sort()).toEqual([...entry.messages].sort());
  });

  test("used for two bodies at once is one of them; the other is a conflict", async () => {
    const bodies = [example("hold"), example("pass")];
    const events = Array.from({ length: 10 }, (_, n) => request(bodies[n % 2]!, "two-at-once"));
    const answers = await Promise.all(events.map((event) => gate.submit(event)));
    const told = answers.filter(({ status }) => status === 200);
    expect(told).toHaveLength(5);
    expect(new Set(told.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(5);
  });
});

describe("what is no submission is told as problem+json, with the place of each mistake", () => {
  const good = example("pass");
  const filled = JSON.stringify({ ...JSON.parse(good), submitted_by: "x", tenant_id: "y" });

  test.each<[string, Parameters<typeof request>, number, string, readonly object[]]>([
    [
      "no JSON",
      ['{"order_number": "1",\n  "items": [}', "k"],
      400,
      "invalid",
      [{ line: 2, column: 13 }],
    ],
    ["no body", ["", "k"], 400, "invalid", [{ pointer: "" }]],
    ["a number", ["42", "k"], 400, "invalid", [{ pointer: "" }]],
    [
      "headers that do not fit",
      ['{"subject":{},"requested_release_at":7,"tenantid":"x"}', "k"],
      400,
      "invalid",
      [{ pointer: "/requested_release_at" }, { pointer: "/tenantid" }],
    ],
    [
      "what the gate fills in",
      [`[${good},${filled}]`, "k"],
      400,
      "invalid",
      [{ pointer: "/1/tenant_id" }, { pointer: "/1/submitted_by" }],
    ],
    ["no key", [good, undefined], 400, "invalid", [{ header: "Idempotency-Key" }]],
    ["an unusable key", [good, "k k"], 400, "invalid", [{ header: "Idempotency-Key" }]],
    ["an unknown gate", [good, "k", { gate: "ordre" }], 404, "not_found", []],
    ["a gate that is a path", [good, "k", { gate: "../order" }], 404, "not_found", []],
    [
      "a gate that is a name of JavaScript",
      [good, "k", { gate: "__proto__" }],
      404,
      "not_found",
      [],
    ],
    ["nobody", [good, "k", { principal: null }], 401, "unauthenticated", []],
    ["a record too many", [`[${"{},".repeat(2_000)}{}]`, "k"], 413, "too_large", []],
    ["a byte too many", [" ".repeat(4 * 1024 * 1024 + 1), "k"], 413, "too_large", []],
  ])("%s", async (_what, args, status, code, mistakes) => {
    const told = await gate.submit(request(...args));
    expect(told.status).toBe(status);
    expect(told.headers["content-type"]).toBe("application/problem+json");
    expect(told.problem).toMatchObject({
      type: `urn:holdpoint:problem:${code}`,
      status,
      code,
      request_id: "request-1",
    });
    expect(told.problem.mistakes ?? []).toMatchObject(mistakes);
    expect(told.problem.mistakes ?? []).toHaveLength(mistakes.length);
    for (const mistake of told.problem.mistakes ?? []) expect(mistake.message).toBeTruthy();
  });

  test("and leaves nothing behind: the same key serves the corrected body", async () => {
    expect((await gate.submit(request("{", "corrected"))).status).toBe(400);
    expect((await gate.submit(request(good, "corrected"))).status).toBe(200);
  });

  test("a report that fits no answer is refused before anything is stored", async () => {
    const numbers = Array.from({ length: 800 }, (_, n) => `N${n}`);
    const body = JSON.stringify(numbers.map((order_number) => ({ order_number })));
    const told = await gate.submit(request(body, "large-report"));
    expect(told).toMatchObject({ status: 413, problem: { code: "too_large" } });
    expect(told.problem.detail).toMatch(/open a run/);
    expect((await gate.submit(request(good, "large-report"))).status).toBe(200);
  });
});

test("a store that cannot be reached gives no verdict, and a retry later does", async () => {
  const nowhere = gateAt({ ...place, name: "nowhere" });
  const told = await nowhere.submit(request(example("pass"), "unreachable"));
  expect(told).toMatchObject({ status: 503, problem: { code: "unavailable" } });
  expect(told.headers["retry-after"]).toBe("1");
  expect(told.text).not.toMatch(/verdict"/);
  nowhere.end();
  expect((await gate.submit(request(example("pass"), "unreachable"))).status).toBe(200);
});
