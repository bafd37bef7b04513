import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { failRun } from "../../lib/app/large-run/fail-run.ts";
import { finishRun } from "../../lib/app/large-run/finish-run.ts";
import { resultLists } from "../../lib/app/large-run/run-objects.ts";
import { routes } from "../../lib/http/routes.ts";
import { mistakesIn } from "../support/accounting.ts";
import { arbitraryRequest, requestOf } from "../support/arbitrary-request.ts";
import fc from "../support/fast-check.ts";
import {
  type Ask,
  type Asking,
  type GateOverHttp,
  gateOverHttp,
  type Heard,
  theNow,
} from "../support/gate-over-http.ts";
import { type MarkedOrder, marked, markedLines, marksGate } from "../support/marks-gate.ts";
import { answerChecker } from "../support/openapi-answers.ts";
import { concluded, pieceOf } from "../support/run-gate.ts";

/** Requests of this run: 5,000 and more in the named one (`npm run test:fuzz`). */
const requests = Number(process.env["HOLDPOINT_FUZZ_REQUESTS"] ?? 1_000);
const seed = Number(process.env["HOLDPOINT_FUZZ_SEED"] ?? 20_261_122);

const shop: Asking = { name: "shop", roles: ["submitter"], person: null, department: "sales" };
const manager: Asking = {
  name: "service_manager-1",
  roles: ["service_manager"],
  department: "service",
};
/** The deputy acts on the days of the test. */
const absence = `review: { absences: [{ from: "2026-11-23", to: "2026-11-24" }] }\n`;
const reason = { code: "expected_change", text: "The new price list holds since 1 November" };

let gate: GateOverHttp;
let file: DatabaseSync;
beforeAll(async () => {
  gate = await gateOverHttp([marksGate(absence)]);
  file = new DatabaseSync(join(gate.folder, "gate.db"), { readOnly: true });
});
afterAll(async () => {
  file?.close();
  await gate?.close();
});

/** Names of what is there, most of it made by requests on the way. */
const known: Record<string, string[]> = {
  gate: ["marks"],
  submission: [],
  case: [],
  approval: [],
  pass: [],
  question: ["q1"],
  run: [],
  list: [...resultLists],
  asset: ["start.js", "swagger-ui.css"],
};

const rows = (sql: string): readonly Record<string, unknown>[] => file.prepare(sql).all();

/** Everything that a request could change, as one text. */
const state = (): string =>
  JSON.stringify([
    ...["submissions", "cases", "approvals", "passes", "runs"].map((table) =>
      rows(`SELECT id, version FROM ${table} ORDER BY id`),
    ),
    rows("SELECT count(*) AS n FROM outbox"),
    rows("SELECT count(*) AS n FROM queue"),
    rows("SELECT id, until_at, compromised_at FROM signing_keys ORDER BY id"),
    rows("SELECT count(*) AS n FROM dossiers"),
    rows("SELECT id FROM entries WHERE action <> 'attempt.refused' ORDER BY id"),
  ]);
const written = (): unknown => rows("PRAGMA data_version")[0]?.["data_version"];

function learn(): void {
  for (const [name, table] of [
    ["submission", "submissions"],
    ["case", "cases"],
    ["approval", "approvals"],
    ["pass", "passes"],
    ["run", "runs"],
  ] as const)
    known[name] = rows(`SELECT id FROM ${table} ORDER BY rowid DESC LIMIT 200`).map(({ id }) =>
      String(id),
    );
}

