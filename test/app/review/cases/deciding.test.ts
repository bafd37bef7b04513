import type { ActionEntry } from "../../../../lib/app/audit-entry.ts";
import type { ViolationsMessage } from "../../../../lib/app/message.ts";
import type { Decision } from "../../../../lib/app/review/case.ts";
import { type Decide, decide } from "../../../../lib/app/review/cases/decide.ts";
import { openCase } from "../../../../lib/app/review/cases/open-case.ts";
import { submit } from "../../../../lib/app/submit.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import { type MarkedOrder, marked } from "../../../support/marks-gate.ts";
import {
  agreed,
  callerOf,
  people,
  type ReviewedGate,
  reviewedGate,
} from "../../../support/reviewed-gate.ts";

let gate: ReviewedGate;
beforeAll(async () => {
  gate = await reviewedGate();
});
afterAll(() => gate.close());

const mari = callerOf("mari", "service_manager");
let keys = 0;

async function held(...orders: readonly MarkedOrder[]) {
  const { submission_id: submission } = await gate.submit(`d${keys++}`, orders);
  const [first] = await gate.ports.cases.of(submission);
  const on = (more: Partial<Decide> = {}): Decide => ({
    caller: mari,
    case: first!.id,
    decision: "release",
    reason: agreed,
    ...more,
  });
  return {
    submission,
    case: first!.id,
    decide: (more?: Partial<Decide>) => decide(gate.ports, on(more)),
    now: async () => ({
      submission: (await gate.ports.submissions.find(submission))!,
      cases: await gate.ports.cases.of(submission),
      mistakes: await mistakesIn(gate.ports, submission),
    }),
  };
}

const orders = (count: number, marks: MarkedOrder["marks"], gross = "40.00") =>
  Array.from({ length: count }, (_, n) => ({ number: String(n + 1), marks, gross }));

describe("the last decision", () => {
  test("that lets the last violation go releases the submission in the same entry", async () => {
    const it = await held(...orders(3, ["hold1"]));
    const { entry } = await it.decide();
    const { submission } = await it.now();
    expect(entry.action).toBe("decision.made");
    expect(submission.state).toBe("released");
    expect(submission.releases).toMatchObject([
      { id: entry.id, kind: "whole", records: 3, by: { person: "mari" } },
    ]);
    expect(entry.after).toMatchObject({ submissions: { [it.submission]: { state: "released" } } });
  });

  test.each<[Decision, string]>([
    ["return", "held"],
    ["reject", "held"],
    ["false_positive", "released"],
  ])("%s leaves it %s", async (decision, state) => {
    const it = await held(...orders(1, ["hold1"]));
    await it.decide({ decision });
    expect((await it.now()).submission.state).toBe(state);
  });

  test("waits for a case that has not even been opened", async () => {
    const body = marked([{ number: "1", marks: ["hold1", "hold2"] }]);
    const command = { gate: "marks", body, idempotencyKey: "late", caller: people.shop };
    const { submission_id: submission } = await submit(gate.ports, command);
    const pending = await gate.store.outbox.pending("2999-01-01T00:00:00.000Z", 10);
    const [first] = pending.flatMap(({ messages }) => messages) as ViolationsMessage[];
    await openCase(gate.ports, first!);
    await gate.decide(submission, "hold1");
    const before = await gate.ports.submissions.find(submission);
    expect(before).toMatchObject({ state: "held", violations: 2, settled: { released: 1 } });
    await gate.deliver();
    await gate.decide(submission, "hold2");
    expect((await gate.ports.submissions.find(submission))?.state).toBe("released");
  });
});

