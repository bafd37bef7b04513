import type { GateError } from "../../../../lib/app/errors.ts";
import {
  isOpen,
  nextSubmissionState,
  type SubmissionEvent,
  submissionEvents,
  submissionStateAfter,
} from "../../../../lib/app/review/policy/submission-states.ts";
import { submissionStates } from "../../../../lib/app/review/submission.ts";

// Section 5.1 once more, as a person reads it: from, event, to. Whatever is not here is refused.
const ALLOWED = `
received            evaluation_started  evaluating
received            superseded          superseded
evaluating          passed              released_auto
evaluating          held                held
evaluating          withdrawn           withdrawn
evaluating          superseded          superseded
held                settled             released
held                released_partially  partially_released
held                rejected            rejected
held                withdrawn           withdrawn
held                superseded          superseded
held                expired             expired
partially_released  settled             released
partially_released  released_partially  partially_released
partially_released  rejected            rejected
partially_released  withdrawn           withdrawn
partially_released  superseded          superseded
partially_released  expired             expired
rejected            superseded          rejected
`
  .trim()
  .split("\n")
  .map((line) => line.split(/\s+/) as [string, string, string]);

const wanted = new Map(ALLOWED.map(([from, event, to]) => [`${from} ${event}`, to]));
const pairs = submissionStates.flatMap((from) =>
  submissionEvents.map((event): [typeof from, SubmissionEvent] => [from, event]),
);

test.each(pairs)("%s, %s", (from, event) => {
  const to = wanted.get(`${from} ${event}`);
  expect(submissionStateAfter(from, event)).toBe(to);
  if (to !== undefined) expect(nextSubmissionState(from, event)).toBe(to);
  else expect(() => nextSubmissionState(from, event)).toThrow(`the submission is ${from}`);
});

test("nothing was left out: 90 pairs, 19 of them allowed", () => {
  expect([pairs.length, wanted.size]).toEqual([90, 19]);
  expect(ALLOWED).toHaveLength(19);
});

test.each([
  ["held", "passed", "wrong_state"],
  ["received", "settled", "wrong_state"],
  ["released", "withdrawn", "submission_ended"],
  ["released_auto", "superseded", "submission_ended"], // what went out is corrected by a new one
  ["rejected", "settled", "submission_ended"],
  ["expired", "settled", "submission_ended"], // expired never means released
] as const)("%s, %s is refused as %s", (from, event, reason) => {
  let thrown: unknown;
  try {
    nextSubmissionState(from, event);
  } catch (error) {
    thrown = error;
  }
  expect((thrown as GateError).code).toBe("conflict");
  expect((thrown as GateError).reason).toBe(reason);
});

test("open is what can still be superseded", () => {
  expect(submissionStates.filter(isOpen)).toEqual([
    "received",
    "evaluating",
    "held",
    "partially_released",
  ]);
});

test("time leads nowhere but to an end without release", () => {
  expect(
    new Set(pairs.filter(([, e]) => e === "expired").map((p) => submissionStateAfter(...p))),
  ).toEqual(new Set([undefined, "expired"]));
});
