import type { ActionEntry, AuditEntry } from "../../lib/app/audit-entry.ts";
import { documentChanges } from "../../lib/app/document-changes.ts";
import type { GateEvent } from "../../lib/app/event.ts";
import {
  type EventName,
  eventKinds,
  eventSchemaId,
  eventType,
} from "../../lib/app/events/event-kinds.ts";
import { eventsOf } from "../../lib/app/events.ts";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import { issuePass } from "../../lib/app/pass/issue-pass.ts";
import { recallPass } from "../../lib/app/pass/recall-pass.ts";
import { rotateKeys } from "../../lib/app/pass/rotate-keys.ts";
import { lapseApprovals } from "../../lib/app/review/approvals/lapse-approvals.ts";
import {
  approvalSituations,
  arrangeApproval,
  arrangeCase,
  arrangeSubmission,
  caseSituations,
  submissionSituations,
} from "../support/review-table.ts";
import {
  agreed,
  monday,
  people,
  type ReviewedGate,
  reviewedGate,
} from "../support/reviewed-gate.ts";
import { sampleAction, sampleLetter } from "../support/sample-documents.ts";

let gate: ReviewedGate;
/** Every entry that a life of submissions, cases, approvals, passes and keys has left. */
const entries: AuditEntry[] = [];

beforeAll(async () => {
  gate = await reviewedGate();
  const submissions: string[] = [];
  for (const situation of caseSituations)
    submissions.push((await arrangeCase(gate, situation)).submission);
  for (const situation of submissionSituations)
    submissions.push(await arrangeSubmission(gate, situation));
  for (const situation of approvalSituations)
    submissions.push((await arrangeApproval(gate, situation)).submission);
  gate.at("2026-12-04T09:00:00.000Z");
  await lapseApprovals(gate.ports, "marks");
  gate.at(monday);
  const clean = await arrangeSubmission(gate, "released_auto");
  const { pass } = await issuePass(gate.ports, { caller: people.manager, submission: clean });
  await recallPass(gate.ports, { caller: people.manager, pass: pass.id, reason: agreed });
  submissions.push(clean);
  gate.at("2026-11-23T10:00:00.000Z");
  const { entry } = await rotateKeys(gate.ports, {
    caller: people.admin,
    text: "As every year, in November.",
  });
  entries.push(entry);
  for (const id of submissions) {
    const judged = await gate.ports.audits.find(id);
    entries.push(judged!, ...(await gate.ports.audits.trail(id)));
    const { supersededBy } = (await gate.ports.submissions.find(id))!;
    if (supersededBy) entries.push((await gate.ports.audits.find(supersededBy))!);
  }
  entries.push(...ofRuns(), ...ofLetters());
});
afterAll(() => gate?.close());

/** Entries of runs, as the use cases write them: their own tests look at these. */
function ofRuns(): readonly ActionEntry[] {
  const run = {
    id: "7".repeat(40),
    version: 1,
    gate: "marks",
    state: "open",
    openedBy: people.shop,
    payload: { files: [{ name: "kunde.csv", sizeBytes: 1 }] },
  } as unknown as LargeRun;
  const steps = [
    ["run.opened", "open", {}],
    ["run.started", "judging", { files: 1 }],
    ["run.failed", "failed", { attempt: 1, code: "unavailable", message: "kunde.csv, line 3" }],
    ["run.resumed", "judging", { attempt: 2, failure: "unavailable" }],
    ["run.cancelled", "cancelled", { text: "Jana sent it by mistake." }],
    ["run.expired", "expired", {}],
  ] as const;
  return steps.map(([action, state, facts], index) => {
    const after = { ...run, version: index + 1, state };
    const read = index === 0 ? {} : { runs: [{ ...run, version: index }] };
    return {
      ...sampleAction(run.id, `${index}`.repeat(24)),
      action,
      gate: "marks",
      facts,
      ...documentChanges({ runs: [after] }, read),
    };
  });
}