/** Something in every state, so that requests find more than what is not there. */
async function populate(): Promise<void> {
  const gross = "20000.00";
  const batches: readonly (readonly MarkedOrder[])[] = [
    [{ number: "1", marks: [] }],
    ...Array.from({ length: 10 }, (_, n): MarkedOrder[] => [
      { number: `${n}a`, marks: ["hold1"] },
      { number: `${n}b`, marks: ["hold1", "hold2"], gross },
      { number: `${n}c`, marks: ["block"] },
      { number: `${n}d`, marks: [] },
    ]),
    ...Array.from({ length: 5 }, (_, n): MarkedOrder[] => [{ number: `r${n}`, marks: ["hold1"] }]),
  ];
  const submit = async (orders: readonly MarkedOrder[], headers: object): Promise<string> => {
    const told = await gate.ask({
      method: "POST",
      path: "/v1/gates/marks/submissions",
      body: marked(orders, { ...headers }),
      as: shop,
      headers: { "idempotency-key": `populate-${++keys}` },
    });
    expect(told.status).toBe(200);
    return told.body.submission_id;
  };
  let keys = 0;
  const submitted: string[] = [];
  for (const [n, batch] of batches.entries())
    submitted.push(
      await submit(batch, n % 2 === 0 ? {} : { requested_release_at: "2026-11-23T16:00:00Z" }),
    );
  await gate.deliver();
  // What is corrected: one is right now, one still as it was, one is no longer there.
  const [supersedes] = submitted.slice(1, 2);
  await submit(
    [
      { number: "0a", marks: [] },
      { number: "0b", marks: ["hold1"], gross },
    ],
    { supersedes },
  );
  await gate.deliver();
  learn();
  for (const one of known["case"] ?? []) {
    const body = { decision: "release", reason };
    await gate.ask({
      method: "POST",
      path: `/v1/cases/${one}/questions`,
      body: { text: "Agreed?" },
      as: manager,
    });
    await gate.ask({
      method: "POST",
      path: `/v1/cases/${one}/proposal`,
      body: { decision: "return", reason },
      as: manager,
    });
    if (one > "d")
      await gate.ask({ method: "POST", path: `/v1/cases/${one}/claim`, body: {}, as: manager });
    if (one < "8")
      await gate.ask({ method: "POST", path: `/v1/cases/${one}/decision`, body, as: manager });
  }
  for (const id of known["submission"] ?? [])
    await gate.ask({ method: "POST", path: `/v1/submissions/${id}/passes`, body: {}, as: shop });
  learn();
  await populateRuns();
  learn();
  for (const name of ["submission", "case", "approval", "pass", "run"])
    expect([name, (known[name] ?? []).length > 0]).toEqual([name, true]);
}

/** Runs that are open, being judged, failed and judged. */
async function populateRuns(): Promise<void> {
  const lines = markedLines([
    { number: "1", marks: [] },
    { number: "2", marks: ["hold1"] },
  ]);
  for (const end of ["open", "judging", "failed", "judged"]) {
    const { body } = await gate.ask({
      method: "POST",
      path: "/v1/gates/marks/runs",
      body: {},
      as: shop,
      headers: { "idempotency-key": `run-${end}` },
    });
    if (end === "open") continue;
    await gate.ask({
      method: "POST",
      path: `/v1/runs/${body.id}/start`,
      body: await uploadedTo(body.id, lines),
      as: shop,
    });
    const run = (await gate.ports.runs.find(body.id))!;
    if (end === "failed")
      await failRun(gate.ports, run.id, { attempt: 1, code: "test", message: "came to nothing" });
    if (end === "judged") await finishRun(gate.ports, run.id, await concluded(gate.ports, run));
  }
  await gate.deliver();
}

/** Uploads one file to a run; gives what starts it. */
async function uploadedTo(run: string, text = "{}\n"): Promise<object> {
  const piece = pieceOf(text);
  const { body } = await gate.ask({
    method: "POST",
    path: `/v1/runs/${run}/pieces`,
    body: { file: 0, pieces: [piece] },
    as: shop,
  });
  for (const { url } of body.pieces ?? [])
    await gate.uploads.receivePiece(url.slice("http://127.0.0.1:1".length), [
      Buffer.from(text),
    ] as never);
  return { files: [{ name: "orders.ndjson", pieces: [piece] }] };
}

