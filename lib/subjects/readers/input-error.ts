/**
 * An input that cannot be read with what was stated: a mapping that does not fit it, a format that
 * nobody can tell. Nothing has been judged; what is wrong with single records is never thrown.
 */
export class InputError extends Error {
  /** Everything that is wrong, one a line. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "InputError";
    this.problems = problems;
  }
}