describe("deciding on some of a case", () => {
  test("splits it, and each violation stays in one place", async () => {
    const it = await held(...orders(10, ["hold1"]));
    await it.decide({ violations: "2-4,7", decision: "return" });
    const { cases, mistakes } = await it.now();
    expect(mistakes).toEqual([]);
    expect(cases.map(({ state, violations, count }) => [state, violations, count]).sort()).toEqual([
      ["confirmed", "2-4,7", 4],
      ["open", "0-1,5-6,8-9", 6],
    ]);
    const part = cases.find(({ state }) => state === "confirmed")!;
    expect(part).toMatchObject({
      splitFrom: it.case,
      version: 1,
      atRisk: { money: { amounts: { EUR: "160" } } },
    });
    expect(cases.find(({ id }) => id === it.case)?.atRisk.money.amounts["EUR"]).toBe("240");
  });

  test("is the same again under the same key, however the ordinals are written", async () => {
    const it = await held(...orders(10, ["hold1"]));
    const first = await it.decide({ violations: "2,3,4", idempotencyKey: "k" });
    const again = await it.decide({ violations: "2-4", idempotencyKey: "k" });
    expect(again).toEqual(first);
    expect((await it.now()).cases).toHaveLength(2);
  });

  test("of all of it splits nothing", async () => {
    const it = await held(...orders(3, ["hold1"]));
    await it.decide({ violations: "0,1,2", decision: "return" });
    expect((await it.now()).cases).toHaveLength(1);
  });

  test.each([
    ["10", "what is not there"],
    ["0-10", "more than is there"],
    ["", "nothing"],
    ["-1", "no ordinal"],
    ["1;2", "no list"],
    ["4-2", "a range backwards"],
    ["1e1", "no whole number"],
  ])("refuses '%s': %s", async (violations) => {
    const it = await held(...orders(10, ["hold1"]));
    await expect(it.decide({ violations })).rejects.toMatchObject({
      code: "invalid",
      mistakes: [{ pointer: "/violations" }],
    });
  });
});

describe("what one person lets through", () => {
  test.each([
    ["9999.99", "decision.made"],
    ["10000.00", "approval.requested"], // the limit itself
  ])("%s euros: %s", async (gross, action) => {
    const it = await held({ number: "1", marks: ["hold1"], gross });
    expect((await it.decide()).entry.action).toBe(action);
  });

  test("adds up over slices of one case, and over its submission", async () => {
    const it = await held(...orders(4, ["hold1"], "4000.00"));
    const actions: string[] = [];
    for (const ordinal of ["0", "1", "2", "3"])
      actions.push(
        (await it.decide({ violations: ordinal }).catch((e) => ({ entry: { action: e.reason } })))
          .entry.action,
      );
    // 4,000 and 8,000 are below; 12,000 is not, and while it waits nothing else is decided.
    expect(actions).toEqual([
      "decision.made",
      "decision.made",
      "approval.requested",
      "approval_pending",
    ]);
    expect((await it.now()).submission.releasedAlone.money.amounts).toEqual({ EUR: "8000" });
  });

  test("of a rule about the whole run needs two", async () => {
    const it = await held({ number: "1", marks: ["run"] });
    const { entry } = await it.decide();
    expect(entry).toMatchObject({ action: "approval.requested", facts: { why: ["run_scope"] } });
  });

  test.each<[MarkedOrder["marks"][number], Decision, string]>([
    ["block", "release", "block_not_released"],
    ["never", "release", "not_waivable"],
    ["never", "false_positive", "not_waivable"],
  ])("%s is not let through by %s: %s", async (mark, decision, reason) => {
    const it = await held({ number: "1", marks: [mark] });
    await expect(it.decide({ decision })).rejects.toMatchObject({ code: "forbidden", reason });
    await it.decide({ decision: "return" });
    expect((await it.now()).cases[0]?.state).toBe("confirmed");
  });
});

describe("a reason", () => {
  test.each([
    ["fourteen", "fourteen chars", false],
    ["fifteen", "fifteen chars..", true],
    ["spaces at the ends beside fourteen", "  fourteen chars  ", false],
    ["what shows nothing beside five", `${"\u200b".repeat(20)}short`, false],
    ["two thousand", "x".repeat(2_000), true],
    ["two thousand and one", "x".repeat(2_001), false],
  ])("of %s characters", async (_title, text, fine) => {
    const it = await held(...orders(1, ["hold1"]));
    const attempt = it.decide({ reason: { code: "other", text } });
    if (fine) await attempt;
    else await expect(attempt).rejects.toMatchObject({ mistakes: [{ pointer: "/reason/text" }] });
  });

  test("has a code of the list", async () => {
    const it = await held(...orders(1, ["hold1"]));
    const reason = { code: "because" as never, text: "this is long enough" };
    await expect(it.decide({ reason })).rejects.toMatchObject({
      mistakes: [{ pointer: "/reason/code" }],
    });
  });
});

