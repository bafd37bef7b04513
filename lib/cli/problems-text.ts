import { formatProblem, type Problem } from "../core/ruleset/problem.ts";

/** Mistakes in rule sets as `file:line:col: message [rule]`, each with its line and a caret. */
export const problemsText = (problems: readonly Problem[]): string =>
  problems
    .map((problem) => [formatProblem(problem), ...excerptLines(problem)].join("\n"))
    .join("\n");

const excerptLines = ({ excerpt }: Problem): readonly string[] =>
  excerpt === undefined ? [] : excerpt.split("\n").map((line) => `    ${line}`);
