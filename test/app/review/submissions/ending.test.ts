import type { ClosingMessage, Message, ViolationsMessage } from "../../../../lib/app/message.ts";
import type { Audits } from "../../../../lib/app/ports.ts";
import type { Case } from "../../../../lib/app/review/case.ts";
import { closeCases } from "../../../../lib/app/review/cases/close-cases.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { openCase } from "../../../../lib/app/review/cases/open-case.ts";
import { listQueue } from "../../../../lib/app/review/queries/list-queue.ts";
import { expireSubmissions } from "../../../../lib/app/review/submissions/expire-submissions.ts";
import { rejectSubmission } from "../../../../lib/app/review/submissions/reject-submission.ts";
import { withdraw } from "../../../../lib/app/review/submissions/withdraw.ts";
import { submit } from "../../../../lib/app/submit.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import {
  type Mark,
  type MarkedOrder,
  marked,
  markRules,
  marksGate,
} from "../../../support/marks-gate.ts";
import {
  agreed,
  callerOf,
  monday,
  people,
  type ReviewedGate,
  reviewedGate,
} from "../../../support/reviewed-gate.ts";

let gate: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
});
afterEach(() => gate.at(monday));
afterAll(() => gate.close());

const mari = callerOf("mari", "service_manager");
let keys = 0;

const numbered = (...marks: readonly (readonly Mark[])[]): readonly MarkedOrder[] =>
  marks.map((each, index) => ({ number: String(index + 1), marks: each }));

const submitted = async (orders: readonly MarkedOrder[], headers = {}): Promise<string> =>
  (await gate.submit(`e${keys++}`, orders, headers)).submission_id;

/** What became of each violation of a submission: `MRK-01 0-1 fixed`. */
const fates = async (submission: string): Promise<readonly string[]> =>
  (await gate.ports.cases.of(submission))
    .map(({ rule, violations, state, continuedIn }) =>
      [rule, violations, state, ...(continuedIn ? ["→"] : [])].join(" "),
    )
    .sort();

const caseOf = async (submission: string, rule: string): Promise<Case> =>
  (await gate.ports.cases.of(submission)).find((one) => one.rule === rule)!;

