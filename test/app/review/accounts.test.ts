import { approve } from "../../../lib/app/review/approvals/approve.ts";
import { refuseApproval } from "../../../lib/app/review/approvals/refuse-approval.ts";
import type { Case, Decision } from "../../../lib/app/review/case.ts";
import { answerQuestion } from "../../../lib/app/review/cases/answer-question.ts";
import { ask } from "../../../lib/app/review/cases/ask.ts";
import { claimCase } from "../../../lib/app/review/cases/claim-case.ts";
import { decide } from "../../../lib/app/review/cases/decide.ts";
import { unclaimCase } from "../../../lib/app/review/cases/unclaim-case.ts";
import { rejectSubmission } from "../../../lib/app/review/submissions/reject-submission.ts";
import { withdraw } from "../../../lib/app/review/submissions/withdraw.ts";
import { submit } from "../../../lib/app/submit.ts";
import { mistakesIn } from "../../support/accounting.ts";
import { createTable, describeOnDynamo, dynoxide } from "../../support/engines/dynamodb.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { type Mark, marked, markRules } from "../../support/marks-gate.ts";
import {
  agreed,
  callerOf,
  people,
  type ReviewedGate,
  reviewedGate,
  reviewedGateOnDynamo,
} from "../../support/reviewed-gate.ts";

let gate: ReviewedGate;

// The workflow once more, as small as it can be said: one state a violation, and no cases, versions,
// messages or entries. Whatever people do in whatever order, the product must come out where this does.

const mari = callerOf("mari", "service_manager");
const kaido = callerOf("kaido", "compliance");
const marks: readonly Mark[] = ["hold1", "hold2", "block", "never"];

type Step =
  | { readonly do: "claim" | "unclaim" | "ask" | "answer"; readonly case: number }
  | {
      readonly do: "decide";
      readonly case: number;
      readonly decision: Decision;
      /** Which of the case's violations, by bits; 0 is all of them. */
      readonly some: number;
      readonly approved: boolean;
    }
  | { readonly do: "withdraw" | "reject" | "correct" | "deliver" };

const anyCase = fc.nat(7);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom("claim", "unclaim", "ask", "answer"),
      case: anyCase,
    }),
  },
  {
    weight: 9,
    arbitrary: fc.record({
      do: fc.constant("decide"),
      case: anyCase,
      decision: fc.constantFrom<Decision>("release", "return", "reject", "false_positive"),
      some: fc.nat(15),
      approved: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom("withdraw", "reject", "correct") }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("deliver") }) },
) as fc.Arbitrary<Step>;

/** Where each violation stands, by rule and ordinal, and the submission. */
interface Model {
  readonly violations: Map<string, string>;
  submission: string;
}

const undecided = ["open", "assigned", "info_requested"];
const isUndecided = (state: string | undefined): boolean => undecided.includes(state ?? "open");

/** What a decision makes of a violation of a mark; undefined where it is refused. */
function decidedState(rule: string, decision: Decision, approved: boolean): string | undefined {
  if (decision === "return") return "confirmed";
  if (decision === "reject") return "rejected";
  if (rule === markRules.never) return undefined;
  if (rule === markRules.block)
    return decision === "false_positive" && approved ? "false_positive" : undefined;
  return decision === "release" ? "released" : "false_positive";
}

function end(model: Model, state: string, waiting: string, returned: string): void {
  model.submission = state;
  for (const [place, was] of model.violations)
    if (isUndecided(was)) model.violations.set(place, waiting);
    else if (was === "confirmed") model.violations.set(place, returned);
}

function settle(model: Model): void {
  const all = [...model.violations.values()];
  if (all.every((state) => state === "released" || state === "false_positive"))
    model.submission = "released";
}

const placesOf = ({ rule, violations }: Case): readonly string[] =>
  violations.split(",").flatMap((range) => {
    const [from, to = from] = range.split("-").map(Number) as [number, number?];
    const count = (to ?? from) - from + 1;
    return Array.from({ length: count }, (_, at) => `${rule} ${from + at}`);
  });

let keys = 0;

const runs = tries(150);

describe("people, in whatever order, end where the plain tables end", () => {
  test("on SQLite", async () => {
    gate = await reviewedGate();
    await walkAtRandom(runs).finally(gate.close);
  });

  describeOnDynamo("on DynamoDB", [dynoxide], (documents) => {
    test("too", async () => {
      await createTable(documents(), "accounts");
      gate = reviewedGateOnDynamo(documents(), "accounts");
      await walkAtRandom(Math.ceil(runs / 10));
    });
  });
});

