import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createHandler as createApiHandler } from "../../lambdas/api/handler.ts";
import { createHandler as createSubmitHandler } from "../../lambdas/submit/handler.ts";
import { gateFileName } from "../../lib/adapters/sqlite/gate-file.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import { GateError } from "../../lib/app/errors.ts";
import { failRun } from "../../lib/app/large-run/fail-run.ts";
import { finishRun } from "../../lib/app/large-run/finish-run.ts";
import type { ActivePlan, ReferenceTables } from "../../lib/app/ports.ts";
import { gatePlan } from "../../lib/cli/gate-plan.ts";
import type { Json, JsonObject } from "../../lib/core/expression/value.ts";
import type { Subject } from "../../lib/core/subject.ts";
import { subjects } from "../../lib/subjects/registry.ts";
import {
  eventOf,
  type GateOverHttp,
  gateOverHttp,
  type Heard,
  heard,
} from "../support/gate-over-http.ts";
import { repository } from "../support/house.ts";
import { concluded, pieceOf } from "../support/run-gate.ts";
import { people } from "./guarded-gate.ts";
import { holdingGate, markedSample, marks } from "./personal-marks.ts";

// Every personal field of every kind holds a value that occurs nowhere else. It is handed in in every
// way, well and badly; then all that was written and logged is searched for it. It may lie in
// dossiers, and nowhere else.

const { sam, mari, kadri } = people;
const reason = { code: "one_off_agreed", text: "agreed with the customer on the phone" };
const auditor = { name: "aino", roles: ["auditor"] } as const;

/** What was printed since the last time it was asked. */
const printed: string[] = [];
const [out, err] = [process.stdout.write, process.stderr.write];
beforeAll(() => {
  process.env["POWERTOOLS_LOG_LEVEL"] = "DEBUG";
  process.env["POWERTOOLS_METRICS_DISABLED"] = "false";
  process.env["AWS_LAMBDA_FUNCTION_NAME"] = "test";
  const keep = (text: unknown): boolean => {
    printed.push(String(text));
    return true;
  };
  process.stdout.write = keep as typeof process.stdout.write;
  process.stderr.write = keep as typeof process.stderr.write;
});
afterAll(() => {
  process.stdout.write = out;
  process.stderr.write = err;
});

/** The kinds at a gate of their own, and what ships at the gates that ship. */
const gates: readonly (readonly [string, Subject, () => Promise<ActivePlan>])[] = [
  ...Object.values(subjects).map(
    (subject) =>
      [`${subject.kind} at a test's gate`, subject, async () => holdingGate(subject)] as const,
  ),
  ...(["order", "billing-run"] as const).map(
    (kind) =>
      [
        `${kind} at the gate that ships`,
        subjects[kind] as Subject,
        () => gatePlan({ cwd: repository, env: process.env } as never, { gate: kind }),
      ] as const,
  ),
];

