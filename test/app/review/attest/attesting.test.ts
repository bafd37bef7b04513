import { GateError } from "../../../../lib/app/errors.ts";
import type { Audits } from "../../../../lib/app/ports.ts";
import { replay } from "../../../../lib/app/replay.ts";
import type { Answers } from "../../../../lib/app/review/case.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { openCase } from "../../../../lib/app/review/cases/open-case.ts";
import { propose } from "../../../../lib/app/review/cases/propose.ts";
import { getCase } from "../../../../lib/app/review/queries/get-case.ts";
import { getReport } from "../../../../lib/app/review/queries/get-report.ts";
import { pageViolations } from "../../../../lib/app/review/queries/page-violations.ts";
import { expireSubmissions } from "../../../../lib/app/review/submissions/expire-submissions.ts";
import { releasePartially } from "../../../../lib/app/review/submissions/release-partially.ts";
import { withdraw } from "../../../../lib/app/review/submissions/withdraw.ts";
import { submit } from "../../../../lib/app/submit.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import {
  type AskedGate,
  type Asking,
  type AskingOrder,
  askedGate,
  askingBody,
  askingGate,
  sure,
} from "../../../support/facts-gate.ts";
import { actingDeputy, actors, arranger } from "../../../support/review-table.ts";
import { agreed, monday, people } from "../../../support/reviewed-gate.ts";

let asked: AskedGate;
beforeAll(async () => {
  asked = await askedGate();
});
afterAll(() => asked.gate.close());

const one = (asking: Asking, more: Partial<AskingOrder> = {}): readonly AskingOrder[] => [
  { number: "1", asks: [asking], ...more },
];
const two = [
  { number: "1", asks: ["twice"], customer: "c" },
  { number: "2", asks: ["twice"], customer: "c" },
] as const;

/** All documents of a submission as they stand. */
async function standing(id: string): Promise<string> {
  const { ports } = asked.gate;
  return JSON.stringify([
    await ports.submissions.find(id),
    await ports.cases.of(id),
    await ports.approvals.of(id),
  ]);
}

/** What refuses it; nothing must have changed. */
async function refusal(id: string, attempt: () => Promise<unknown>): Promise<GateError> {
  const before = await standing(id);
  const error = await attempt().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(await standing(id)).toBe(before);
  if (error instanceof GateError) return error;
  throw new Error(`not refused: ${error}`);
}

