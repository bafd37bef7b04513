import type { Node } from "../expression/node.ts";
import type { SeverityLadder } from "../rule.ts";
import { rank, type Severity, severities, worst } from "../severity.ts";
import { asText, asWord, kindOf, lacks } from "./fields.ts";
import type { Complaints } from "./problem.ts";
import type { Entry, MapTree, Text } from "./tree.ts";

/** A severity as it was written: a word, or ordered tests with an `else`. */
export interface LadderText {
  readonly steps: readonly { readonly severity: Severity; readonly when: Text }[];
  readonly otherwise: Severity;
}

/** Reads `hold` or `{ block: "diff >= 1.00", hold: "diff > 0.02", else: warn }`, worst first. */
export function readLadder(
  entry: Entry | undefined,
  complaints: Complaints,
): LadderText | undefined {
  if (entry === undefined) return undefined;
  const { value } = entry;
  if (value.kind === "map") return readSteps(entry, value, complaints);
  if (value.kind === "text") {
    const word = asWord(value, severities, `'${entry.key.value}'`, complaints);
    return word && { steps: [], otherwise: word };
  }
  complaints.wrong(
    value.spot,
    `'severity' must be warn, hold, block or a map of tests, but it is ${kindOf(value)}`,
  );
  return undefined;
}

function readSteps(entry: Entry, map: MapTree, complaints: Complaints): LadderText | undefined {
  const steps: { severity: Severity; when: Text }[] = [];
  let otherwise: Severity | undefined;
  for (const { key, value } of map.entries) {
    const text = asText(value, `'${key.value}'`, complaints);
    if (key.value === "else") {
      otherwise = text && asWord(text, severities, "'else'", complaints);
      if (otherwise !== undefined) tellOrder(key, otherwise, steps.at(-1)?.severity, complaints);
      if (key !== map.entries.at(-1)?.key) complaints.wrong(key.spot, "'else' must stand last");
      continue;
    }
    const severity = asWord(key, [...severities, "else"], "a step of 'severity'", complaints);
    if (severity === undefined || severity === "else" || text === undefined) continue;
    tellOrder(key, severity, steps.at(-1)?.severity, complaints);
    steps.push({ severity, when: text });
  }
  if (map.entries.every(({ key }) => key.value !== "else"))
    return lacks(entry.key.spot, "else", "say the severity where no test holds", complaints);
  return otherwise === undefined ? undefined : { steps, otherwise };
}

function tellOrder(
  key: Text,
  severity: Severity,
  before: Severity | undefined,
  complaints: Complaints,
): void {
  if (before !== undefined && rank(severity) >= rank(before))
    complaints.wrong(key.spot, `severities stand worst first: ${severity} cannot follow ${before}`);
}

/** Checks the tests of a ladder; a step whose test is wrong is left out, and was told. */
export function checkLadder(
  ladder: LadderText,
  condition: (text: Text) => Node | undefined,
): SeverityLadder {
  const steps = ladder.steps.flatMap(({ severity, when }) => {
    const node = condition(when);
    return node ? [{ severity, when: node }] : [];
  });
  return { steps, otherwise: ladder.otherwise };
}

/** The worst severity that a ladder may give. */
export const worstOf = (ladder: SeverityLadder): Severity =>
  ladder.steps.map(({ severity }) => severity).reduce(worst, ladder.otherwise);
