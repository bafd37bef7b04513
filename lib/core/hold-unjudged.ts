import type { Context } from "./context.ts";
import { startFinding } from "./findings.ts";
import { type Bounds, nothingGathered } from "./gather.ts";
import { builtInViolation, unjudgedViolation } from "./judge/built-in.ts";
import { type PreparedRule, prepare } from "./judge/preparation.ts";
import { unreadableOf } from "./judge/unreadable-of.ts";
import type { JudgedRecords } from "./judge.ts";
import type { Plan } from "./plan.ts";
import type { Reading } from "./record.ts";
import type { HeldRecord, UnreadableRecord } from "./report.ts";
import type { RecordKind } from "./subject.ts";
import { countRule, countWaiting, noTallies, type RunningTallies } from "./tally.ts";
import { builtIn, type Violation } from "./violation.ts";

/**
 * Holds a chunk of readings that cannot be judged: each record with the violation that says why. Its
 * record rules count as faults, and set rules wait for it for ever. Sums and comparisons lack it, which
 * `lackingViolation` tells. Total and deterministic.
 */
export function holdUnjudged(
  plan: Plan,
  readings: Iterable<Reading>,
  context: Context,
  why: string,
  { violationsMax }: Pick<Bounds, "violationsMax"> = {},
): JudgedRecords {
  const { rules } = prepare(plan, context);
  const kinds = new Map(plan.subject.records.map((kind) => [kind.name, kind]));
  const tallies = noTallies(plan.rules.length);
  const finding = startFinding(violationsMax);
  const held: HeldRecord[] = [];
  const unreadable: UnreadableRecord[] = [];
  let received = 0;
  for (const reading of readings) {
    received++;
    const found = unreadableOf(reading, kinds, plan.subject.records[0]?.name ?? "");
    if (found.kind === "unreadable") {
      unreadable.push(found.piece);
      continue;
    }
    countUnjudged(rules, found.of, tallies);
    const { digest } = found.reading;
    const { position, place } = found.reading;
    const ref = { key: found.key, position, place };
    finding.add({ ...unjudgedViolation({ ref, digest }), note: noteOf(why) });
    held.push({ ...ref, verdict: "hold", digest });
  }
  return {
    ...nothingGathered(plan),
    received,
    tallies,
    findings: finding.findings(),
    held,
    unreadable,
  };
}

/** That sums and comparisons lack what was held so: it holds the submission as a whole. */
export const lackingViolation = (readings: number, where: string, why: string): Violation =>
  builtInViolation(
    builtIn.unjudged,
    `sums and comparisons lack ${readings} records, ${where}: ${noteOf(why)}`,
  );

const noteOf = (why: string): string => `judging it failed again and again: ${why}`;

function countUnjudged(
  rules: readonly PreparedRule[],
  kind: RecordKind,
  tallies: RunningTallies,
): void {
  for (const { rule, index, active } of rules) {
    if (!active || rule.roster || rule.of !== kind.name) continue;
    if (rule.scope === "record") countRule(tallies, index, "fault", []);
    else if (rule.scope === "set") countWaiting(tallies, index, 1);
  }
}