describe("an answer that the rule accepts", () => {
  test("clears what it asks of, and the last one releases; the verdict stays as it was", async () => {
    const { ports } = asked.gate;
    const id = await asked.held(one("agreed"));
    const judged = await ports.audits.find(id);
    const { entry } = await asked.attest(id, "agreed", { agreed: true });
    expect(entry).toMatchObject({
      action: "decision.made",
      by: { person: "mari" },
      reason: sure,
      facts: {
        decision: "attest",
        answers: { agreed: true },
        proof: {
          revision: judged?.ruleset.revision,
          businessAt: monday,
          records: expect.stringMatching(/^[0-9a-f]{64}$/),
          outcome: "pass",
        },
      },
    });
    const submission = await ports.submissions.find(id);
    expect(submission).toMatchObject({
      ...{ state: "released", verdict: "hold", settled: { attested: 1 } },
      releases: [{ id: entry.id, kind: "whole", records: 1 }],
      releasedAlone: { money: { amounts: { EUR: "40" } } },
    });
    expect(await asked.caseOf(id, "agreed")).toMatchObject({
      state: "attested",
      decision: { decision: "attest", answers: { agreed: true }, entry: entry.id },
    });
    const report = await getReport(ports, { caller: people.manager, submission: id });
    expect(report).toMatchObject({ verdict: "hold", counts: { held: 1, passed: 0 } });
    expect(await mistakesIn(ports, id)).toEqual([]);
    const pastReferences = { at: async () => ports.references };
    expect(
      await replay({ ...ports, pastReferences }, { caller: people.auditor, submission: id }),
    ).toMatchObject({ verdict: "equal", trail: { verdict: "explained" } });
  });

  test.each<[Asking, Answers, readonly AskingOrder[], string]>([
    ["contradicts", { contradicts: false }, one("contradicts"), "a no is an answer too"],
    ["skips", { proven: true, sealed: true }, one("skips"), "all that it asks"],
    ["twice", { one_customer: true }, two, "of records that are compared with each other"],
    ["compare", { same_need: true, fair: true }, one("compare"), "of elements, by checks"],
  ])("%s with %j", async (asking, answers, orders) => {
    const id = await asked.held(orders);
    await asked.attest(id, asking, answers);
    expect((await asked.gate.ports.submissions.find(id))?.state).toBe("released");
    expect(await mistakesIn(asked.gate.ports, id)).toEqual([]);
  });

  test("clears what it is given for, and nothing else that asks the same", async () => {
    const id = await asked.held(
      one("compare", {
        items: [
          { sku: "A-1", unit_price: "2.00" },
          { sku: "B-1", unit_price: "3.00" },
        ],
      }),
    );
    const whole = await asked.caseOf(id, "compare");
    const { items } = await violations(id);
    const need = items.flatMap(({ violation, ordinal }) =>
      violation?.check === "need" && violation.element?.["item"] === 1 ? [ordinal] : [],
    );
    expect([whole.violations, need]).toEqual(["0-3", [3]]);
    await asked.attest(id, "compare", { same_need: true }, { violations: String(need[0]) });
    const cases = await asked.gate.ports.cases.of(id);
    expect(cases.map(({ state, violations: which }) => [state, which]).sort()).toEqual([
      ["attested", "3"],
      ["open", "0-2"],
    ]);
    expect((await asked.gate.ports.submissions.find(id))?.state).toBe("held");
    expect(await mistakesIn(asked.gate.ports, id)).toEqual([]);
  });

  test("lets its record go out in part", async () => {
    const { ports } = asked.gate;
    const id = await asked.held([
      { number: "1", asks: ["agreed"] },
      { number: "2", asks: ["plain"] },
    ]);
    await asked.attest(id, "agreed", { agreed: true });
    await releasePartially(ports, { caller: people.manager, submission: id, reason: agreed });
    expect(await ports.submissions.find(id)).toMatchObject({
      state: "partially_released",
      releases: [{ kind: "part", records: 1, excluded: "1" }],
    });
  });

  test("stays what it was when the submission ends", async () => {
    const { ports } = asked.gate;
    const orders: readonly AskingOrder[] = [{ number: "1", asks: ["agreed", "plain"] }];
    const [taken, late, corrected] = [
      await asked.held(orders),
      await asked.held(orders),
      await asked.held(orders),
    ];
    for (const id of [taken, late, corrected]) await asked.attest(id, "agreed", { agreed: true });
    await withdraw(ports, { caller: people.shop, submission: taken, text: "By mistake." });
    await asked.held([{ number: "1", asks: [] }], { supersedes: corrected });
    asked.gate.at("2026-12-20T09:00:00.000Z");
    await expireSubmissions(ports, "asking");
    asked.gate.at(monday);
    await asked.gate.deliver();
    for (const [id, state] of [
      [taken, "withdrawn"],
      [late, "expired"],
      [corrected, "superseded"],
    ] as const) {
      expect(await ports.submissions.find(id)).toMatchObject({ state, settled: { attested: 1 } });
      expect((await asked.caseOf(id, "agreed")).state).toBe("attested");
      expect(await mistakesIn(ports, id)).toEqual([]);
    }
  });
});

const violations = (id: string) =>
  pageViolations(asked.gate.ports, { caller: people.manager, submission: id, max: 200 });

test("replay judges by the answers again, and tells those that never cleared anything", async () => {
  const { ports } = asked.gate;
  const id = await asked.held(one("agreed"));
  await asked.attest(id, "agreed", { agreed: true });
  const { id: case_ } = await asked.caseOf(id, "agreed");
  // Somebody who writes documents past the gate changes what was answered.
  const cases = (await ports.cases.of(id)).map((each) => ({
    ...each,
    decision: { ...each.decision!, answers: { agreed: false } },
  }));
  const forged = { ...ports, cases: { ...ports.cases, of: async () => cases } };
  const { verdict, differences } = await replay(forged, {
    caller: people.auditor,
    submission: id,
  });
  expect(verdict).toBe("different");
  expect(differences).toContainEqual({
    of: "documents",
    at: `cases/${case_}/decision`,
    message: "with the answers that it was attested by its rule does not pass",
  });
});

