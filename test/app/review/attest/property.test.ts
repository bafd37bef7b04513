import type { GateError } from "../../../../lib/app/errors.ts";
import { readBody } from "../../../../lib/app/read-body.ts";
import type { Answers } from "../../../../lib/app/review/case.ts";
import { decide } from "../../../../lib/app/review/cases/decide.ts";
import { getCase } from "../../../../lib/app/review/queries/get-case.ts";
import { submit } from "../../../../lib/app/submit.ts";
import { judgeAll } from "../../../../lib/core/judge-all.ts";
import type { Plan } from "../../../../lib/core/plan.ts";
import { mistakesIn } from "../../../support/accounting.ts";
import { askingBody, askingGate, sure } from "../../../support/facts-gate.ts";
import fc, { tries } from "../../../support/fast-check.ts";
import { monday, people, reviewedGate } from "../../../support/reviewed-gate.ts";

// No sequence of answers clears a violation for which its rule, judged with these answers, does not pass;
// and every answer with which it does clears it. The rules are made up; what they give with answers is
// told by judging the order whole, from the counts of outcomes, and not by what the gate does for it.

const facts = ["agreed", "same_need", "fair"] as const;

const atom = fc.oneof(
  fc.constantFrom(...facts).map((fact) => `attested("${fact}")`),
  fc
    .tuple(fc.constantFrom(...facts), fc.boolean())
    .map(([fact, other]) => `optional(attested("${fact}")).orElse(${other})`),
  fc.constant('record.shipping_method.contains("agreed")'),
  fc.constant("record.totals.gross > 30.00"),
  // Nobody knows it: what needs it is missing.
  fc.constant("record.totals.prepaid > 1.00"),
);
const condition: fc.Arbitrary<string> = fc.letrec((tie) => ({
  any: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    atom,
    (tie("any") as fc.Arbitrary<string>).map((one) => `!(${one})`),
    fc
      .tuple(
        tie("any") as fc.Arbitrary<string>,
        fc.constantFrom("&&", "||"),
        tie("any") as fc.Arbitrary<string>,
      )
      .map(([a, how, b]) => `(${a} ${how} ${b})`),
    fc
      .tuple(atom, tie("any") as fc.Arbitrary<string>, tie("any") as fc.Arbitrary<string>)
      .map(([test, a, b]) => `(${test} ? ${a} : ${b})`),
  ),
})).any as fc.Arbitrary<string>;

interface MadeUp {
  readonly when: string | undefined;
  readonly must: string;
  readonly throughLet: boolean;
  readonly missing: string;
  readonly severity: string;
}

const madeUp: fc.Arbitrary<MadeUp> = fc.record({
  when: fc.option(condition, { nil: undefined, freq: 2 }),
  must: condition,
  throughLet: fc.boolean(),
  missing: fc.constantFrom("skip", "warn", "hold"),
  severity: fc.constantFrom(
    "hold",
    `{ hold: '!optional(attested("fair")).orElse(false)', else: warn }`,
  ),
});

const ruleText = (one: MadeUp, index: number): string => {
  // A condition that says the same of every record is a mistake of its author.
  const must = `(${one.must}) && !record.shipping_method.contains("nowhere")`;
  return [
    `- id: GEN-${String(index + 10)}`,
    "  title: made up",
    "  source: test",
    "  prevents: Nothing.",
    `  severity: ${one.severity}`,
    `  missing: ${one.missing}`,
    "  money_at_risk: record.totals.gross",
    ...(one.when === undefined ? [] : [`  when: '${one.when}'`]),
    ...(one.throughLet ? [`  let: { so: '${must}' }`, "  must: so"] : [`  must: '${must}'`]),
    "  message: Made up.",
    "",
  ].join("\n");
};

const order = [{ number: "1", asks: ["agreed"] }] as const;

/** The outcome of a rule on the one order, with answers. */
function outcomeWith(plan: Plan, rule: string, answers: Answers): string {
  const { readings } = readBody(askingBody(order), plan.subject);
  const report = judgeAll(plan, readings, {
    ...{ gate: "asking", businessAt: monday, zone: "Europe/Tallinn", stage: "intake" },
    rows: { loaded: () => false, find: () => [], all: () => undefined },
    ...{ unsupplied: [], requiredTables: [], attested: { "1": answers } },
  });
  const { outcomes } = report.rules.find((one) => one.rule === rule)!;
  return Object.entries(outcomes).find(([, count]) => count === 1)![0];
}

const told = { cleared: 0, refused: 0, rules: 0 };

test("answers clear exactly what their rule passes with them", async () => {
  const someAnswers = fc.array(
    fc.record({
      value: fc.array(fc.constantFrom(true, false, undefined), { minLength: 3, maxLength: 3 }),
    }),
    { minLength: 1, maxLength: 5 },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(madeUp, { minLength: 4, maxLength: 10 }),
      someAnswers,
      async (rules, sequence) => {
        const text = rules.map(ruleText).join("");
        const plan = compiledOrNone(text);
        fc.pre(plan !== undefined);
        const gate = await reviewedGate({ plan: plan! });
        try {
          const { ports } = gate;
          const command = { gate: "asking", body: askingBody(order), idempotencyKey: "k" };
          const { submission_id: id } = await submit(ports, { ...command, caller: people.shop });
          await gate.deliver();
          for (const { id: case_, rule } of await ports.cases.of(id)) {
            const { facts: asked = [] } = await getCase(ports, {
              caller: people.manager,
              case: case_,
            });
            told.rules += asked.length > 0 ? 1 : 0;
            for (const { value } of sequence) {
              const answers = Object.fromEntries(
                asked.flatMap(({ name }) => {
                  const said = value[facts.indexOf(name as (typeof facts)[number])];
                  return said === undefined ? [] : [[name, said]];
                }),
              );
              if (Object.keys(answers).length === 0) continue;
              const before = JSON.stringify(await ports.submissions.find(id));
              const outcome = outcomeWith(plan!.plan, rule, answers);
              const isClear = outcome === "pass" || outcome === "not_applicable";
              const gave = await decide(ports, {
                ...{
                  caller: people.manager,
                  case: case_,
                  decision: "attest",
                  answers,
                  reason: sure,
                },
              }).then(
                ({ entry }) => entry.action,
                (error: GateError) => error.reason,
              );
              expect([rule, answers, outcome, gave]).toEqual([
                ...[rule, answers, outcome],
                isClear ? "decision.made" : "answers_do_not_clear",
              ]);
              if (!isClear) expect(JSON.stringify(await ports.submissions.find(id))).toBe(before);
              told[isClear ? "cleared" : "refused"]++;
              if (isClear) break;
            }
          }
          expect(await mistakesIn(ports, id)).toEqual([]);
        } finally {
          await gate.close();
        }
      },
    ),
    { numRuns: tries(25) },
  );
  // A property that never got anywhere would say nothing.
  expect([told.cleared > 3, told.refused > 10, told.rules > 10]).toEqual([true, true, true]);
});

/** Some made-up conditions say the same of every record: their rule sets are no rule sets. */
function compiledOrNone(text: string) {
  try {
    return askingGate("", text);
  } catch {
    return undefined;
  }
}
