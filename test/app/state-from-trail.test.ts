import type { ActionEntry } from "../../lib/app/audit-entry.ts";
import { documentChanges, keptForm } from "../../lib/app/document-changes.ts";
import type { Case } from "../../lib/app/review/case.ts";
import type { Submission } from "../../lib/app/review/submission.ts";
import { stateFromTrail, unexplained } from "../../lib/app/state-from-trail.ts";
import fc from "../support/fast-check.ts";
import {
  sampleAction,
  sampleActor,
  sampleCase,
  samplePass,
  sampleSubmission,
} from "../support/sample-documents.ts";

const id = "a".repeat(40);
const other = "b".repeat(40);

// Changes of the kinds that happen: a field is set, set to another value, or goes.
const fieldsOfCase = fc.record(
  {
    state: fc.constantFrom("open", "assigned", "info_requested", "confirmed" as const),
    assignee: fc.constantFrom(sampleActor, undefined),
    approval: fc.constantFrom("x", "y", undefined),
    count: fc.nat(5),
  },
  { requiredKeys: [] },
);
const fieldsOfSubmission = fc.record(
  {
    state: fc.constantFrom("held", "released"),
    settled: fc.constantFrom({}, { released: 1 }),
    supersededBy: fc.constantFrom(other, undefined),
  },
  { requiredKeys: [] },
);
const change = fc.oneof(
  fc.tuple(fc.constant("case" as const), fc.constantFrom("ORD-1", "ORD-2"), fieldsOfCase),
  fc.tuple(fc.constant("submission" as const), fc.constant(""), fieldsOfSubmission),
);

const next = <Document extends { readonly version: number }>(
  before: Document | undefined,
  first: Document,
  fields: object,
): Document => {
  if (before === undefined) return first;
  const after: Record<string, unknown> = { ...before, ...fields, version: before.version + 1 };
  for (const name of Object.keys(after)) if (after[name] === undefined) delete after[name];
  return after as unknown as Document;
};

/** What a store would hold after these changes, and the entries that made them, each with one or two documents. */
function history(changes: readonly (readonly ["case" | "submission", string, object])[]) {
  let submission: Submission | undefined;
  const cases = new Map<string, Case>();
  const entries = changes.map(([what, rule, fields], index): ActionEntry => {
    const isCase = what === "case";
    const was = cases.get(rule);
    const is = isCase ? next(was, sampleCase(id, { rule }), fields) : undefined;
    const stood = submission;
    const stands =
      !isCase || index % 2 === 0
        ? next(stood, sampleSubmission(id), isCase ? {} : fields)
        : undefined;
    if (is) cases.set(rule, is);
    if (stands) submission = stands;
    const made = { ...(is && { cases: [is] }), ...(stands && { submissions: [stands] }) };
    const read = { ...(was && { cases: [was] }), ...(stood && { submissions: [stood] }) };
    return { ...sampleAction(id, String(index)), ...documentChanges(made, read) };
  });
  return {
    entries,
    present: { submissions: submission ? [submission] : [], cases: [...cases.values()] },
  };
}

const histories = fc.array(change, { minLength: 1, maxLength: 25 }).map(history);

test("entries in any order tell where every document stands", () => {
  fc.assert(
    fc.property(histories, fc.infiniteStream(fc.nat()), ({ entries, present }, order) => {
      const shuffled = entries
        .map((entry) => ({ entry, at: order.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ entry }) => entry);
      const state = stateFromTrail(id, shuffled);
      expect(unexplained(state, present)).toEqual([]);
      for (const one of present.cases)
        expect(state.documents.cases.get(one.id)).toEqual(keptForm(one));
    }),
  );
});

test("a lost entry, an entry told twice, and a document changed behind them do not go unseen", () => {
  fc.assert(
    fc.property(histories, fc.nat(), ({ entries, present }, n) => {
      const index = n % entries.length;
      const lost = entries.filter((_, at) => at !== index);
      expect(unexplained(stateFromTrail(id, lost), present)).not.toEqual([]);
      const twice = [...entries, { ...entries[index]!, id: "again" }];
      expect(unexplained(stateFromTrail(id, twice), present)).not.toEqual([]);
      const bumped = {
        ...present,
        submissions: present.submissions.map((one) => ({ ...one, gate: "other" })),
      };
      if (present.submissions.length > 0)
        expect(unexplained(stateFromTrail(id, entries), bumped)).toEqual([
          { at: `submissions/${id}/gate`, message: "it is not what the entries left" },
        ]);
    }),
  );
});

test("what an entry changes of another submission is told of that one alone", () => {
  const earlier = sampleSubmission(other);
  const superseded = { ...earlier, version: 2, state: "superseded" as const, supersededBy: id };
  const opened = {
    ...sampleAction(other, "opened"),
    ...documentChanges({ submissions: [earlier] }),
  };
  const corrected = {
    ...sampleAction(id, "corrected"),
    ...documentChanges(
      { submissions: [sampleSubmission(id), superseded] },
      { submissions: [earlier] },
    ),
  };
  expect(
    unexplained(stateFromTrail(id, [corrected]), { submissions: [sampleSubmission(id)] }),
  ).toEqual([]);
  expect(
    unexplained(stateFromTrail(other, [opened, corrected]), { submissions: [superseded] }),
  ).toEqual([]);
  // An id that only begins alike is another one.
  const alike = `${id}0`;
  expect(stateFromTrail(id.slice(0, 39), [corrected]).documents.submissions.size).toBe(0);
  expect(stateFromTrail(alike, [corrected]).documents.submissions.size).toBe(0);
});

test("only what changed is kept, and what went is null", () => {
  const before = sampleCase(id, { approval: "x", assignee: sampleActor });
  const { approval: _, ...rest } = before;
  const after: Case = { ...rest, version: 2, state: "assigned" };
  expect(documentChanges({ cases: [after] }, { cases: [before] })).toEqual({
    before: { cases: { [before.id]: { version: 1, approval: "x", state: "open" } } },
    after: { cases: { [before.id]: { version: 2, approval: null, state: "assigned" } } },
  });
});

test("a new document stands whole, and nothing is said where nothing changes", () => {
  const one = sampleCase(id);
  expect(documentChanges({ cases: [one] })).toEqual({ after: { cases: { [one.id]: one } } });
  expect(documentChanges({})).toEqual({});
});

test("the envelope of a pass is kept as a digest, which differs when it does", () => {
  const pass = samplePass(id);
  const kept = keptForm(pass);
  expect(kept["envelope"]).toEqual({ sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const envelope = { ...pass.envelope, payload: "e30" };
  expect(keptForm({ ...pass, envelope })).not.toEqual(kept);
});

// To write a document over another one than was read is a bug, and never an entry.
test.each([
  ["a version that skips", 3, 1],
  ["a version that stays", 1, 1],
  ["a version that goes back", 1, 2],
])("%s cannot be told", (_what, to, from) => {
  const [after, before] = [to, from].map((version) => sampleCase(id, { version }));
  expect(() => documentChanges({ cases: [after!] }, { cases: [before!] })).toThrow(/goes to/);
});

test("a document that was not read is new, or it is a bug", () => {
  expect(() => documentChanges({ cases: [sampleCase(id, { version: 2 })] })).toThrow(/goes to 2/);
});
