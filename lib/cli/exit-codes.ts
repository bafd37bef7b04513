/** The exit codes of `holdpoint`: docs/RUNBOOK.md says what to do on each. */
export const exitCodes = {
  /** Nothing at or above `--fail-on`. */
  clear: 0,
  /** A verdict of hold or block at or above `--fail-on`. */
  held: 1,
  /** The worst is a warning, and `--fail-on` is `warn`. */
  warned: 2,
  /** The job could not be done: usage, a file that cannot be opened, a bad rule set. */
  couldNot: 3,
  /** An output could not be written. */
  unwritten: 4,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** From what matters least to what outranks all others. */
const ranking: readonly ExitCode[] = [
  exitCodes.clear,
  exitCodes.warned,
  exitCodes.held,
  exitCodes.couldNot,
  exitCodes.unwritten,
];

/** The exit code that stands for several: 4 outranks 3, 3 outranks 1, 1 outranks 2. */
export const worstCode = (...codes: readonly ExitCode[]): ExitCode =>
  ranking[Math.max(0, ...codes.map((code) => ranking.indexOf(code)))] as ExitCode;