describe("a correction", () => {
  test("says of each violation what became of it", async () => {
    const first = await submitted(
      numbered(["hold1"], ["hold1"], ["hold1"], ["hold2"], ["block"], []),
    );
    await gate.decide(first, "hold2");
    // 1 is right now, 2 is wrong still, 3 is gone, 5 is right and something else is wrong with it.
    const second = await submitted(
      [
        { number: "1", marks: [] },
        { number: "2", marks: ["hold1"] },
        { number: "4", marks: ["hold2"] },
        { number: "5", marks: ["hold1"] },
      ],
      { supersedes: first },
    );
    expect(await fates(first)).toEqual([
      "MRK-01 0 fixed",
      "MRK-01 1 obsolete →",
      "MRK-01 2 obsolete",
      "MRK-02 0 released", // what was decided for good stays
      "MRK-03 0 fixed",
    ]);
    const goesOn = await caseOf(second, "MRK-01");
    expect(goesOn).toMatchObject({ state: "open", violations: "0-1" });
    const [before] = (await gate.ports.cases.of(first)).filter((one) => one.continuedIn);
    expect(before?.continuedIn).toBe(goesOn.id);
    expect((await gate.ports.cases.find(goesOn.continues!))?.rule).toBe("MRK-01");
    expect(await gate.ports.submissions.find(first)).toMatchObject({
      state: "superseded",
      supersededBy: second,
      settled: { fixed: 2, obsolete: 2, released: 1 },
    });
    for (const id of [first, second]) expect(await mistakesIn(gate.ports, id)).toEqual([]);
  });

  test("of what was returned makes it fixed", async () => {
    const first = await submitted(numbered(["hold1"], ["hold1"]));
    await gate.decide(first, "hold1", "return");
    await submitted(numbered([], ["hold1"]), { supersedes: first });
    expect(await fates(first)).toEqual(["MRK-01 0 fixed", "MRK-01 1 obsolete →"]);
  });

  test("of what was rejected leaves it rejected", async () => {
    const first = await submitted(numbered(["hold1"], ["hold2"]));
    await rejectSubmission(gate.ports, { caller: mari, submission: first, reason: agreed });
    await gate.deliver();
    const second = await submitted(numbered([], []), { supersedes: first });
    expect(await fates(first)).toEqual(["MRK-01 0 rejected", "MRK-02 0 rejected"]);
    expect(await gate.ports.submissions.find(first)).toMatchObject({
      state: "rejected",
      supersededBy: second,
    });
    expect(await mistakesIn(gate.ports, first)).toEqual([]);
  });

  test("that no rule of that name judged fixes nothing", async () => {
    const other = await reviewedGate();
    const { submission_id: first } = await other.submit("first", numbered(["hold1"]));
    const now = marksGate();
    const rules = now.plan.rules.filter(({ id }) => id !== markRules.hold1);
    const without = { ...now.plan, rules, revision: "e".repeat(64) };
    await other.put({ ...now, plan: without }, "2026-11-23T09:30:00.000Z");
    other.at("2026-11-23T10:00:00.000Z");
    await other.submit("second", numbered(["hold1"]), { supersedes: first });
    expect((await other.ports.cases.of(first)).map(({ state }) => state)).toEqual(["obsolete"]);
    await other.close();
  });

  test("of what concerned the run as a whole", async () => {
    const [right, wrong] = [await submitted(numbered(["run"])), await submitted(numbered(["run"]))];
    await submitted(numbered([]), { supersedes: right });
    await submitted(numbered(["run"]), { supersedes: wrong });
    expect(await fates(right)).toEqual(["MRK-05 0 fixed"]);
    expect(await fates(wrong)).toEqual(["MRK-05 0 obsolete →"]);
  });

  test("of what could not be read", async () => {
    const pieces = async (list: readonly unknown[], headers = {}) => {
      const body = Buffer.from(JSON.stringify({ ...headers, subject: list }));
      const command = { gate: "marks", body, idempotencyKey: `u${keys++}`, caller: people.shop };
      const { submission_id } = await submit(gate.ports, command);
      await gate.deliver();
      return submission_id;
    };
    const first = await pieces([17, "x"]);
    expect(await fates(first)).toEqual(["unreadable 0-1 open"]);
    const second = await pieces([18], { supersedes: first });
    expect(await fates(first)).toEqual(["unreadable 0-1 obsolete →"]);
    await submitted(numbered([]), { supersedes: second });
    expect(await fates(second)).toEqual(["unreadable 0 fixed"]);
  });
});

