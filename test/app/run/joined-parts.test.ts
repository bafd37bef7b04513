import { expect, test } from "@jest/globals";
import fc from "fast-check";
import {
  aBill,
  aPayment,
  aReminder,
  joiningRules,
  billsAndPayments as subject,
} from "../../support/bills-and-payments.ts";
import { compileSmall, contextOf } from "../../support/small-engine.ts";
import { inDisorder, inOnePiece, inParts } from "../../support/submission-in-parts.ts";

const runs = Math.ceil(Number(process.env["HOLDPOINT_PROPERTY_RUNS"] ?? 500) / 5);
const plan = compileSmall({ rules: joiningRules, subject });
const context = contextOf();

/** A document with records of each kind; the lists of one kind may be in other files than another's. */
const document = fc
  .record(
    {
      bills: fc.array(aBill, { maxLength: 8 }),
      payments: fc.array(aPayment, { maxLength: 8 }),
      reminders: fc.array(aReminder, { maxLength: 4 }),
    },
    { requiredKeys: [] },
  )
  .map((lists) => JSON.stringify(lists));

test("records of several kinds give one report, however their files were cut into parts", async () => {
  let [cuts, violations] = [0, 0];
  await fc.assert(
    fc.asyncProperty(
      fc.array(document, { minLength: 1, maxLength: 7, size: "max" }),
      fc.record({
        partBytes: fc.integer({ min: 1, max: 600 }),
        partitions: fc.constantFrom(1, 2, 4, 16),
        seed: fc.integer(),
      }),
      async (texts, { seed, ...cut }) => {
        const files = texts.map((text, i) => [`${i}.json`, text] as const);
        const given = { plan, context, files };
        const crewFor = (workshop: Parameters<typeof inDisorder>[0]) => inDisorder(workshop, seed);
        const { report, parts } = await inParts(given, { ...cut, crewFor });
        const whole = await inOnePiece(given);
        expect(JSON.stringify(report)).toBe(JSON.stringify(whole));
        cuts += parts.length > 1 ? 1 : 0;
        violations += whole.violations.filter(({ others }) => others?.length).length;
      },
    ),
    { numRuns: runs },
  );
  expect(cuts).toBeGreaterThan(runs / 2);
  expect(violations).toBeGreaterThan(runs / 2);
}, 60_000);
