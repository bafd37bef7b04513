import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, type ReferenceStore } from "../../lib/adapters/sqlite/reference-store.ts";
import type { ActionEntry, JudgedEntry } from "../../lib/app/audit-entry.ts";
import type { Dossier } from "../../lib/app/changes.ts";
import { GateError } from "../../lib/app/errors.ts";
import { parseGate } from "../../lib/app/gate.ts";
import { issuePass } from "../../lib/app/pass/issue-pass.ts";
import type { ActivePlan, Audits, ReferenceTables } from "../../lib/app/ports.ts";
import { layeredRows } from "../../lib/app/reference/layered-rows.ts";
import { rowsAsTables } from "../../lib/app/reference/tables-port.ts";
import {
  type PastReferences,
  type Replay,
  type ReplayPorts,
  replay,
} from "../../lib/app/replay.ts";
import { claimCase } from "../../lib/app/review/cases/claim-case.ts";
import { unclaimCase } from "../../lib/app/review/cases/unclaim-case.ts";
import type { Submission } from "../../lib/app/review/submission.ts";
import { compileRuleset } from "../../lib/core/compile-ruleset.ts";
import { orderSubject } from "../../lib/subjects/order/index.ts";
import { repository } from "../support/house.ts";
import { people, type ReviewedGate, reviewedGate } from "../support/reviewed-gate.ts";

const inAll = (text: string): string =>
  `{ en: "${text}", et: "${text}", ro: "${text}", nb: "${text}" }`;
const rules = `
- id: MRK-01
  title: ${inAll("Articles are sold")}
  severity: hold
  source: test
  prevents: Nothing.
  must: lookup("products", record.items[0].sku).status == "active"
  at: [record.items]
  money_at_risk: record.totals.gross
  message: ${inAll("It is not sold.")}
`;
const gateText = `
name: articles
subject: order
ruleset: articles
zone: Europe/Tallinn
required_tables: [products]
policy: { release: split, tolerated: { share: "1", money_share: "1", population_min: 1 } }
`;