function ofLetters(): readonly ActionEntry[] {
  const letter = sampleLetter("6".repeat(40), { body: "Jana's address" });
  return (["letter.died", "letter.redriven", "letter.discarded"] as const).map((action, index) => ({
    ...sampleAction(letter.id.split(".")[0]!, `${index + 3}`.repeat(24)),
    action,
    facts: { letter: letter.id, queue: "violations", deaths: 1, reason: "Jana", text: "Jana" },
    ...documentChanges({ letters: [letter] }),
  }));
}

const eventsIn = (): readonly GateEvent[] => entries.flatMap(eventsOf);
const nameOf = ({ type }: GateEvent) => type.replace("com.holdpoint.", "") as EventName;

test("every kind of event comes of the entries of a life, but for a run's judgement", () => {
  const told = new Set(eventsIn().map(nameOf));
  const missing = Object.keys(eventKinds).filter((name) => !told.has(name as EventName));
  expect(missing).toEqual(["run.judged"]);
});

test("every event is what its schema says, and its envelope what CloudEvents say", () => {
  for (const event of eventsIn()) {
    const { data, ...envelope } = event;
    const read = eventKinds[nameOf(event)].data.safeParse(data);
    expect([event.type, read.error?.issues]).toEqual([event.type, undefined]);
    expect(envelope).toEqual({
      specversion: "1.0",
      id: expect.stringMatching(/^[0-9a-f]{32}$/),
      source: data["gate"] === undefined ? "/acme" : `/acme/gates/${data["gate"]}`,
      type: eventType(nameOf(event)),
      ...(event.subject !== undefined && { subject: event.subject }),
      time: expect.stringMatching(/Z$/),
      datacontenttype: "application/json",
      dataschema: eventSchemaId(nameOf(event)),
    });
    expect(event.subject === undefined).toBe(nameOf(event) === "key.rotated");
  }
});

test("none tells anything of a person, nor what anybody wrote", () => {
  const told = JSON.stringify(eventsIn());
  const people = new Set<string>();
  for (const { by } of entries) {
    people.add(by.principal);
    if (by.person !== undefined) people.add(by.person);
  }
  expect(people.size).toBeGreaterThan(4);
  for (const name of people) expect(told).not.toContain(`"${name}"`);
  const written = [
    agreed.text,
    "login|",
    "Is this right?",
    "mistake",
    "As every year",
    "No.",
    "Jana",
    "kunde",
  ];
  for (const text of written) expect(told).not.toContain(text);
  // These texts are in the entries, or this would show nothing.
  const kept = JSON.stringify(entries);
  for (const text of written) expect(kept).toContain(text);
});

test("an entry that is told twice gives the same events, and no two entries give the same id", () => {
  expect(eventsIn()).toEqual(eventsIn());
  const unique = new Map(entries.map((entry) => [entry.id, entry]));
  const ids = [...unique.values()].flatMap(eventsOf).map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test("where a submission stands is told by whatever action took it there", () => {
  const by = (action: AuditEntry["action"]) =>
    new Set(
      entries
        .filter((entry) => entry.action === action)
        .flatMap(eventsOf)
        .map(nameOf),
    );
  expect(by("decision.made")).toContain("submission.released");
  expect(by("submission.judged")).toEqual(
    new Set([
      "submission.judged",
      "submission.held",
      "submission.released",
      "submission.superseded",
    ]),
  );
  expect(by("approval.given")).toContain("decision.made");
  expect(by("case.claimed")).toEqual(new Set());
});

test("what went out by an entry is told with it", () => {
  const released = eventsIn().filter((event) => nameOf(event) === "submission.released_partially");
  expect(released.length).toBeGreaterThan(0);
  for (const { data } of released)
    expect(data["release"]).toMatchObject({ kind: "part", records: 2 });
});

test("a judged run is told as such, besides what any submission is told as", () => {
  const judged = entries.find((entry) => entry.action === "submission.judged")!;
  const after = { ...judged.after, runs: { [judged.id]: { version: 3, state: "judged" } } };
  const [, run] = eventsOf({ ...judged, after } as AuditEntry);
  expect(run).toMatchObject({
    type: "com.holdpoint.run.judged",
    subject: judged.id,
    data: { run: judged.id, gate: "marks", state: "judged" },
  });
  expect(eventKinds["run.judged"].data.safeParse(run!.data).success).toBe(true);
});
