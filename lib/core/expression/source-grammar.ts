/** Words that generated code may use beside names that it makes and those the runtime gives. */
const words = [
  ...["const", "let", "if", "else", "for", "break", "continue", "return", "function", "typeof"],
  ...["true", "false", "null", "undefined", "NaN", "Infinity", "judge", "keep", "add", "fits"],
  ...["record", "context", "out", "keys", "kind", "run", "submission", "hasRun", "hasSubmission"],
  ...["businessAt", "fuel", "units", "scales", "lacks", "parts", "places"],
];

/** Names that the compiler makes: a letter or a word, and a number. */
const madeNames = String.raw`[a-z]\d+(?:_\d+)?|judge\d+|shape\d+`;

/** Properties that are read by a name; all others are read by a text. */
const properties = [
  ...["length", "size", "has", "add", "zone", "stage", "businessAt", "run", "submission"],
  ...["fuel", "kind", "lacks"],
];

const tokenOf = (given: readonly string[]): string =>
  [
    String.raw`\s+`,
    String.raw`"(?:[^"\\\n\r\u2028\u2029]|\\.)*"`,
    String.raw`\d+(?:\.\d+)?(?:e[+-]?\d+)?(?![\w$])`,
    String.raw`(?:${[...words, ...given].join("|")}|${madeNames})(?![\w$])`,
    String.raw`\.(?:${properties.join("|")})(?![\w$])`,
    // what was read by a text is never called, and a slash begins no comment or pattern
    String.raw`\](?!\s*\()`,
    String.raw`\/(?![/*])`,
    "[-+*%<>=!&|?:;,(){}[]",
  ].join("|");

/**
 * Checks that code keeps to the grammar of the compiler, which is far smaller than JavaScript's: no
 * templates, comments or patterns, no `this`, `new` or `import`, and no name that is not made by
 * the compiler or given by the runtime. Text that became source by a mistake would not keep to it.
 *
 * @throws {Error} where it does not.
 */
export function assertGenerated(code: string, given: readonly string[]): void {
  const tokens = new RegExp(`(?:${tokenOf(given)}){1,100}`, "y");
  const start = '"use strict";\n';
  if (!code.startsWith(start)) throw new Error("code that is not of the compiler's making");
  tokens.lastIndex = start.length;
  for (let at = start.length; at < code.length; at = tokens.lastIndex)
    if (!tokens.test(code)) throw new Error(`code that is not of the compiler's making, at ${at}`);
}