/** Nobody guesses a binding, or the question of a case: a request that fits its shape gets them. */
async function completed(asked: Ask): Promise<Ask> {
  // Nobody guesses the digest of what was uploaded.
  const [, run] = /^\/v1\/runs\/([0-9a-f]{40})\/start$/.exec(asked.path) ?? [];
  const isStart = typeof asked.body === "object" && asked.body !== null && "files" in asked.body;
  if (run !== undefined && isStart && asked.as?.name === "shop")
    return { ...asked, body: await uploadedTo(run) };
  const [, approval] = /^\/v1\/approvals\/([\w.]+)\/consent$/.exec(asked.path) ?? [];
  if (approval !== undefined && typeof asked.body === "object" && asked.body !== null) {
    const [row] = rows(`SELECT body FROM approvals WHERE id = '${approval}'`);
    const { binding } = JSON.parse(String(row?.["body"] ?? "{}"));
    return { ...asked, body: { ...asked.body, ...(binding && { binding }) } };
  }
  const [, one] = /^\/v1\/cases\/([\w.]+)\/questions\/[\w.-]+\/answer$/.exec(asked.path) ?? [];
  if (one === undefined) return asked;
  const [row] = rows(`SELECT body FROM cases WHERE id = '${one}'`);
  const [question] = JSON.parse(String(row?.["body"] ?? "{}")).questions ?? [];
  if (question === undefined) return asked;
  return { ...asked, path: `/v1/cases/${one}/questions/${question.id}/answer` };
}

const leaks = /node_modules|\bat [\w.<>]+ \(|\.ts:\d+|Error:|SQLITE|\/lib\/|\/tmp\//;

test(`${requests} requests from the schemas: each is answered as the document says, and no refusal changes anything`, async () => {
  await populate();
  const check = answerChecker();
  const heardOf = new Map<string, number>();
  let before = { state: state(), written: written() };
  let steps = 1;
  const examine = async (method: string, path: string, heard: Heard): Promise<void> => {
    if (heard.status >= 500) throw new Error(heard.text);
    expect(check(method, path, heard)).toEqual([]);
    if (heard.headers["content-type"] === "application/problem+json")
      expect(heard.text).not.toMatch(leaks);
    const now = written();
    if (now !== before.written) {
      const after = state();
      if (heard.status >= 400) expect(after).toBe(before.state);
      before = { state: after, written: now };
    }
    steps += 1;
    if (steps % 50 !== 0) return;
    await gate.deliver();
    learn();
    before = { state: state(), written: written() };
  };
  await fc.assert(
    fc.asyncProperty(arbitraryRequest(), async (chosen) => {
      const asked = await completed(requestOf(chosen, known));
      gate.at(new Date(Date.parse(theNow) + steps * 1_000).toISOString());
      const heard = await gate.ask(asked);
      const counted = `${chosen.route} ${heard.status < 400 ? "done" : "refused"}`;
      heardOf.set(counted, (heardOf.get(counted) ?? 0) + 1);
      await examine(asked.method ?? "GET", asked.path, heard);
    }),
    { numRuns: requests, seed, endOnFailure: true },
  );
  await gate.deliver();
  learn();

  // A run in which a route was only ever refused would show little of it.
  const done = routes.filter(({ name }) => (heardOf.get(`${name} done`) ?? 0) > 0);
  const refused = routes.filter(({ name }) => (heardOf.get(`${name} refused`) ?? 0) > 0);
  if (requests >= 5_000)
    expect(
      routes.map(({ name }) => name).filter((name) => !done.some((one) => one.name === name)),
    ).toEqual([]);
  expect(refused.length).toBeGreaterThan(30);

  const ids = rows("SELECT id FROM submissions").map(({ id }) => String(id));
  const mistakes = await Promise.all(ids.map((id) => mistakesIn(gate.store, id)));
  expect(mistakes.flat()).toEqual([]);
}, 600_000);