describe("answers that do not clear it are refused, with what is needed:", () => {
  test.each<[Asking, Answers, RegExp, string]>([
    ["agreed", { agreed: false }, /violation 0: with these answers ASK-01 fails: return it/, "no"],
    ["contradicts", { contradicts: true }, /ASK-09 fails/, "a yes that a rule does not want"],
    [
      "compare",
      { same_need: true },
      /violation 0: ASK-03\/fair still asks fair; the others alone/,
      "half",
    ],
    [
      "compare",
      { same_need: true, fair: false },
      /violation 0: with these answers ASK-03\/fair fails/,
      "one of two",
    ],
    ["skips", { proven: true }, /ASK-05 still asks sealed/, "what is missing would be skipped"],
    ["skips", { proven: true, sealed: false }, /ASK-05 fails/, "nothing is left to answer"],
    ["warns", { harmless: true }, /ASK-06 fails/, "it would be a warning only"],
    ["reveals", { revealing: true }, /ASK-07\/other fails/, "another check fails by it"],
  ])("%s with %j: %s", async (asking, answers, message) => {
    const id = await asked.held(one(asking));
    const error = await refusal(id, () => asked.attest(id, asking, answers));
    expect([error.code, error.reason]).toEqual(["conflict", "answers_do_not_clear"]);
    expect(error.message).toMatch(message);
    // What is refused may be returned like anything else.
    const { id: case_ } = await asked.caseOf(id, asking);
    const command = { caller: people.manager, case: case_, reason: agreed } as const;
    await decide(asked.gate.ports, { ...command, decision: "return" });
    expect((await asked.gate.ports.submissions.find(id))?.settled).toHaveProperty("confirmed");
  });

  test("what is wrong besides is told apart from what nobody answered", async () => {
    const items = [{ sku: "A-1", unit_price: "0.00" }, { sku: "B-1" }];
    const id = await asked.held(one("compare", { items }));
    const error = await refusal(id, () =>
      asked.attest(id, "compare", { same_need: true, fair: true }),
    );
    expect(error.message).toMatch(/ASK-03\/priced fails/);
    expect(error.message).toMatch(
      /ASK-03\/priced cannot be judged all the same, something else is missing \(item.unit_price is absent\)/,
    );
  });
});

describe("what is no answer is a mistake:", () => {
  test.each<[string, Asking, unknown, string]>([
    ["no answers", "agreed", undefined, "/answers"],
    ["an empty list", "agreed", {}, "/answers"],
    ["a text", "agreed", { agreed: "yes" }, "/answers/agreed"],
    ["a number", "agreed", { agreed: 1 }, "/answers/agreed"],
    ["null", "agreed", { agreed: null }, "/answers/agreed"],
    ["a fact of another rule", "agreed", { agreed: true, fair: true }, "/answers/fair"],
    ["a fact that there is not", "agreed", { agreedd: true }, "/answers/agreedd"],
    ["no name", "agreed", { "a/b": true }, "/answers/a~1b"],
    ["a name of JavaScript's", "agreed", { constructor: true }, "/answers/constructor"],
    ["a rule that asks nothing", "plain", { agreed: true }, "/answers/agreed"],
    ["a rule about the whole", "whole", { agreed: true }, "/answers/agreed"],
    ["a fact that only its severity reads", "warns", { agreed: true }, "/answers/agreed"],
  ])("%s of %s", async (_, asking, answers, pointer) => {
    const id = await asked.held(one(asking));
    const error = await refusal(id, () => asked.attest(id, asking, answers as Answers));
    expect([error.code, error.mistakes[0]?.pointer]).toEqual(["invalid", pointer]);
  });

  test("answers to a decision that answers nothing", async () => {
    const id = await asked.held(one("agreed"));
    const { id: case_ } = await asked.caseOf(id, "agreed");
    const error = await refusal(id, () =>
      decide(asked.gate.ports, {
        ...{ caller: people.manager, case: case_, reason: agreed },
        ...{ decision: "release", answers: { agreed: true } },
      }),
    );
    expect(error).toMatchObject({ code: "invalid", mistakes: [{ pointer: "/answers" }] });
  });
});