describe.each(gates)("of a person, in %s,", (_, subject, activePlan) => {
  let gate: GateOverHttp;
  let name: string;
  let readBody: () => JsonObject;
  /** Answers that nobody may find a person in, by what was asked. */
  const told: (readonly [string, string])[] = [];

  const submit = async (body: unknown, key: string): Promise<Heard> => {
    const path = `/v1/gates/${name}/submissions`;
    const headers = { "idempotency-key": key };
    const answer = await gate.ask({ method: "POST", path, headers, body, as: sam });
    if (answer.status !== 200) told.push([`${key}: ${answer.status}`, answer.text]);
    return answer;
  };

  beforeAll(async () => {
    const active = await activePlan();
    name = active.gate.name;
    gate = await gateOverHttp([active]);
    const { body, planted } = markedSample(subject);
    readBody = () => structuredClone(body);
    // The kinds name somebody, or there would be nothing to find.
    if (planted.length === 0) throw new Error(`${subject.kind} has no personal field`);
    await handIn();
    await review();
  });
  afterAll(() => gate.close());

  /** Hands it in well, and in every way in which it can be wrong. */
  async function handIn(): Promise<void> {
    const whole = readBody();
    const text = JSON.stringify(whole);
    const statuses = [
      await submit(whole, "well"),
      await submit(withoutKeys(readBody(), subject), "without-keys"),
      await submit(withWrongTypes(readBody()), "wrong-types"),
      await submit(text.slice(0, cutIn(text)), "cut-off"),
      await submit(`${text.slice(0, -1)},"subject":${text}}`, "twice"),
      await submit({ ...whole, supersedes: marks[0] }, "supersedes"),
      await submit({ ...whole, unknown: marks[0] }, "unknown-header"),
      await submit({ ...whole, all_or_nothing: marks[0] }, "wrong-header"),
      await submit({ ...whole, business_date: marks[0] }, "well"),
      await submit(text.repeat(Math.ceil(4_200_000 / text.length)), "too-large"),
    ].map(({ status }) => status);
    expect(statuses[0]).toBe(200);
    expect(statuses.filter((status) => status >= 400).length).toBeGreaterThan(3);
    expect(statuses.filter((status) => status >= 500)).toEqual([]);
    await handInRun(text);
    await failWith(text);
  }

  /** The same as a run: judged, cut off and failed, and one that says wrongly what the gate fills in. */
  async function handInRun(text: string): Promise<void> {
    const ask = async (method: "GET" | "POST", path: string, body?: object, key?: string) => {
      const headers = key === undefined ? {} : { "idempotency-key": key };
      const sent = { method, path, headers, as: sam, ...(body && { body }) };
      const answer = await gate.ask(sent);
      told.push([path, answer.text]);
      return answer;
    };
    const states: string[] = [];
    for (const [key, bytes] of [
      ["run-well", text],
      ["run-cut-off", text.slice(0, cutIn(text))],
      ["run-wrong", `{"submission_id":"${marks[0]}",${text.slice(1)}`],
    ] as const) {
      const { body: opened } = await ask("POST", `/v1/gates/${name}/runs`, {}, key);
      const path = `/v1/runs/${opened.id}`;
      const piece = pieceOf(bytes);
      const signed = await ask("POST", `${path}/pieces`, { file: 0, pieces: [piece] });
      for (const { url } of signed.body.pieces) {
        const { pathname, search } = new URL(url);
        await gate.uploads.receivePiece(pathname + search, [Buffer.from(bytes)] as never);
      }
      const wrong = { files: [{ name: "a.json", pieces: [{ ...piece, number: 2 }] }] };
      await ask("POST", `${path}/start`, wrong);
      await ask("POST", `${path}/start`, { files: [{ name: "a.json", pieces: [piece] }] });
      const run = (await gate.ports.runs.find(opened.id))!;
      const found = await concluded(gate.ports, run).catch((error) => error);
      if (found instanceof GateError)
        await failRun(gate.ports, run.id, { attempt: 1, code: found.code, message: found.message });
      else await finishRun(gate.ports, run.id, found);
      const { body } = await ask("GET", path);
      states.push(body.state);
    }
    expect(states).toEqual(["judged", "judged", "failed"]);
  }

  /** The world fails, and what it throws holds everything. */
  async function failWith(text: string): Promise<void> {
    const { store, issuer } = gate;
    const fails = (): Promise<never> => Promise.reject(new Error(text, { cause: new Error(text) }));
    const ports = {
      ...store,
      audits: { ...store.audits, append: fails },
      references: noTables,
      clock: { now: () => "2026-11-23T09:00:00.000Z" },
      salts: systemSalts,
    };
    const settings = { tenant: "acme", issuers: [issuer.trusted] };
    const path = `/v1/gates/${name}/submissions`;
    const headers = { "idempotency-key": "fails" };
    const submitted = { method: "POST", path, headers, body: text, as: sam } as const;
    const context = { awsRequestId: "request-1", functionName: "test" } as never;
    const first = heard(
      await createSubmitHandler(ports, settings)(eventOf(submitted, issuer), context),
    );
    const failing = { ...ports, submissions: { ...store.submissions, held: fails } };
    const listing = { path: "/v1/submissions", query: `gate=${name}`, as: mari };
    const second = heard(
      await createApiHandler(failing, settings as never)(eventOf(listing, issuer), context),
    );
    expect([first.status, second.status].every((status) => status >= 500)).toBe(true);
    told.push(["a failed submit", first.text], ["a failed list", second.text]);
  }

  /** Cases, decisions, approvals, releases and passes, as far as each submission goes. */
  async function review(): Promise<void> {
    const { store } = gate;
    told.push(["outbox", JSON.stringify(await store.outbox.pending("2999", 1_000))]);
    for (const parcel of await store.outbox.pending("2999", 1_000))
      await store.violations.send(parcel.messages);
    await gate.deliver();
    const get = async (path: string, as = mari as typeof mari | typeof auditor | typeof kadri) => {
      const answer = await gate.ask({ path, as: as as typeof mari });
      told.push([path, answer.text]);
      return answer;
    };
    const queue = await gate.ask({ path: "/v1/cases", as: mari });
    for (const { id } of queue.body.items) {
      const decision = { decision: "release", reason };
      for (const body of [decision, { ...decision, decision: "false_positive" }])
        await gate.ask({ method: "POST", path: `/v1/cases/${id}/decision`, body, as: mari });
      await get(`/v1/cases/${id}`);
    }
    const approvals = await get("/v1/approvals", kadri);
    for (const { id, binding } of approvals.body.items)
      await gate.ask({
        method: "POST",
        path: `/v1/approvals/${id}/consent`,
        body: { binding },
        as: kadri,
      });
    for (const { id } of submissionsIn(gate)) {
      await gate.ask({
        method: "POST",
        path: `/v1/submissions/${id}/partial-release`,
        body: { reason },
        as: mari,
      });
      await gate.ask({ method: "POST", path: `/v1/submissions/${id}/passes`, body: {}, as: sam });
      for (const what of ["", "/cases", "/audit", "/passes"])
        await get(`/v1/submissions/${id}${what}`, auditor);
    }
    await get("/v1/cases");
  }

  test("dossiers hold everything: what is searched for can be found", () => {
    const found = rowsOf(gate, ["dossiers"]);
    expect(found.some(([, text]) => hasMark(text))).toBe(true);
  });

  test("nothing stands in entries, documents, outbox, queue, plans or keys", () => {
    const tables = tablesOf(gate).filter((table) => table !== "dossiers");
    expect(tables).toEqual(expect.arrayContaining(["entries", "cases", "outbox", "queue"]));
    const rows = rowsOf(gate, tables);
    expect(rows.length).toBeGreaterThan(10);
    // At a test's gate everything can be let through, and then there is a pass to look into.
    if (name === "holding") expect(rows.map(([table]) => table)).toContain("passes");
    expect(rows.filter(([, text]) => hasMark(text))).toEqual([]);
  });

  test("nothing stands in problems, queues, cases, approvals, trails or passes as they are told", () => {
    expect(told.length).toBeGreaterThan(10);
    expect(told.filter(([, text]) => hasMark(text))).toEqual([]);
  });

  test("nothing stands in a log line", () => {
    const lines = printed.splice(0);
    expect(lines.some((line) => line.includes("submission.judged"))).toBe(true);
    expect(lines.some((line) => line.includes("request.failed"))).toBe(true);
    expect(lines.filter(hasMark)).toEqual([]);
  });
});