async function walkAtRandom(numRuns: number): Promise<void> {
  const seen = { steps: 0, refused: 0, states: new Set<string>() };
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.subarray([...marks]), { minLength: 1, maxLength: 5 }),
      fc.array(anyStep, { maxLength: 25 }),
      async (orders, steps) => {
        const numbered = orders.map((each, n) => ({ number: String(n), marks: each }));
        if (orders.every((each) => each.length === 0)) return;
        const { submission_id: id } = await gate.submit(`a${keys++}`, numbered);
        const model: Model = { violations: new Map(), submission: "held" };
        for (const one of await gate.ports.cases.of(id))
          for (const place of placesOf(one)) model.violations.set(place, "open");
        for (const step of steps) {
          seen.steps++;
          if (!(await take(step, id, model))) seen.refused++;
          seen.states.add(model.submission);
        }
        await gate.deliver();
        const submission = await gate.ports.submissions.find(id);
        const cases = await gate.ports.cases.of(id);
        expect(submission?.state).toBe(model.submission);
        const places = cases.flatMap((one) => placesOf(one).map((place) => [place, one.state]));
        expect(Object.fromEntries(places)).toEqual(Object.fromEntries(model.violations));
        expect(places).toHaveLength(model.violations.size);
        expect(await mistakesIn(gate.ports, id)).toEqual([]);
      },
    ),
    { numRuns },
  );
  // Otherwise nothing much was tried.
  if (seen.steps > 500)
    expect([...seen.states].sort()).toEqual([
      "held",
      "rejected",
      "released",
      "superseded",
      "withdrawn",
    ]);
}

/** Does a step in the product and in the model; gives whether the model allows it. */
async function take(step: Step, id: string, model: Model): Promise<boolean> {
  const { ports } = gate;
  const isHeld = model.submission === "held";
  switch (step.do) {
    case "deliver":
      await gate.deliver();
      return true;
    case "withdraw":
      await attempt(isHeld, () =>
        withdraw(ports, { caller: people.shop, submission: id, text: "By mistake." }),
      );
      if (isHeld) end(model, "withdrawn", "obsolete", "rejected");
      return isHeld;
    case "reject":
      await attempt(isHeld, () =>
        rejectSubmission(ports, { caller: mari, submission: id, reason: agreed }),
      );
      if (isHeld) end(model, "rejected", "rejected", "rejected");
      return isHeld;
    case "correct": {
      if (!isHeld) return false;
      const body = marked([{ number: "elsewhere", marks: [] }], { supersedes: id });
      const command = { gate: "marks", body, idempotencyKey: `a${keys++}`, caller: people.shop };
      await submit(ports, command);
      end(model, "superseded", "obsolete", "obsolete");
      return true;
    }
    default:
      return onCase(step, id, model);
  }
}

async function onCase(
  step: Extract<Step, { readonly case: number }>,
  id: string,
  model: Model,
): Promise<boolean> {
  const { ports } = gate;
  const cases = (await ports.cases.of(id)).toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const one = cases[step.case % cases.length] as Case;
  const places = placesOf(one);
  const state = model.violations.get(places[0] as string) as string;
  const waits = model.submission === "held" && isUndecided(state);
  const on = { caller: mari, case: one.id };
  const all = (to: string): void => {
    for (const place of places) model.violations.set(place, to);
  };
  if (step.do === "decide") return deciding(step, one, places, waits, model);
  if (step.do === "claim") {
    await attempt(waits, () => claimCase(ports, on));
    if (waits && state === "open") all("assigned");
    return waits;
  }
  if (step.do === "ask") {
    await attempt(waits, () => ask(ports, { ...on, text: "Is it right?" }));
    if (waits) all("info_requested");
    return waits;
  }
  if (step.do === "unclaim") {
    const may = waits && one.assignee !== undefined && state !== "open";
    await attempt(may, () => unclaimCase(ports, on));
    if (may && state === "assigned") all("open");
    return may;
  }
  const open = one.questions.filter(({ answer }) => answer === undefined);
  const may = waits && state === "info_requested";
  const question = open[0]?.id ?? "0123456789abcdef";
  await attempt(may, () =>
    answerQuestion(ports, { caller: people.shop, case: one.id, question, text: "Yes." }),
  );
  if (may && open.length === 1) all(one.assignee === undefined ? "open" : "assigned");
  return may;
}

async function deciding(
  { decision, some, approved }: Extract<Step, { readonly do: "decide" }>,
  one: Case,
  places: readonly string[],
  waits: boolean,
  model: Model,
): Promise<boolean> {
  const { ports } = gate;
  const chosen = places.filter((_, at) => ((some >> at) & 1) === 1);
  const part = chosen.length === 0 ? places : chosen;
  const to = decidedState(one.rule, decision, approved);
  const violations = part.map((place) => place.split(" ")[1]).join(",");
  const isAsked = one.rule === markRules.block && decision === "false_positive";
  const may = waits && (to !== undefined || isAsked);
  const done = await attempt(may, () =>
    decide(ports, { caller: mari, case: one.id, decision, reason: agreed, violations }),
  );
  if (done?.entry.approval !== undefined) {
    const { approval, facts } = done.entry;
    await (approved
      ? approve(ports, { caller: kaido, approval, binding: String(facts["binding"]) })
      : refuseApproval(ports, { caller: kaido, approval, note: "No." }));
  }
  if (!waits || to === undefined) return false;
  for (const place of part) model.violations.set(place, to);
  settle(model);
  return true;
}

/** Does what is allowed; sees that what is not is refused, and not with a crash. */
async function attempt<Result>(
  isAllowed: boolean,
  doing: () => Promise<Result>,
): Promise<Result | undefined> {
  if (isAllowed) return doing();
  await expect(doing()).rejects.toMatchObject({
    code: expect.stringMatching(/^(conflict|forbidden|not_found)$/),
  });
  return undefined;
}
