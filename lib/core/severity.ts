/** What a violation does: `warn` is counted, `hold` waits for a person, `block` needs correction. */
export type Severity = "warn" | "hold" | "block";
export const severities: readonly Severity[] = ["warn", "hold", "block"];

/** What a record or a submission may do now. A warning passes. */
export type Verdict = "pass" | "hold" | "block";

export const rank = (severity: Severity): number => severities.indexOf(severity);

export const worst = (a: Severity, b: Severity): Severity => (rank(a) >= rank(b) ? a : b);

/** The verdict that the worst violation gives; none gives `pass`. */
export const verdictOf = (severity: Severity | undefined): Verdict =>
  severity === undefined || severity === "warn" ? "pass" : severity;

export const worstVerdict = (a: Verdict, b: Verdict): Verdict =>
  a === "block" || b === "block" ? "block" : a === "hold" || b === "hold" ? "hold" : "pass";