test("a decision keeps what it was made on", async () => {
  const it = await held(...orders(2, ["hold1"]));
  const { entry } = await it.decide({ violations: "1" });
  const judged = (await gate.ports.audits.find(it.submission))!;
  expect(entry).toMatchObject({
    by: { person: "mari", roles: ["service_manager"] },
    reason: agreed,
    case: it.case,
    facts: {
      decision: "release",
      report: judged.report.digest,
      rule: "MRK-01",
      violations: "1",
      count: 1,
      severity: "hold",
      atRisk: { money: { amounts: { EUR: "40" } }, customers: 1 },
      expected: { contacts: "0.6", cost: "3.81", currency: "EUR" },
      releasedAlone: { money: { amounts: {} }, customers: 0 },
      limits: { money: { EUR: "10000" }, customers: 500 },
    },
  } satisfies Partial<Record<keyof ActionEntry, unknown>>);
});

describe("under one key", () => {
  test("the same decision has one answer, also when it comes many times at once", async () => {
    const it = await held(...orders(1, ["hold1"]));
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => it.decide({ idempotencyKey: "once" })),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await it.now()).toMatchObject({ submission: { version: 2 }, mistakes: [] });
  });

  test("another decision is refused, and kept as an attempt", async () => {
    const it = await held(...orders(2, ["hold1"]));
    await it.decide({ idempotencyKey: "mine", violations: "0" });
    await expect(it.decide({ idempotencyKey: "mine", violations: "1" })).rejects.toMatchObject({
      code: "conflict",
      reason: "key_reused",
    });
    const trail = await gate.ports.audits.trail(it.submission);
    expect(trail).toContainEqual(
      expect.objectContaining({
        action: "attempt.refused",
        facts: { operation: "decide", code: "conflict", reason: "key_reused" },
      }),
    );
  });

  test("of another caller it is another command", async () => {
    const it = await held(...orders(2, ["hold1"]));
    await it.decide({ idempotencyKey: "ours", violations: "0" });
    const caller = callerOf("tiina", "service_manager");
    await it.decide({ idempotencyKey: "ours", violations: "1", caller });
    expect((await it.now()).submission.state).toBe("released");
  });

  test.each(["", "x".repeat(129), "with space", "õ"])("there is no key '%#'", async (key) => {
    const it = await held(...orders(1, ["hold1"]));
    await expect(it.decide({ idempotencyKey: key })).rejects.toMatchObject({ code: "invalid" });
  });
});

test("two decisions on one case at once: one is made, the other is told that it is decided", async () => {
  for (let n = 0; n < 10; n++) {
    const it = await held(...orders(1, ["hold1"]));
    const ends = await Promise.allSettled([
      it.decide({ decision: "release" }),
      it.decide({ decision: "return", caller: callerOf("tiina", "service_manager") }),
    ]);
    expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const [lost] = ends.filter((end) => end.status === "rejected");
    expect(lost?.reason).toMatchObject({ code: "conflict", reason: "case_decided" });
    expect((await it.now()).mistakes).toEqual([]);
  }
});

test("decisions on different parts at once all come through, and add up", async () => {
  const it = await held(...orders(5, ["hold1"]));
  await Promise.all(["0", "1", "2", "3", "4"].map((violations) => it.decide({ violations })));
  const { submission, cases, mistakes } = await it.now();
  expect(mistakes).toEqual([]);
  expect(submission).toMatchObject({ state: "released", settled: { released: 5 } });
  expect(cases).toHaveLength(5);
});

test.each([
  ["2026-12-07T08:59:59.999Z", "released"],
  ["2026-12-07T09:00:00.000Z", "held"], // 14 days later
])("at %s it becomes %s: time ends, and releases nothing", async (instant, state) => {
  const it = await held(...orders(1, ["hold1"]));
  gate.at(instant);
  await it.decide().catch((error) => expect(error.reason).toBe("submission_ended"));
  gate.at("2026-11-23T09:00:00.000Z");
  expect((await it.now()).submission.state).toBe(state);
});
