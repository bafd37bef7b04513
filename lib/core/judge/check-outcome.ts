import { isFault, isUnjudged, type Unjudged } from "../expression/fault.ts";
import type { Frame } from "../expression/frame.ts";
import { evaluate } from "../expression/interpret.ts";
import type { World } from "../expression/world.ts";
import type { MissingSetting, SeverityLadder } from "../rule.ts";
import { type Severity, worst } from "../severity.ts";
import type { Outcome } from "../violation.ts";
import type { Lack, PreparedCheck } from "./preparation.ts";

/** What one check gave on one element. */
export interface CheckOutcome {
  readonly outcome: Outcome;
  /** Why it could not be judged. */
  readonly unjudged?: Unjudged;
  /** What was not there that it needs, for `not_configured` and the checks that hold instead. */
  readonly lack?: Lack;
}

const notApplicable: CheckOutcome = { outcome: "not_applicable" };
const passed: CheckOutcome = { outcome: "pass" };
const failed: CheckOutcome = { outcome: "failed" };

/** The outcome of a check, the first that fits: see "Outcomes" in docs/rule-language.md. */
export function outcomeOf(
  prepared: PreparedCheck,
  frame: Frame | undefined,
  world: World,
): CheckOutcome {
  const { check, lacks } = prepared;
  if (lacks && !lacks.knowsWhen) return lacking(lacks);
  const applies = check.when ? evaluate(check.when, frame, world) : true;
  if (applies === false) return notApplicable;
  if (lacks) return lacking(lacks);
  const holds = isUnjudged(applies) ? applies : evaluate(check.must, frame, world);
  if (holds === true) return passed;
  return isUnjudged(holds) ? open(holds) : failed;
}

const lacking = (lack: Lack): CheckOutcome => ({
  outcome: lack.holds ? "missing" : "not_configured",
  lack,
});

/** The outcome of what could not be judged. */
export const open = (unjudged: Unjudged): CheckOutcome => ({
  outcome: isFault(unjudged) ? "fault" : "missing",
  unjudged,
});

/**
 * The severity of a violation; undefined when the rule lets what is missing pass. A test that
 * cannot be judged counts as true: the ladder stands worst first.
 */
export function severityOf(
  found: CheckOutcome,
  missing: MissingSetting,
  ladder: SeverityLadder,
  frame: Frame | undefined,
  world: World,
): Severity | undefined {
  switch (found.outcome) {
    case "failed":
      return climbed(ladder, frame, world);
    case "fault":
      return worst("hold", ladder.otherwise);
    case "missing":
      // What was never configured cannot be corrected by the sender: it waits for a person.
      if (found.lack) return "hold";
      return missing === "skip" ? undefined : missing;
    default:
      return undefined;
  }
}

function climbed(ladder: SeverityLadder, frame: Frame | undefined, world: World): Severity {
  const step = ladder.steps.find(({ when }) => evaluate(when, frame, world) !== false);
  return step?.severity ?? ladder.otherwise;
}
