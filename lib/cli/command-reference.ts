import {
  type Application,
  type CommandContext,
  generateHelpTextForAllCommands,
} from "@stricli/core";
import { application } from "./main.ts";

/** `docs/cli.md`: the help of every command, and what all of them have in common. */
export function commandReference(): string {
  // Help asks nothing of the context that commands are called with.
  const documented = application as unknown as Application<CommandContext>;
  const sections = generateHelpTextForAllCommands(documented).map(
    ([name, help]) => `## ${name}\n\n\`\`\`text\n${help.trimEnd()}\n\`\`\``,
  );
  return `${[introduction, ...sections].join("\n\n")}\n`;
}

const introduction = `# The command line

Made from the commands' own help by \`node bin/documents.ts\`; a check fails when it is stale.

- **Exit codes** are in the [runbook](RUNBOOK.md#exit-codes). A pipeline can rely on 0: nothing at
  or above \`--fail-on\` was found, and everything was judged and written.
- **Inputs.** \`.json\` is one record, a list or an envelope (\`{"records": [...]}\`), \`.ndjson\` and
  \`.jsonl\` a record a line, \`.csv\` and \`.tsv\` need a mapping; of other names the first bytes
  tell. \`-\` is standard input. Several files are one submission, so that rules over many records
  see all of them. A file without bytes is refused, since something upstream failed; \`[]\` is a
  submission without records, and held.
- **Gates, rule sets and mappings** are looked for in \`./gates\`, \`./rulesets\` and as paths, then
  among those that ship with Holdpoint.
- **Reference tables** are files in one folder, named for their table: \`products.csv\`. In CSV,
  lists are parted by \`;\` and maps are JSON. A file whose name is no table, a misspelt field, a
  row that does not fit and two rows that are in force under one key at one time are refused, each
  with its place.
- **Outputs.** \`--output\` may be repeated; \`FORMAT=PATH\` writes a file, whole or not at all.
  \`json\` is the report, whose schema is \`schemas/report.schema.json\`; \`ndjson\` has a violation
  a line, with its message; \`records\` has every record that is not passed, with its verdict. The
  lists of a report are bounded and say how many more there are: \`records\` has all. Where the
  reader of standard output goes away before the end, as \`head\` does, nothing is said and the exit
  code is 4, since the output was not written whole; files that were asked for are written all the
  same.
- **Large submissions** of more than 8 MB are judged in parts, by a worker thread a processor;
  \`--workers 0\` uses none. Memory does not grow with the input; what it must not hold goes to a
  private folder below \`$XDG_CACHE_HOME/holdpoint/runs\` or \`~/.cache/holdpoint/runs\`, which is
  taken away when the run is done. After an interruption the same command with \`--resume\` judges
  only the parts that are left, as of the instant at which the run began, if inputs, rules, tables
  and options are what they were; otherwise it says what differs. An input that changes or vanishes
  while it is judged, and a disk that is full, end the run with code 3: nothing passes.
- **Gates that run.** \`submit\`, \`submission\`, \`cases\`, \`pass\`, \`audit\`, \`keys\` and \`backup\`
  speak to a gate: the one that runs on the data folder, or the one that \`--url\` or
  \`HOLDPOINT_URL\` names. They sign in by \`--token\` or \`HOLDPOINT_TOKEN\`; at a gate on this
  machine \`--as NAME\` does, with the role that the command needs unless \`--role\` names others.
  What lists show of a name is enough to name it again. \`--json\` gives the answer of the
  [API](api.md). A refusal says what would be right, with its stable words and the request's id.
  See [running it on one machine](local.md).
- **Colour** is used on a terminal alone, and never where \`NO_COLOR\` is set.
- **Compiled rules** are kept in \`$XDG_CACHE_HOME/holdpoint\` or \`~/.cache/holdpoint\`, which only
  you can write. They may be deleted at any time; \`--no-cache\` does without them.`;