describe("what ends a submission ends its cases", () => {
  const ways: Readonly<Record<string, (submission: string) => Promise<unknown>>> = {
    withdrawn: (submission) =>
      withdraw(gate.ports, { caller: people.shop, submission, text: "Sent by mistake." }),
    rejected: (submission) =>
      rejectSubmission(gate.ports, { caller: mari, submission, reason: agreed }),
    superseded: (submission) => {
      const body = marked(numbered([]), { supersedes: submission });
      const command = { gate: "marks", body, idempotencyKey: `c${keys++}`, caller: people.shop };
      return submit(gate.ports, command);
    },
    expired: () => {
      gate.at("2026-12-07T09:00:00.000Z");
      return expireSubmissions(gate.ports, "marks");
    },
  };

  test.each([
    ["withdrawn", "obsolete", "rejected"],
    ["rejected", "rejected", "rejected"],
    ["superseded", "obsolete", "obsolete"], // the correction has neither record
    ["expired", "obsolete", "rejected"],
  ])("%s: what waited is %s, what was returned is %s", async (way, waited, returned) => {
    const submission = await submitted(numbered([], ["hold1"], ["hold2"]));
    await gate.decide(submission, "hold2", "return");
    await ways[way]!(submission);
    await gate.deliver();
    expect((await gate.ports.submissions.find(submission))?.state).toBe(way);
    expect(await fates(submission)).toEqual([`MRK-01 0 ${waited}`, `MRK-02 0 ${returned}`]);
    expect(await mistakesIn(gate.ports, submission)).toEqual([]);
  });

  test.each(Object.keys(ways))(
    "%s: messages late, twice, and in any order end up the same",
    async (way) => {
      const ends = new Set<string>();
      for (const order of [
        [0, 1, 2],
        [2, 1, 0],
        [2, 0, 0, 1, 2],
        [1, 2, 0, 1, 2],
      ]) {
        const body = marked(numbered([], ["hold1"], ["hold2"]));
        const command = { gate: "marks", body, idempotencyKey: `m${keys++}`, caller: people.shop };
        const { submission_id: id } = await submit(gate.ports, command);
        const messages = async () =>
          (await gate.store.outbox.pending("2999-01-01T00:00:00.000Z", 1_000))
            .filter((parcel) => parcel.submission === id)
            .flatMap((parcel) => parcel.messages);
        await ways[way]!(id);
        gate.at(monday);
        const all = await messages();
        expect(all).toHaveLength(3);
        for (const index of order) await take(all[index]!);
        await Promise.all(all.map(take));
        ends.add(JSON.stringify([await plainly(id), await mistakesIn(gate.ports, id)]));
      }
      await gate.deliver();
      expect([...ends]).toHaveLength(1);
    },
  );

  const take = (message: Message): Promise<void> =>
    message.schema === "holdpoint/violations/1"
      ? openCase(gate.ports, message)
      : closeCases(gate.ports, message);

  /** Documents without the ids that each submission has of its own. */
  const plainly = async (id: string) => {
    const cases = await gate.ports.cases.of(id);
    const byRule = cases.toSorted((a, b) => (a.rule < b.rule ? -1 : 1));
    const documents = [await gate.ports.submissions.find(id), byRule];
    return JSON.stringify(documents, (name, value) =>
      typeof value === "string" && (/^[0-9a-f]{40,}/.test(value) || name === "id") ? "#" : value,
    );
  };

  test("all messages at once", async () => {
    const body = marked(numbered(["hold1", "hold2", "block"], ["never", "run"]));
    const command = { gate: "marks", body, idempotencyKey: "at-once", caller: people.shop };
    const { submission_id: id } = await submit(gate.ports, command);
    await ways["withdrawn"]!(id);
    const parcels = await gate.store.outbox.pending("2999-01-01T00:00:00.000Z", 1_000);
    const all = parcels.flatMap(({ messages }) => messages);
    // Whoever is told that somebody was quicker each time has the message again.
    const again = async (message: Message): Promise<void> => {
      for (let tries = 0; ; tries++)
        try {
          return await take(message);
        } catch (error) {
          if ((error as { reason?: string }).reason !== "moved" || tries === 10) throw error;
        }
    };
    await Promise.all([...all, ...all, ...all].map(again));
    await gate.deliver();
    expect(await mistakesIn(gate.ports, id)).toEqual([]);
    expect((await gate.ports.cases.of(id)).map(({ state }) => state)).toEqual(
      Array(5).fill("obsolete"),
    );
  });
});

test("a submission that ends while its case is being opened ends that case too", async () => {
  const body = marked(numbered(["hold1"]));
  const command = { gate: "marks", body, idempotencyKey: "hair", caller: people.shop };
  const { submission_id: id } = await submit(gate.ports, command);
  const messages = async () =>
    (await gate.store.outbox.pending("2999-01-01T00:00:00.000Z", 100)).flatMap((p) => p.messages);
  const [opening] = await messages();
  let meanwhile: Promise<void> | undefined;
  /** The sender takes it back, and its end is told, after it was read and before the case is written. */
  const end = async (): Promise<void> => {
    await withdraw(gate.ports, { caller: people.shop, submission: id, text: "By mistake." });
    const closing = (await messages()).find(({ schema }) => schema === "holdpoint/closing/1");
    await closeCases(gate.ports, closing as ClosingMessage);
  };
  const append: Audits["append"] = async (entry, changes) => {
    meanwhile ??= end();
    await meanwhile;
    return gate.ports.audits.append(entry, changes);
  };
  const ports = { ...gate.ports, audits: { ...gate.ports.audits, append } };
  await openCase(ports, opening as ViolationsMessage);
  expect(await fates(id)).toEqual(["MRK-01 0 obsolete"]);
  await gate.deliver();
  expect(await mistakesIn(gate.ports, id)).toEqual([]);
});

