/** A mistake in a rule set, or something odd (a warning); lines and columns count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** What was found, and what would be right. */
  readonly message: string;
  readonly rule?: string;
  /** The line, with a caret below the column. */
  readonly excerpt?: string;
}

/** `file:line:col: message [rule]` */
export function formatProblem(problem: Problem): string {
  const { file, line, column, message, rule } = problem;
  return `${file}:${line}:${column}: ${message}${rule === undefined ? "" : ` [${rule}]`}`;
}

/** A text with a name, whose offsets (UTF-16 units) can be told as line and column. */
export interface Source {
  readonly path: string;
  readonly text: string;
  readonly lineStarts: readonly number[];
}

/** A place in a source. */
export interface Spot {
  readonly source: Source;
  readonly offset: number;
}

export function sourceOf(path: string, text: string): Source {
  const lineStarts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1))
    lineStarts.push(at + 1);
  return { path, text, lineStarts };
}

export function lineAndColumn({ source, offset }: Spot): { line: number; column: number } {
  let [low, high] = [0, source.lineStarts.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((source.lineStarts[middle] as number) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (source.lineStarts[low] as number) + 1 };
}

/** Takes what is wrong while a rule set is read, so that all of it is told in one run. */
export interface Complaints {
  /** A mistake: the rule set cannot be used. */
  wrong(at: Spot, message: string): void;
  /** It can be used, but is odd. */
  odd(at: Spot, message: string): void;
  /** The same complaints, with the rule that they are about. */
  about(rule: string): Complaints;
  /** How many mistakes were told so far. */
  count(): number;
}

export interface Collected {
  readonly problems: Problem[];
  readonly warnings: Problem[];
}

export function complaintsInto(collected: Collected, rule?: string): Complaints {
  return {
    wrong: (at, message) => void collected.problems.push(problemAt(at, message, rule)),
    odd: (at, message) => void collected.warnings.push(problemAt(at, message, rule)),
    about: (id) => complaintsInto(collected, id),
    count: () => collected.problems.length,
  };
}

export function problemAt(at: Spot, message: string, rule?: string): Problem {
  const excerpt = excerptOf(at);
  return {
    file: at.source.path,
    ...lineAndColumn(at),
    message,
    ...(rule !== undefined && rule !== "" && { rule }),
    ...(excerpt !== "" && { excerpt }),
  };
}

/** By file, line and column; equal ones stand once. */
export function inOrder(problems: readonly Problem[]): Problem[] {
  const sorted = problems.toSorted(
    (a, b) =>
      byText(a.file, b.file) ||
      a.line - b.line ||
      a.column - b.column ||
      byText(a.message, b.message),
  );
  return sorted.filter((problem, index) => {
    const before = sorted[index - 1];
    return before === undefined || formatProblem(before) !== formatProblem(problem);
  });
}

/** By code units, on every machine alike. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How much of a long line an excerpt shows. */
const excerptWidth = 100;

function excerptOf(at: Spot): string {
  const { line, column } = lineAndColumn(at);
  const start = at.source.lineStarts[line - 1] as number;
  const end = at.source.lineStarts[line] ?? at.source.text.length + 1;
  const whole = at.source.text.slice(start, end - 1).replace(/\r$/, "");
  const text = whole.replaceAll("\t", " ");
  const cut = Math.max(0, Math.min(column - 1 - excerptWidth / 2, text.length - excerptWidth));
  const shown = text.slice(cut, cut + excerptWidth);
  return shown === "" ? "" : `${shown}\n${" ".repeat(column - 1 - cut)}^`;
}