const noTables: ReferenceTables = { loaded: async () => new Set(), rows: async () => [] };

const hasMark = (text: string): boolean => marks.some((one) => text.toLowerCase().includes(one));

/** In the middle of the first planted value. */
const cutIn = (text: string): number => text.toLowerCase().indexOf(marks[0]) + 3;

/** No record can be told from another. */
function withoutKeys(body: JsonObject, subject: Subject): Json {
  const names = new Set(
    subject.records.flatMap(({ key }) => key.map((path) => path.split(".")[0])),
  );
  return mapped(body, (object) =>
    Object.fromEntries(Object.entries(object).filter(([field]) => !names.has(field))),
  );
}

/** A list where a planted text was: it does not fit its schema, and says so. */
const withWrongTypes = (body: JsonObject): Json =>
  mapped(body, (object) =>
    Object.fromEntries(
      Object.entries(object).map(([field, value]) => [
        field,
        typeof value === "string" && hasMark(value) ? [{ wrong: value }] : value,
      ]),
    ),
  );

function mapped(value: Json, change: (object: JsonObject) => JsonObject): Json {
  if (Array.isArray(value)) return value.map((one) => mapped(one, change));
  if (typeof value !== "object" || value === null) return value;
  const inner = Object.entries(value as JsonObject).map(([field, one]) => [
    field,
    mapped(one as Json, change),
  ]);
  return change(Object.fromEntries(inner));
}

function reading<T>({ folder }: GateOverHttp, query: (db: DatabaseSync) => T): T {
  const db = new DatabaseSync(join(folder, gateFileName), { readOnly: true });
  try {
    return query(db);
  } finally {
    db.close();
  }
}

const tablesOf = (gate: GateOverHttp): readonly string[] =>
  reading(gate, (db) =>
    db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all(),
  ).map(({ name }) => String(name));

/** Each row as text, bytes included. */
const rowsOf = (
  gate: GateOverHttp,
  tables: readonly string[],
): readonly (readonly [string, string])[] =>
  reading(gate, (db) =>
    tables.flatMap((table) =>
      db
        .prepare(`SELECT * FROM ${table}`)
        .all()
        .map((row) => {
          const values = Object.values(row).map((value) =>
            value instanceof Uint8Array ? Buffer.from(value).toString() : String(value),
          );
          return [table, values.join(" ")] as const;
        }),
    ),
  );

const submissionsIn = (gate: GateOverHttp): readonly { readonly id: string }[] =>
  reading(gate, (db) => db.prepare("SELECT id FROM submissions").all()) as never;
