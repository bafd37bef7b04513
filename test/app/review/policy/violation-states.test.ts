import type { GateError } from "../../../../lib/app/errors.ts";
import type { ViolationState } from "../../../../lib/app/review/case.ts";
import {
  isWaiting,
  nextViolationState,
  type ViolationEvent,
  violationEvents,
  violationStateAfter,
} from "../../../../lib/app/review/policy/violation-states.ts";
import { settledStates } from "../../../../lib/app/review/submission.ts";

const STATES: readonly ViolationState[] = ["open", "assigned", "info_requested", ...settledStates];

// Section 5.2 once more, a line an event: where it leads from open, assigned, info_requested,
// confirmed and waived; `-` is refused. From every other state every event is refused.
const TABLE = `
claimed              assigned        assigned        info_requested  -         -
assigned             assigned        assigned        info_requested  -         -
unclaimed            -               open            info_requested  -         -
asked                info_requested  info_requested  info_requested  -         -
answered             -               -               assigned        -         -
answered_unassigned  -               -               open            -         -
proposed             open            assigned        info_requested  -         -
approval_requested   open            assigned        info_requested  -         -
released             released        released        released        -         -
returned             confirmed       confirmed       confirmed       -         -
rejected             rejected        rejected        rejected        -         -
false_positive       false_positive  false_positive  false_positive  -         -
attested             attested        attested        attested        -         -
waived               waived          waived          waived          -         -
waiver_revoked       -               -               -               -         open
corrected            fixed           fixed           fixed           fixed     -
still_violates       obsolete        obsolete        obsolete        obsolete  -
record_gone          obsolete        obsolete        obsolete        obsolete  -
submission_rejected  rejected        rejected        rejected        rejected  -
submission_ended     obsolete        obsolete        obsolete        rejected  -
`
  .trim()
  .split("\n")
  .map((line) => line.split(/\s+/));

const columns: readonly ViolationState[] = [
  "open",
  "assigned",
  "info_requested",
  "confirmed",
  "waived",
];
const wanted = new Map(
  TABLE.flatMap(([event, ...cells]) =>
    cells.map((to, index) => [`${columns[index]} ${event}`, to === "-" ? undefined : to] as const),
  ),
);

const pairs = STATES.flatMap((from) =>
  violationEvents.map((event): [ViolationState, ViolationEvent] => [from, event]),
);

test.each(pairs)("%s, %s", (from, event) => {
  const to = wanted.get(`${from} ${event}`);
  expect(violationStateAfter(from, event)).toBe(to);
  if (to !== undefined) expect(nextViolationState(from, event)).toBe(to);
  else expect(() => nextViolationState(from, event)).toThrow("does not apply");
});

test("nothing was left out: 220 pairs, of which 58 are allowed", () => {
  const allowed = pairs.filter(([from, event]) => violationStateAfter(from, event));
  expect([pairs.length, TABLE.length, allowed.length]).toEqual([220, 20, 58]);
});

test.each([
  ["open", "answered", "wrong_state"],
  ["open", "unclaimed", "wrong_state"],
  ["released", "returned", "case_decided"],
  ["confirmed", "released", "case_decided"], // who returned it does not release it after all
  ["false_positive", "corrected", "case_decided"],
  ["attested", "returned", "case_decided"],
  ["obsolete", "claimed", "case_decided"],
] as const)("%s, %s is refused as %s", (from, event, reason) => {
  let thrown: unknown;
  try {
    nextViolationState(from, event);
  } catch (error) {
    thrown = error;
  }
  expect([(thrown as GateError).code, (thrown as GateError).reason]).toEqual(["conflict", reason]);
});

test("three states wait, and no event leads from one that counts back to waiting but a waiver's end", () => {
  expect(STATES.filter(isWaiting)).toEqual(["open", "assigned", "info_requested"]);
  const back = pairs.filter(([from, event]) => {
    const to = violationStateAfter(from, event);
    return !isWaiting(from) && to !== undefined && isWaiting(to);
  });
  expect(back).toEqual([["waived", "waiver_revoked"]]);
});