test("what has gone out in part ends with what is left of it", async () => {
  const submission = await submitted(numbered(["hold1"], [], []));
  await gate.releasePart(submission);
  await withdraw(gate.ports, { caller: people.shop, submission, text: "The rest is wrong." });
  await gate.deliver();
  expect(await gate.ports.submissions.find(submission)).toMatchObject({
    state: "withdrawn",
    releases: [{ kind: "part", records: 2 }],
    settled: { obsolete: 1 },
  });
});

test.each([
  [undefined, "2026-12-07T08:59:59.999Z", 0],
  [undefined, "2026-12-07T09:00:00.000Z", 1],
  ["2026-11-25T02:00:00+02:00", "2026-12-08T23:59:59.999Z", 0], // 14 days after the planned release
  ["2026-11-25T02:00:00+02:00", "2026-12-09T00:00:00.000Z", 1],
])("planned for %s, at %s %i expire", async (requested, instant, count) => {
  const other = await reviewedGate();
  const headers = requested === undefined ? {} : { requested_release_at: requested };
  const { submission_id: id } = await other.submit("x", numbered(["hold1"], []), headers);
  other.at(instant);
  expect(await expireSubmissions(other.ports, "marks")).toBe(count);
  expect(await expireSubmissions(other.ports, "marks")).toBe(0);
  expect((await other.ports.submissions.find(id))?.state).toBe(count === 1 ? "expired" : "held");
  await other.close();
});

test.each([
  "0001-01-01T00:00:00Z",
  "0001-01-01T00:00:00+14:00",
  "1970-01-01T00:00:00Z",
  "9999-12-31T23:59:59.999999999Z",
  "9999-12-31T23:59:59-12:00",
])("a release that is planned for %s keeps nobody from working", async (requested) => {
  const other = await reviewedGate();
  const headers = { requested_release_at: requested };
  const { submission_id: id } = await other.submit("x", numbered(["hold1"], []), headers);
  expect(await other.ports.cases.of(id)).toHaveLength(1);
  expect((await listQueue(other.ports, { caller: mari, max: 10 })).items).toHaveLength(1);
  const isPast = requested < "2026";
  await other.decide(id, "hold1").catch((error) => expect(error.reason).toBe("submission_ended"));
  expect((await other.ports.submissions.find(id))?.state).toBe(isPast ? "held" : "released");
  expect(await expireSubmissions(other.ports, "marks")).toBe(isPast ? 1 : 0);
  await other.close();
});

test("a case is as urgent as its message, and not younger when that comes late", async () => {
  const body = marked(numbered(["hold1"]));
  const command = { gate: "marks", body, idempotencyKey: "urgent", caller: people.shop };
  const { submission_id: id } = await submit(gate.ports, command);
  gate.at("2026-11-25T09:00:00.000Z");
  await gate.deliver();
  expect(await caseOf(id, "MRK-01")).toMatchObject({
    openedAt: monday,
    // Eight business hours from 11:00 in Tallinn: 11 to 17, and 9 to 11 the next day.
    deadline: "2026-11-24T09:00:00.000Z",
    atRisk: { money: { amounts: { EUR: "40" } }, customers: 1 },
    expected: { contacts: "0.6", currency: "EUR" },
    state: "open",
    version: 1,
  });
});

test("a decision that comes after the end is refused, whether or not its message came", async () => {
  const submission = await submitted(numbered(["hold1"]));
  const id = await gate.caseOf(submission, "hold1");
  await withdraw(gate.ports, { caller: people.shop, submission, text: "Sent by mistake." });
  const command = { caller: mari, case: id, decision: "release", reason: agreed } as const;
  await expect(decide(gate.ports, command)).rejects.toMatchObject({ reason: "submission_ended" });
  await gate.deliver();
  await expect(decide(gate.ports, command)).rejects.toMatchObject({ reason: "case_decided" });
});