describe("what was judged must still be there:", () => {
  test.each<[string, string, Partial<Audits> | "no rules"]>([
    ["evidence that was erased", "evidence_erased", { dossier: async () => undefined }],
    ["rules that are kept no more", "rules_gone", "no rules"],
  ])("%s", async (_, reason, gone) => {
    const { ports } = asked.gate;
    const id = await asked.held(one("agreed"));
    const { id: case_ } = await asked.caseOf(id, "agreed");
    const without =
      typeof gone === "string"
        ? { ...ports, plans: { ...ports.plans, past: async () => undefined } }
        : { ...ports, audits: { ...ports.audits, ...gone } };
    const error = await refusal(id, () =>
      decide(without, {
        ...{ caller: people.manager, case: case_, reason: sure },
        ...{ decision: "attest", answers: { agreed: true } },
      }),
    );
    expect(error.reason).toBe(reason);
    // And what it asks is not shown any more, since no answer would decide it.
    const view = await getCase("audits" in without && typeof gone !== "string" ? without : ports, {
      caller: people.manager,
      case: case_,
    });
    expect(view.facts === undefined).toBe(typeof gone !== "string");
  });
});

describe("the case says what it asks", () => {
  test("with the question where there is one, and of which violations", async () => {
    const items = [{ sku: "A-1", unit_price: "0.00" }];
    const id = await asked.held(one("compare", { items }));
    const { id: case_, violations: all } = await asked.caseOf(id, "compare");
    const { facts } = await getCase(asked.gate.ports, { caller: people.manager, case: case_ });
    expect([all, facts]).toEqual([
      "0-2",
      [
        { name: "fair", question: { en: "Is it fair?" }, violations: "0" },
        { name: "same_need", question: { en: "Is it same_need?" }, violations: "1" },
      ],
    ]);
  });

  test.each<[string, Asking, readonly string[] | undefined]>([
    ["through a let", "contradicts", ["contradicts"]],
    ["by its condition, not its severity alone", "warns", ["harmless"]],
    ["nothing where its rule asks nothing", "plain", undefined],
    ["nothing of the submission as a whole", "whole", undefined],
  ])("%s", async (_, asking, names) => {
    const id = await asked.held(one(asking));
    const { id: case_ } = await asked.caseOf(id, asking);
    const { facts } = await getCase(asked.gate.ports, { caller: people.manager, case: case_ });
    expect(facts?.map(({ name }) => name)).toEqual(names);
  });

  test("and what was answered of the same record before, which clears nothing by itself", async () => {
    const { ports } = asked.gate;
    const orders = [
      { number: "1", asks: ["agreed", "plain"] },
      { number: "2", asks: ["agreed"], gross: "50.00" },
      { number: "3", asks: ["contradicts"] },
    ] as const;
    const first = await asked.held(orders);
    await asked.attest(first, "agreed", { agreed: true });
    const changed = [orders[0], { ...orders[1], gross: "51.00" }, orders[2]];
    const second = await asked.held(changed, { supersedes: first });
    const again = await asked.caseOf(second, "agreed");
    expect(again.state).toBe("open");
    const view = await getCase(ports, { caller: people.manager, case: again.id });
    // The second order is another one now.
    expect(view.answeredBefore).toMatchObject([
      { fact: "agreed", value: true, by: { person: "mari" }, submission: first, violations: "0" },
    ]);
    const other = await asked.caseOf(second, "contradicts");
    const unanswered = await getCase(ports, { caller: people.manager, case: other.id });
    expect(unanswered.answeredBefore).toBeUndefined();
    // It is remembered over a correction in which nobody answered.
    const third = await asked.held(changed, { supersedes: second });
    const { id: last } = await asked.caseOf(third, "agreed");
    const later = await getCase(ports, { caller: people.manager, case: last });
    expect(later.answeredBefore).toMatchObject([{ submission: first, violations: "0" }]);
  });
});