function articlesGate(text = rules): ActivePlan {
  const compiled = compileRuleset({
    files: [
      {
        path: "ruleset.yaml",
        text: "name: articles\nsubject: order\nlanguages: [en, et, ro, nb]\ndescription: Articles.\n",
      },
      { path: "rules.yaml", text },
    ],
    subject: orderSubject,
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return { gate: parseGate(gateText, "gates/articles.yaml"), plan: compiled.plan };
}
const articles = articlesGate();

let folder: string;
let tables: ReferenceStore;
let gate: ReviewedGate;

/** The tables as they were at an instant; without one those of now. */
const tablesAt = (at?: { readonly instant: string }): ReferenceTables =>
  rowsAsTables(layeredRows([tables.rows(tables.pins("order", at), orderSubject)]));
const past: PastReferences = { at: async (_subject, instant) => tablesAt({ instant }) };

const load = (status: string, loadedAt: string) =>
  tables.load({
    table: "products",
    subject: orderSubject,
    kinds: ["order"],
    how: "replace",
    rows: (async function* () {
      yield [{ place: { file: "products.json", line: 1 }, value: { sku: "A-1", status } }];
    })(),
    sources: ["products.json"],
    loadedAt,
  });

const open = async (): Promise<void> => {
  folder = mkdtempSync(join(tmpdir(), "holdpoint-replay-"));
  tables = openStore(join(folder, "references.db"), "references.db", { readOnly: false });
  await load("active", "2026-11-01T00:00:00.000Z");
  const references: ReferenceTables = {
    loaded: async (names) => tablesAt().loaded(names),
    rows: async (keys) => tablesAt().rows(keys),
  };
  gate = await reviewedGate({ references, plan: articles });
};
const close = async (): Promise<void> => {
  await gate.close();
  tables.close();
  rmSync(folder, { recursive: true, force: true });
};

const orders = [
  { number: "O-1", marks: [] },
  { number: "O-2", marks: [] },
] as const;

const replayed = (submission: string, more: Partial<ReplayPorts> = {}): Promise<Replay> =>
  replay({ ...gate.ports, pastReferences: past, ...more }, { caller: people.auditor, submission });
const placesIn = ({ differences }: Replay): readonly string[] =>
  differences.map(({ of, at }) => `${of} ${at}`);

/** Held because of a recalled article, then decided. */
async function decided(): Promise<string> {
  await load("recalled", "2026-11-23T10:00:00.000Z");
  gate.at("2026-11-23T11:00:00.000Z");
  const { submission_id: id, verdict } = await gate.submit("k1", orders);
  expect(verdict).toBe("hold");
  const command = { caller: people.manager, case: await gate.caseOf(id, "hold1") };
  await claimCase(gate.ports, command);
  await unclaimCase(gate.ports, command);
  await gate.decide(id, "hold1");
  await issuePass(gate.ports, { caller: people.manager, submission: id });
  return id;
}

describe("what was kept as it was", () => {
  beforeEach(open);
  afterEach(close);

  test("what passed, and what was held and decided, is judged again to the byte, and explained", async () => {
    const { submission_id: passed } = await gate.submit("k0", orders);
    const held = await decided();
    for (const [id, entries] of [
      [passed, 1],
      [held, 6],
    ] as const)
      expect(await replayed(id)).toEqual({
        submission: id,
        verdict: "equal",
        missing: [],
        differences: [],
        trail: { entries, verdict: "explained" },
      });
  });

  test("tables are read as they were, and where they keep no versions what differs is told", async () => {
    const id = await decided();
    await load("active", "2026-11-24T00:00:00.000Z");
    expect((await replayed(id)).verdict).toBe("equal");
    const { pastReferences: _, ...now } = { ...gate.ports, pastReferences: past };
    const again = await replay(now, { caller: people.auditor, submission: id });
    expect(again.verdict).toBe("different");
    expect(again.missing).toMatchObject([{ reason: "tables_of_now" }]);
    expect(placesIn(again)).toContain("references products");
    expect(placesIn(again)).toContain("report /counts/held");
  });

  // A load that began before a submission came and was done after it, and the other way round.
  test.each([
    ["before", "2026-11-23T08:59:55.000Z"],
    ["after", "2026-11-23T09:00:05.000Z"],
  ])("a version that counts from a little %s is found by what was read", async (when, loadedAt) => {
    if (when === "after") await load("recalled", loadedAt);
    const { submission_id: id, verdict } = await gate.submit("k1", orders);
    expect(verdict).toBe(when === "after" ? "hold" : "pass");
    if (when === "before") await load("recalled", loadedAt);
    expect((await replayed(id)).verdict).toBe("equal");
  });

  test("tables that were not loaded then do not count now", async () => {
    const early = { at: async () => tablesAt({ instant: "2020-01-01T00:00:00.000Z" }) };
    const { submission_id: id } = await gate.submit("k1", orders);
    const again = await replayed(id, { pastReferences: early });
    expect(again.differences.find(({ of }) => of === "references")).toMatchObject({
      at: "products",
      message: "the table was read when it was judged, and is not now",
    });
  });

  test("a correction and what it corrects are both explained", async () => {
    await load("recalled", "2026-11-20T00:00:00.000Z");
    const { submission_id: first } = await gate.submit("k1", orders);
    gate.at("2026-11-23T10:00:00.000Z");
    const { submission_id: second } = await gate.submit("k2", [orders[0]], { supersedes: first });
    for (const id of [first, second])
      expect(await replayed(id)).toMatchObject({
        verdict: "equal",
        trail: { verdict: "explained" },
      });
  });
});

describe("what was changed since", () => {
  // Nothing is changed but what the ports tell, so that one submission serves all.
  let id = "";
  beforeAll(async () => {
    await open();
    id = await decided();
  });
  afterAll(close);

  /** The audits, with something in them changed behind the gate's back. */
  const audits = (change: {
    readonly judged?: (entry: JudgedEntry) => JudgedEntry;
    readonly dossier?: (dossier: Dossier) => Dossier | undefined;
    readonly trail?: (trail: readonly ActionEntry[]) => readonly ActionEntry[];
  }): Pick<ReplayPorts, "audits"> => {
    const kept: Audits = gate.store.audits;
    return {
      audits: {
        ...kept,
        find: async (id) => {
          const found = await kept.find(id);
          return found && (change.judged?.(found) ?? found);
        },
        dossier: async (id) => {
          const found = await kept.dossier(id);
          return found && (change.dossier === undefined ? found : change.dossier(found));
        },
        trail: async (id) => {
          const found = await kept.trail(id);
          return change.trail?.(found) ?? found;
        },
      },
    };
  };
  const flipped = (payload: Uint8Array, at: number): Uint8Array => {
    const copy = Uint8Array.from(payload);
    copy[at]! ^= 1;
    return copy;
  };
  const asText = (payload: Uint8Array): string => Buffer.from(payload).toString();

  // What is changed, and where it is told.
  test.each<[string, () => Partial<ReplayPorts>, readonly string[]]>([
    [
      "a digit of the second order's number",
      () =>
        audits({
          dossier: (one) => ({
            ...one,
            payload: flipped(one.payload, asText(one.payload).indexOf("O-2") + 2),
          }),
        }),
      ["payload ", "records /records/1"],
    ],
    [
      "a brace of the payload",
      () => audits({ dossier: (one) => ({ ...one, payload: flipped(one.payload, 0) }) }),
      ["payload ", "payload "],
    ],
    [
      "a space in the payload, outside every record",
      () =>
        audits({
          dossier: (one) => ({
            ...one,
            payload: Buffer.from(asText(one.payload).replace('"subject":', '"subject": ')),
          }),
        }),
      ["payload ", "records /records/0", "records /records/1"], // they stand one byte further on
    ],
    [
      "an order that was added",
      () =>
        audits({
          dossier: (one) => ({
            ...one,
            payload: Buffer.from(asText(one.payload).replace(/\[(\{.*\}),\{/, "[$1,$1,{")),
          }),
        }),
      ["payload ", "records /records/1", "records /records/2"],
    ],
    [
      "the salt",
      () => audits({ dossier: (one) => ({ ...one, salt: "ab".repeat(32) }) }),
      ["payload ", "report ", "records /records/0", "records /records/1"],
    ],
    [
      "a count in the report",
      () =>
        audits({
          dossier: (one) => ({
            ...one,
            report: { ...one.report, counts: { ...one.report.counts, held: 1 } },
          }),
        }),
      ["report ", "report /counts/held"],
    ],
    [
      "the order of the report's fields",
      () =>
        audits({
          dossier: ({ report: { schema, ...report }, ...one }) => ({
            ...one,
            report: { ...report, schema },
          }),
        }),
      ["report ", "report "],
    ],
    [
      "the verdict in the entry",
      () => audits({ judged: (one) => ({ ...one, verdict: "pass" }) }),
      ["entry /verdict"],
    ],
    [
      "a count in the entry",
      () => audits({ judged: (one) => ({ ...one, counts: { ...one.counts, passed: 2 } }) }),
      ["entry /counts/passed"],
    ],
    [
      "when it was received",
      () => audits({ judged: (one) => ({ ...one, receivedAt: "2026-11-23T08:00:00.000Z" }) }),
      ["entry /businessAt", "entry /report/digest", "report /businessAt"],
    ],
    [
      "the digest of a record",
      () =>
        audits({
          judged: (one) => ({
            ...one,
            records: one.records.map((record, index) =>
              index === 1 ? { ...record, digest: "00" } : record,
            ),
          }),
        }),
      ["records /records/1"],
    ],
    [
      "the verdict of a record",
      () =>
        audits({
          judged: (one) => ({
            ...one,
            records: one.records.map((record) => ({ ...record, verdict: "pass" as const })),
          }),
        }),
      ["records /records/0", "records /records/1"],
    ],
    [
      "a violation in the entry",
      () => audits({ judged: (one) => ({ ...one, violations: one.violations.slice(1) }) }),
      ["entry /violations"],
    ],
    [
      "which rows were read",
      () =>
        audits({
          judged: (one) => ({
            ...one,
            references: one.references.map((table) => ({ ...table, digest: "00" })),
          }),
        }),
      ["references products"],
    ],
    [
      "which messages were sent",
      () => audits({ judged: (one) => ({ ...one, messages: [] }) }),
      ["entry /messages/0"],
    ],
    [
      "who sent it",
      () => audits({ judged: (one) => ({ ...one, submittedBy: "somebody" }) }),
      ["entry /by/principal", "entry /after"],
    ],
    [
      "where it stood first",
      () => audits({ judged: (one) => restanding(one, { state: "released_auto" }) }),
      ["entry /after", "documents submissions"],
    ],
  ])("%s is told where it was changed", async (_what, change, places) => {
    const again = await replayed(id, change());
    expect(again.verdict).toBe("different");
    const told = placesIn(again);
    for (const place of places) expect(told.some((one) => one.startsWith(place))).toBe(true);
    // Nothing of what was judged is in the answer, which may be written down anywhere.
    expect(JSON.stringify(again)).not.toMatch(/O-[12]|A-1/);
  });

  const restanding = (entry: JudgedEntry, fields: Partial<Submission>): JudgedEntry => {
    const after = structuredClone(entry.after) as Record<string, Record<string, object>>;
    Object.assign(after["submissions"]![entry.id]!, fields);
    return { ...entry, after: after as NonNullable<JudgedEntry["after"]> };
  };

  test("another rule under the revision's name gives another report, and another configuration is told", async () => {
    const laxer = articlesGate(rules.replace('== "active"', '!= "blocked"')).plan;
    const plans = (active: ActivePlan): Partial<ReplayPorts> => ({
      plans: { ...gate.store.plans, past: async () => active },
    });
    const { revision } = articles.plan;
    const forged = await replayed(id, plans({ ...articles, plan: { ...laxer, revision } }));
    expect(placesIn(forged)).toContain("report /counts/held");
    const other = await replayed(id, plans({ ...articles, plan: laxer }));
    expect(placesIn(other)).toContain("plan revision");
    const wider = { ...articles.gate, zone: "UTC" };
    expect(placesIn(await replayed(id, plans({ ...articles, gate: wider })))).toEqual(
      expect.arrayContaining(["plan gate", "entry /zone"]),
    );
  });

  // What is gone is said, and is no difference.
  test.each<[string, () => Partial<ReplayPorts>, string]>([
    ["an erased dossier", () => audits({ dossier: () => undefined }), "evidence_erased"],
    [
      "rules that are not kept",
      () => ({ plans: { ...gate.store.plans, past: async () => undefined } }),
      "revision_missing",
    ],
    [
      "rules that cannot be read",
      () => ({
        plans: {
          ...gate.store.plans,
          past: () =>
            Promise.reject(
              new GateError("unavailable", "the plan was changed after it was stored"),
            ),
        },
      }),
      "revision_unreadable",
    ],
    [
      "an engine of before",
      () => audits({ judged: (one) => ({ ...one, ruleset: { ...one.ruleset, engine: "1" } }) }),
      "other_engine",
    ],
  ])(
    "%s: it is not replayed, and its trail is looked at all the same",
    async (_what, change, reason) => {
      expect(await replayed(id, change())).toMatchObject({
        verdict: "not_replayed",
        missing: [{ reason }],
        differences: [],
        trail: { entries: 6, verdict: "explained" },
      });
    },
  );

  test("a store that fails is no difference", async () => {
    const down = { at: () => Promise.reject(new GateError("unavailable", "the tables are away")) };
    await expect(replayed(id, { pastReferences: down })).rejects.toMatchObject({
      code: "unavailable",
    });
  });

  /** A document as somebody changed it in the store. */
  const submissionAs = (fields: Partial<Submission>): Partial<ReplayPorts> => ({
    submissions: {
      ...gate.store.submissions,
      find: async (id) => {
        const found = await gate.store.submissions.find(id);
        return found && { ...found, ...fields };
      },
    },
  });

  // What the entries do not explain.
  test.each<[string, () => Partial<ReplayPorts>, RegExp]>([
    [
      "the state of the submission",
      () => submissionAs({ state: "held" }),
      /^documents submissions\/\w+\/state$/,
    ],
    [
      "a count of what was settled",
      () => submissionAs({ settled: {} }),
      /^documents submissions\/\w+\/settled$/,
    ],
    [
      "a version too many",
      () => submissionAs({ version: 9 }),
      /^documents submissions\/\w+\/version$/,
    ],
    [
      "a submission that is gone",
      () => ({ submissions: { ...gate.store.submissions, find: async () => undefined } }),
      /^documents submissions\/\w+$/,
    ],
    [
      "the state of a case",
      () => ({
        cases: {
          ...gate.store.cases,
          of: async (id) =>
            (await gate.store.cases.of(id)).map((one) => ({ ...one, state: "open" as const })),
        },
      }),
      /^documents cases\/[\w.]+\/state$/,
    ],
    [
      "a case that is gone",
      () => ({ cases: { ...gate.store.cases, of: async () => [] } }),
      /^documents cases\/[\w.]+$/,
    ],
    [
      "a case that nobody opened",
      () => ({
        cases: {
          ...gate.store.cases,
          of: async (id) =>
            (await gate.store.cases.of(id)).flatMap((one) => [
              one,
              { ...one, id: `${id}.0000000000000000` },
            ]),
        },
      }),
      /^documents cases\/[\w]+\.0000000000000000$/,
    ],
    [
      "the end of a pass",
      () => ({
        passes: {
          ...gate.store.passes,
          of: async (id) =>
            (await gate.store.passes.of(id)).map((one) => ({
              ...one,
              validUntil: "2099-01-01T00:00:00.000Z",
            })),
        },
      }),
      /^documents passes\/[\w.]+\/validUntil$/,
    ],
    [
      "the envelope of a pass",
      () => ({
        passes: {
          ...gate.store.passes,
          of: async (id) =>
            (await gate.store.passes.of(id)).map((one) => ({
              ...one,
              envelope: { ...one.envelope, payload: "" },
            })),
        },
      }),
      /^documents passes\/[\w.]+\/envelope$/,
    ],
    [
      "an entry that is gone",
      () => audits({ trail: (trail) => trail.filter(({ action }) => action !== "case.unclaimed") }),
      /^documents cases\//,
    ],
    [
      "the entry of a pass that is gone",
      () => audits({ trail: (trail) => trail.filter(({ action }) => action !== "pass.issued") }),
      /^documents passes\//,
    ],
    [
      "an entry that is there twice under another id",
      () =>
        audits({
          trail: (trail) =>
            trail.flatMap((entry) =>
              entry.action === "case.unclaimed" ? [entry, { ...entry, id: `${entry.id}0` }] : entry,
            ),
        }),
      /^documents cases\//,
    ],
    [
      "what an entry says of a case",
      () =>
        audits({
          trail: (trail) =>
            trail.map((entry) =>
              entry.action === "decision.made" ? { ...entry, after: {} } : entry,
            ),
        }),
      /^documents cases\//,
    ],
    [
      "what an entry found",
      () =>
        audits({
          trail: (trail) =>
            trail.map((entry) =>
              entry.action === "case.unclaimed"
                ? { ...entry, before: { cases: { [entry.case!]: { state: "confirmed" } } } }
                : entry,
            ),
        }),
      /^documents cases\/[\w.]+\/state$/,
    ],
  ])("%s is not explained by the trail", async (_what, change, place) => {
    const again = await replayed(id, change());
    expect(again).toMatchObject({ verdict: "different", trail: { verdict: "unexplained" } });
    expect(placesIn(again).some((one) => place.test(one))).toBe(true);
  });

  test("clocks that went wrong confuse no trail: versions tell the order", async () => {
    const shuffled = audits({ trail: (trail) => trail.toReversed() });
    expect((await replayed(id, shuffled)).verdict).toBe("equal");
  });

  test("differences that are many are told up to a bound", async () => {
    const many = Array.from({ length: 300 }, (_, n) => ({ number: `O-${n}`, marks: [] }));
    const { submission_id: large } = await gate.submit("many", many);
    const changed = audits({
      judged: (one) => ({
        ...one,
        records: one.records.map((record) => ({ ...record, digest: "00" })),
      }),
    });
    const { differences } = await replayed(large, changed);
    expect(differences).toHaveLength(201);
    expect(differences.at(-1)?.message).toBe("and 100 more");
  });

  test.each([
    ["a manager", people.manager],
    ["the sender", people.shop],
    ["who administers the gate", people.admin],
  ])("it is not for %s", async (_who, caller) => {
    await expect(replay(gate.ports, { caller, submission: id })).rejects.toMatchObject({
      code: "forbidden",
      reason: "role_missing",
    });
  });

  test.each(["", "x", "0".repeat(40)])("what is not there is not found: %j", async (submission) => {
    await expect(replayed(submission)).rejects.toMatchObject({ code: "not_found" });
  });
});

test("docs/replay.md tells of everything that is looked at, and of everything that may be missing", () => {
  const page = readFileSync(join(repository, "docs/replay.md"), "utf8");
  const kept = ["payload", "records", "references", "plan", "report", "entry", "documents"];
  const missing = [
    "evidence_erased",
    "revision_missing",
    "revision_unreadable",
    "other_engine",
    "tables_of_now",
  ];
  expect([...kept, ...missing].filter((name) => !page.includes(`| \`${name}\` |`))).toEqual([]);
});
