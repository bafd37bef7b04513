import { parseGate } from "../../../../lib/app/gate.ts";
import { calendarFrom } from "../../../../lib/app/review/policy/business-hours.ts";
import {
  byUrgency,
  scoreOf,
  type Urgency,
  urgencyOf,
} from "../../../../lib/app/review/policy/priority.ts";
import fc, { tries } from "../../../support/fast-check.ts";
import { sampleActor, sampleCase } from "../../../support/sample-documents.ts";

const params = { numRuns: tries(500) };
const hour = 3_600_000;

const urgent = (more: Partial<Urgency> = {}): Urgency => ({
  id: "S1.b",
  severity: "hold",
  customers: 1,
  cost: "10.00",
  remaining: 2 * hour,
  ...more,
});

// What comes first, and what after it.
test.each<[string, Partial<Urgency>, Partial<Urgency>]>([
  ["more cost", { cost: "10.01" }, {}],
  ["less time", { remaining: 2 * hour - 1 }, {}],
  [
    "100 in ten hours before 9 in one",
    { cost: "100", remaining: 10 * hour },
    { cost: "9", remaining: hour },
  ],
  [
    "11 in one before 100 in ten",
    { cost: "11", remaining: hour },
    { cost: "100", remaining: 10 * hour },
  ],
  ["a block before a hold of equal score", { severity: "block" }, { customers: 9 }],
  ["more customers, all else equal", { customers: 2 }, {}],
  ["the lesser id, all else equal", { id: "S1.a" }, {}],
  ["cost before severity", { cost: "10.01" }, { severity: "block" }],
  [
    "under half an hour left is as good as none",
    { remaining: 0, id: "S1.a" },
    { remaining: hour / 2 },
  ],
  ["and no better", { remaining: hour / 2, id: "S1.a" }, { remaining: 0 }],
  [
    "nothing to lose comes last",
    { cost: "0.01", remaining: 9_999 * hour },
    { cost: "0", remaining: 0 },
  ],
  ["by digits that a double has not", { cost: "90071992547409.93" }, { cost: "90071992547409.92" }],
])("%s", (_, first, second) => {
  const [a, b] = [urgent(first), urgent(second)];
  expect(byUrgency(a, b)).toBeLessThan(0);
  expect(byUrgency(b, a)).toBeGreaterThan(0);
  expect([b, a].sort(byUrgency)).toEqual([a, b]);
});

test.each<[Partial<Urgency>, string]>([
  [{}, "5.00"],
  [{ remaining: 0 }, "20.00"],
  [{ remaining: 3 * hour }, "3.33"],
  [{ cost: "0.00" }, "0.00"],
])("%j is worth %s an hour", (more, score) => {
  expect(scoreOf(urgent(more))).toBe(score);
});

test("it is a total order at an instant: any queue has one order, whatever order it came in", () => {
  const urgency = fc.record({
    id: fc.integer({ min: 0, max: 10_000 }).map((n) => `S1.${n}`),
    severity: fc.constantFrom("hold" as const, "block" as const),
    customers: fc.integer({ min: 0, max: 2 }),
    cost: fc.constantFrom("0", "0.00", "1", "2", "2.00", "3"),
    remaining: fc.constantFrom(0, 1, hour / 2, hour, 2 * hour, 3 * hour),
  });
  const queue = fc.uniqueArray(urgency, { selector: ({ id }) => id, maxLength: 12 });
  fc.assert(
    fc.property(queue, fc.infiniteStream(fc.nat()), (cases, random) => {
      const shuffled = cases
        .map((one) => ({ one, at: random.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ one }) => one);
      expect(shuffled.sort(byUrgency)).toEqual(cases.toSorted(byUrgency));
      for (const a of cases)
        for (const b of cases) {
          expect(byUrgency(a, b) === 0).toBe(a === b);
          expect(Math.sign(byUrgency(a, b)) + Math.sign(byUrgency(b, a))).toBe(0);
        }
    }),
    params,
  );
});

describe("of a case at an instant", () => {
  const gate = parseGate("name: g\nsubject: order\nruleset: order\nzone: UTC\n", "g.yaml");
  const calendar = calendarFrom(gate, []);
  const one = sampleCase("S1", {
    openedAt: "2026-11-23T09:00:00.000Z",
    deadline: "2026-11-23T17:00:00.000Z",
    atRisk: { money: { amounts: {} }, customers: 7 },
    expected: { contacts: "1", cost: "12.00", currency: "EUR" },
  });
  const left = (at: string, more = {}): number =>
    urgencyOf(gate, calendar, { ...one, ...more }, at).remaining / hour;

  test("hours left are business hours, with the pauses, and never less than none", () => {
    expect(left("2026-11-23T10:00:00Z")).toBe(7);
    expect(left("2026-11-22T10:00:00Z")).toBe(8);
    expect(left("2026-11-24T10:00:00Z")).toBe(0);
    const questions = [{ id: "q", at: "2026-11-23T10:00:00Z", by: sampleActor, text: "?" }];
    expect(left("2026-11-23T12:00:00Z", { questions })).toBe(7);
  });

  test("the rest is the case's", () => {
    expect(urgencyOf(gate, calendar, one, "2026-11-23T10:00:00Z")).toEqual({
      id: one.id,
      severity: "hold",
      customers: 7,
      cost: "12.00",
      remaining: 7 * hour,
    });
  });
});
