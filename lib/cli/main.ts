import { buildApplication, buildRouteMap, run } from "@stricli/core";
import { auditCommands } from "./commands/audit.ts";
import { backupCommand } from "./commands/backup.ts";
import { caseCommands } from "./commands/cases.ts";
import { checkCommand } from "./commands/check.ts";
import { generateCommand } from "./commands/generate.ts";
import { historyCommands } from "./commands/history.ts";
import { inventoryCommands } from "./commands/inventory.ts";
import { keyCommands } from "./commands/keys.ts";
import { letterCommands } from "./commands/letters.ts";
import { passCommands } from "./commands/pass.ts";
import { referenceCommands } from "./commands/reference.ts";
import { rulesCommands } from "./commands/rules.ts";
import { runCommands } from "./commands/runs.ts";
import { serveCommand } from "./commands/serve.ts";
import { submissionCommands } from "./commands/submission.ts";
import { submitCommand } from "./commands/submit.ts";
import { tokenCommand } from "./commands/token.ts";
import { withExamples } from "./examples.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import { type Channel, ChannelError, type Io } from "./io.ts";
import type { Session } from "./session.ts";
import { usageTexts } from "./usage.ts";
import { version } from "./version.ts";

/** Every command, for the program and for its reference. */
export const commands = buildRouteMap({
  routes: {
    check: checkCommand,
    serve: serveCommand,
    submit: submitCommand,
    run: runCommands,
    submission: submissionCommands,
    cases: caseCommands,
    pass: passCommands,
    audit: auditCommands,
    rules: rulesCommands,
    reference: referenceCommands,
    history: historyCommands,
    inventory: inventoryCommands,
    generate: generateCommand,
    token: tokenCommand,
    keys: keyCommands,
    letters: letterCommands,
    backup: backupCommand,
  },
  docs: {
    brief: "Judge records before they go out, and hold what is wrong",
    fullDescription: withExamples(
      "Holdpoint judges what a company is about to send its customers against rules, and holds\n" +
        "what is wrong, with the evidence beside it.\n\n" +
        "Exit codes: 0 nothing at or above --fail-on, 1 something is held or blocked, 2 only\n" +
        "warnings and --fail-on warn, 3 the job could not be done, 4 an output could not be\n" +
        "written. 4 outranks 3, 3 outranks 1, 1 outranks 2.\n\n" +
        "--debug, with any command, adds a stack trace to a refusal.",
      [
        ["holdpoint check orders.ndjson --gate order", "judge a file"],
        ["holdpoint check *.csv --gate order --mapping mapping.yaml", "judge foreign columns"],
        ["holdpoint serve --examples", "run the gate on this machine, with something to look at"],
        ["holdpoint cases list --as Mari", "work its queue"],
        ["holdpoint rules test", "run the cases of every rule set"],
        [
          "holdpoint rules explain ORD-01 order.json --gate order",
          "see why a rule says what it says",
        ],
      ],
    ),
  },
});

/** What Stricli runs. */
export const application = buildApplication(commands, {
  name: "holdpoint",
  versionInfo: { currentVersion: version },
  scanner: { caseStyle: "allow-kebab-for-camel", allowArgumentEscapeSequence: true },
  documentation: { disableAnsiColor: true, onlyRequiredInUsageLine: true },
  localization: { loadText: () => usageTexts },
});

/**
 * Runs one command line, without the program's name. Total: whatever goes wrong becomes a message
 * on standard error and an exit code; a stack trace is shown only with `--debug`.
 */
export async function main(args: readonly string[], io: Io): Promise<ExitCode> {
  const { rest, debug } = withoutDebug(args);
  const written: Promise<void>[] = [];
  const stream = (channel: Channel) => ({
    write: (text: string) => void written.push(channel.write(text)),
  });
  const streams = { stdout: stream(io.stdout), stderr: stream(io.stderr) };
  const session: Session = { io, debug, process: { ...streams, env: {} }, code: undefined };
  await run(application, rest, session);
  if (session.code === undefined && !asksForHelp(rest))
    streams.stderr.write(`See \`${helpFor(rest)}\`.\n`);
  const results = await Promise.allSettled(written);
  const isUnwritten = results.some(
    (result) => result.status === "rejected" && result.reason instanceof ChannelError,
  );
  if (isUnwritten) return exitCodes.unwritten;
  return session.code ?? (asksForHelp(rest) ? exitCodes.clear : exitCodes.couldNot);
}

/** `--debug` may stand anywhere before `--`. */
function withoutDebug(args: readonly string[]) {
  const end = args.includes("--") ? args.indexOf("--") : args.length;
  const rest = args.filter((arg, index) => index >= end || arg !== "--debug");
  return { rest, debug: rest.length < args.length };
}

const helpWords: ReadonlySet<string> = new Set(["--help", "-h", "--helpAll", "--help-all", "-H"]);

const asksForHelp = (args: readonly string[]): boolean =>
  args.some((arg) => helpWords.has(arg)) || args[0] === "--version" || args[0] === "-v";

/** The commands by name, and those of groups by theirs. */
const commandNames: ReadonlyMap<string, readonly string[]> = new Map(
  commands
    .getAllEntries()
    .map(({ name, target }) => [
      name.original,
      "getAllEntries" in target ? target.getAllEntries().map((entry) => entry.name.original) : [],
    ]),
);

/** The help that belongs to the command that was tried. */
function helpFor(args: readonly string[]): string {
  const [first = "", second = ""] = args;
  const within = commandNames.get(first);
  const path = [...(within ? [first] : []), ...(within?.includes(second) ? [second] : [])];
  return ["holdpoint", ...path, "--help"].join(" ");
}
