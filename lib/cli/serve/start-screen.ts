import { counted } from "../counted.ts";
import type { Palette } from "../outputs/palette.ts";
import { plainText } from "../plain-text.ts";

/** What a person sees when the gate has started. */
export interface Started {
  readonly version: string;
  readonly startMs: number;
  readonly url: string;
  readonly folder: string;
  /** Whose tokens are taken; absent for the data folder's own issuer. */
  readonly issuer?: string;
  readonly gates: readonly {
    readonly name: string;
    readonly subject: string;
    readonly ruleset: string;
    readonly rules: number;
  }[];
  /** Verdicts of the examples, in order; absent where none were asked for. */
  readonly examples?: readonly { readonly verdict: string; readonly isKnown: boolean }[];
  readonly tables: readonly { readonly table: string; readonly rows: number }[];
  /** How a person writes a command here: `npx holdpoint`. */
  readonly program: string;
  /** What such a command says besides, to find the gate: `--data other`, or nothing. */
  readonly found: string;
}

/** The start screen: where it answers, what it judges, and what to do next. */
export function startScreen(started: Started, palette: Palette): string {
  const { version, startMs, url, folder, issuer } = started;
  const ready = palette.quiet(`ready in ${Math.round(startMs)} ms`);
  const lines = [
    `  ${palette.strong(palette.pass("Holdpoint"))} ${version}  ${ready}`,
    "",
    row("API", `${url}/v1`, palette),
    row("Docs", `${url}/docs`, palette),
    row("Data", plainText(folder), palette),
    ...(issuer === undefined ? [] : [row("Signs in", plainText(issuer), palette)]),
    "",
    ...gateLines(started, palette),
    ...tableLines(started, palette),
    ...exampleLines(started, palette),
    "",
    ...nextLines(started, palette),
    `  ${palette.quiet("Stop with Ctrl-C; everything is kept, and the next start goes on.")}`,
  ];
  return `\n${lines.join("\n")}\n\n`;
}

const row = (name: string, value: string, { pass, strong }: Palette): string =>
  `  ${pass("→")}  ${strong(name.padEnd(10))} ${value}`;

function gateLines({ gates }: Started, { strong, quiet }: Palette): readonly string[] {
  const width = Math.max(0, ...gates.map(({ name }) => name.length));
  return gates.map(({ name, subject, rules, ruleset }) => {
    const own = ruleset === name ? "" : ` of rule set ${ruleset}`;
    const kind = subject === name ? "" : `${subject}, `;
    return `  gate ${strong(name.padEnd(width))}  ${quiet(`${kind}${counted(rules, "rule")}${own}`)}`;
  });
}

function tableLines({ tables }: Started, { quiet }: Palette): readonly string[] {
  if (tables.length === 0) return [];
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  return [
    `  ${quiet(`${counted(tables.length, "reference table")} with ${counted(rows, "row")}`)}`,
  ];
}

function exampleLines({ examples }: Started, palette: Palette): readonly string[] {
  if (examples === undefined || examples.length === 0) return [];
  const known = examples.every(({ isKnown }) => isKnown);
  const count = (verdict: string): number =>
    examples.filter((example) => example.verdict === verdict).length;
  const verdicts = (["pass", "hold", "block"] as const)
    .filter((verdict) => count(verdict) > 0)
    .map((verdict) => `${count(verdict)} ${palette[verdict](verdict)}`);
  const how = known ? "are already there" : "submitted";
  return [`  ${counted(examples.length, "example")} ${how}: ${verdicts.join(", ")}`];
}

function nextLines(
  { program, found, issuer, url, gates }: Started,
  { quiet, strong }: Palette,
): readonly string[] {
  if (issuer !== undefined) return [];
  const [gate] = gates;
  const next: readonly (readonly [command: string, purpose: string])[] = [
    [
      `${program} cases list --as Mari${found}`,
      "what waits for a service manager, the worst first",
    ],
    [
      `${program} submit FILE --gate ${gate?.name ?? "NAME"} --as shop --wait${found}`,
      "hand something in, and wait for what becomes of it",
    ],
    [
      `${program} run submit FILE… --gate ${gate?.name ?? "NAME"} --as shop${found}`,
      "the same for files of any size: millions of records, uploaded in pieces, judged in parts",
    ],
    [
      `curl ${url}/v1/me -H "authorization: Bearer $(${program} token --role service_manager --name Mari${found})"`,
      "speak to the API yourself",
    ],
  ];
  return next
    .flatMap(([command, purpose]) => [`  ${strong("$")} ${command}`, `      ${quiet(purpose)}`])
    .concat("");
}
