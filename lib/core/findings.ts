import { worstFirst } from "./judge/violation-order.ts";
import { type Verdict, verdictOf, worstVerdict } from "./severity.ts";
import type { Violation } from "./violation.ts";

/**
 * Violations that were found, in bounded size: plain JSON. Which ones are kept is a function of all
 * that were found: neither cuts nor their order can be seen in what is left.
 */
export interface Findings {
  /** The worst ones first; at most `violationsMax`. */
  readonly violations: readonly Violation[];
  /** Further violations, which are counted in the tallies but not kept. */
  readonly omitted: number;
  /** Those of them that hold or block, by rule: rules in shadow and warnings are left out. */
  readonly omittedBy: OmittedBy;
  /** What the violations of the submission as a whole ask for, kept or not. */
  readonly worst: Verdict;
}

/** Violations of rules that are counted, but not kept. */
export type OmittedBy = Readonly<Record<string, OmittedCounts>>;

export interface OmittedCounts {
  readonly hold: number;
  readonly block: number;
  /** How many of them are of the submission as a whole; absent where none is. */
  readonly whole?: number;
}

/** What nothing finds: the neutral element of `mergeFindings`. */
export const noFindings: Findings = { violations: [], omitted: 0, omittedBy: {}, worst: "pass" };

/** The worst `violationsMax` of some violations, and how many there are beside. */
export function boundFindings(
  violations: Iterable<Violation>,
  violationsMax = Number.POSITIVE_INFINITY,
): Findings {
  const finding = startFinding(violationsMax);
  for (const violation of violations) finding.add(violation);
  return finding.findings();
}

/** What two parts found together; associative and commutative, as long as the bound is one. */
export function mergeFindings(
  a: Findings,
  b: Findings,
  violationsMax = Number.POSITIVE_INFINITY,
): Findings {
  const finding = startFinding(violationsMax);
  finding.merge(a);
  finding.merge(b);
  return finding.findings();
}

/** Gathers violations, and never holds more than twice as many as may be kept. */
export interface Finding {
  add(violation: Violation): void;
  merge(findings: Findings): void;
  findings(): Findings;
}

export function startFinding(violationsMax = Number.POSITIVE_INFINITY): Finding {
  const kept: Violation[] = [];
  let omitted = 0;
  const omittedBy = new Map<string, OmittedCounts>();
  let worst: Verdict = "pass";
  const omit = (rule: string, { hold, block, whole = 0 }: OmittedCounts): void => {
    const before = omittedBy.get(rule) ?? { hold: 0, block: 0 };
    const wholes = whole + (before.whole ?? 0);
    omittedBy.set(rule, {
      hold: before.hold + hold,
      block: before.block + block,
      ...(wholes > 0 && { whole: wholes }),
    });
  };
  const cut = (): void => {
    kept.sort(worstFirst);
    const beyond = kept.splice(Math.min(kept.length, violationsMax));
    omitted += beyond.length;
    for (const { rule, shadow, severity, record } of beyond)
      if (!shadow && severity !== "warn")
        omit(rule, { hold: 0, block: 0, [severity]: 1, ...(!record && { whole: 1 }) });
  };
  const keep = (violation: Violation): void => {
    kept.push(violation);
    // Sorting once in a while costs little a violation; the slack serves small bounds.
    if (kept.length > 2 * violationsMax + slack) cut();
  };
  return {
    add: (violation) => {
      const { record, shadow, severity } = violation;
      if (!record && !shadow) worst = worstVerdict(worst, verdictOf(severity));
      keep(violation);
    },
    merge: (findings) => {
      worst = worstVerdict(worst, findings.worst);
      omitted += findings.omitted;
      for (const [rule, counts] of Object.entries(findings.omittedBy)) omit(rule, counts);
      for (const violation of findings.violations) keep(violation);
    },
    findings: () => {
      cut();
      const byRule = [...omittedBy].sort(([a], [b]) => (a < b ? -1 : 1));
      return { violations: [...kept], omitted, omittedBy: Object.fromEntries(byRule), worst };
    },
  };
}

const slack = 1000;