describe("once, whatever happens at the same time:", () => {
  test("of an answer and a return, one holds", async () => {
    const { ports } = asked.gate;
    const id = await asked.held(one("agreed"));
    const { id: case_ } = await asked.caseOf(id, "agreed");
    const command = { caller: people.manager, case: case_, reason: agreed } as const;
    const both = await Promise.allSettled([
      asked.attest(id, "agreed", { agreed: true }),
      decide(ports, { ...command, decision: "return" }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const late = both.find(({ status }) => status === "rejected") as PromiseRejectedResult;
    expect(["case_decided", "submission_ended"]).toContain((late.reason as GateError).reason);
    expect(await mistakesIn(ports, id)).toEqual([]);
  });

  test("the same key and answers are one decision, and other answers another command", async () => {
    const id = await asked.held(one("agreed"));
    const key = { idempotencyKey: "k", case: (await asked.caseOf(id, "agreed")).id };
    const first = await asked.attest(id, "agreed", { agreed: true }, key);
    expect(await asked.attest(id, "agreed", { agreed: true }, key)).toEqual(first);
    await expect(asked.attest(id, "agreed", { agreed: false }, key)).rejects.toMatchObject({
      reason: "key_reused",
    });
  });

  test("a message that comes again opens nothing that was answered", async () => {
    const { ports, store } = asked.gate;
    const body = askingBody(one("agreed"));
    const command = { gate: "asking", body, idempotencyKey: "again", caller: people.shop };
    const { submission_id: id } = await submit(ports, command);
    const parcels = await store.outbox.pending("2999-01-01T00:00:00.000Z", 1_000);
    await asked.gate.deliver();
    await asked.attest(id, "agreed", { agreed: true });
    const before = await standing(id);
    const messages = parcels.flatMap((parcel) => parcel.messages);
    for (const message of messages)
      if (message.schema === "holdpoint/violations/1") await openCase(ports, message);
    expect([messages.length, await standing(id)]).toEqual([1, before]);
  });
});

describe("who may answer", () => {
  test.each(actors.map((who) => [who.title, who] as const))(
    "%s, like who releases",
    async (_, { caller, may }) => {
      const id = await asked.held(one("agreed"));
      const attempt = asked.attest(id, "agreed", { agreed: true }, { caller });
      if (may.includes("release")) expect((await attempt).entry.action).toBe("decision.made");
      else await expect(attempt).rejects.toMatchObject({ code: "forbidden" });
    },
  );

  test("a deputy on a day of the manager's absence", async () => {
    const away = 'review: { absences: [{ from: "2026-11-23", to: "2026-11-23" }] }\n';
    const other = await askedGate({ plan: askingGate(away) });
    const id = await other.held(one("agreed"));
    const { caller } = actingDeputy;
    const { entry } = await other.attest(id, "agreed", { agreed: true }, { caller });
    expect(entry.action).toBe("decision.made");
    await other.gate.close();
  });

  test("an analyst proposes answers, which decide nothing", async () => {
    const id = await asked.held(one("agreed"));
    const { id: case_ } = await asked.caseOf(id, "agreed");
    const draft = { case: case_, decision: "attest", reason: sure } as const;
    const by = { ...draft, caller: people.analyst };
    await expect(propose(asked.gate.ports, by)).rejects.toMatchObject({ code: "invalid" });
    await propose(asked.gate.ports, { ...by, answers: { agreed: true } });
    expect(await asked.caseOf(id, "agreed")).toMatchObject({
      state: "open",
      proposal: { decision: "attest", answers: { agreed: true } },
    });
    await expect(
      asked.attest(id, "agreed", { agreed: true }, { caller: people.analyst }),
    ).rejects.toMatchObject({ reason: "only_false_positive" });
  });

  test.each(["confirmed", "released", "attested", "rejected", "false_positive"] as const)(
    "nobody of what is %s",
    async (state) => {
      const id = await asked.held([{ number: "1", asks: ["agreed", "plain"] }]);
      const { id: case_ } = await asked.caseOf(id, "agreed");
      const decision = (
        {
          confirmed: "return",
          released: "release",
          rejected: "reject",
          false_positive: "false_positive",
          attested: "attest",
        } as const
      )[state];
      const answers = decision === "attest" ? { answers: { agreed: true } } : {};
      const command = { caller: arranger, case: case_, decision, reason: agreed, ...answers };
      await decide(asked.gate.ports, command);
      const error = await refusal(id, () =>
        asked.attest(id, "agreed", { agreed: true }, { caller: people.manager }),
      );
      expect(error.reason).toBe("case_decided");
    },
  );
});
