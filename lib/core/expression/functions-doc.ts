import type { FunctionRow, ParamType } from "./function-row.ts";
import { functionThemes } from "./functions.ts";
import { textShapes } from "./text-shapes.ts";
import { typeName } from "./types.ts";

const intro = `# Functions of the rule language

Made from the function table in \`lib/core/expression/functions.ts\`; a test fails when it is stale.

- A function is called as \`f(x, y)\` or as \`x.f(y)\`. A parameter with \`?\` may be left out;
  what is marked *constant* must stand in the rule itself.
- \`T\` stands for any type, \`N\` for int, decimal or real, \`O\` for what has an order (numbers,
  dates, instants, texts), \`S\` for any scalar, \`K1\` to \`K6\` for what may be part of a key (no
  real, no instant). The same letter is the same type throughout a call. An int goes wherever a
  decimal or a real is wanted; a decimal becomes a real by \`real(x)\`.
- A function of a list that needs its elements gives what was wrong with the worst of them: a fault,
  else *missing*. What cannot be computed is a fault with its reason; nothing is ever thrown.
- Work is charged to the rule's steps: one for each element of a list and each kilobyte of text.
- Dates of a period are both included: 12 to 30 April are 19 days. Billing periods start on the
  day of their anchor; where a month is too short for it, on its last day, and on the anchor's day
  again afterwards (31 January, 28 February, 31 March). An anchor is a date, the one on which a
  whole period starts: what is first billed on the 31st of a month and starts in February has the
  anchor 28 February, and its periods start on the 28th.
- Policies of \`prorate\`: \`actual\` counts the days of the period, \`30E/360\` (also written
  \`thirty\`) months of 30 days, \`actual/365\` days of the price of a year; \`none\` prorates nothing.
`;

/** The reference of all functions, in Markdown: the content of \`docs/functions.md\`. */
export function functionsMarkdown(): string {
  const themes = functionThemes.map(([theme, rows]) => themeMarkdown(theme, rows));
  return `${[intro, ...themes, shapesMarkdown()].join("\n")}`;
}

/** The records that functions find in texts, a line each. */
function shapesMarkdown(): string {
  const lines = Object.entries(textShapes).map(([name, { fields }]) => {
    const parts = Object.entries(fields).map(
      ([field, { type, required, doc }]) =>
        `\`${field}\`${required ? "" : "?"} (${typeName(type)}) ${doc}`,
    );
    return `- \`${name}\`: ${parts.join("; ")}.`;
  });
  return `## Records found in texts\n\n${lines.join("\n")}\n`;
}

function themeMarkdown(theme: string, rows: readonly FunctionRow[]): string {
  const lines = rows.map((row) => `| ${code(signature(row))} | ${row.doc} | ${examples(row)} |`);
  const head = ["| function | what it gives | examples |", "|---|---|---|"];
  return `## ${theme}\n\n${[...head, ...lines].join("\n")}\n`;
}

function signature(row: FunctionRow): string {
  const required = row.params.length - (row.optionalParams ?? 0);
  const params = row.params.map((param, i) => {
    const constant = row.constants?.includes(i) ? "constant " : "";
    return `${row.paramNames[i]}${i < required ? "" : "?"}: ${constant}${nameOf(param)}`;
  });
  const result = typeof row.result === "function" ? "decimal" : nameOf(row.result);
  return `${row.name}(${params.join(", ")}): ${result}`;
}

function nameOf(type: ParamType): string {
  if (type.kind === "var" || type.kind === "record") return type.name;
  return "of" in type ? `${type.kind}<${nameOf(type.of)}>` : type.kind;
}

const examples = (row: FunctionRow): string =>
  row.examples
    .map(([expression, result]) => `${code(expression)} → ${resultOf(result)}`)
    .join("<br>");

const resultOf = (result: string): string =>
  /^(missing|fault \w+)$/.test(result) ? `*${result.replaceAll("_", " ")}*` : code(result);

/** Code in a cell: a bar would end the cell even there. */
const code = (text: string): string => `\`${text.replaceAll("|", "\\|")}\``;
