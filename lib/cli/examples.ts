/** A description with its examples below it, each with what it is for. */
export function withExamples(
  description: string,
  examples: readonly (readonly [command: string, purpose: string])[],
): string {
  const shown = examples.map(([command, purpose]) => `  ${command}\n      ${purpose}`);
  return `${description}\n\nEXAMPLES\n${shown.join("\n")}`;
}
