import { buildCommand, buildRouteMap } from "@stricli/core";
import { resultLists } from "../../app/large-run/run-objects.ts";
import { languages } from "../../core/rule.ts";
import { failOnLevels } from "../check/verdict-code.ts";
import { withExamples } from "../examples.ts";
import type { CommandFlags, RemoteFlags } from "../remote/connection.ts";
import type { CancelRunFlags, ListRunsFlags, ResultsFlags } from "../runs/act-on-runs.ts";
import type { SubmitRunFlags } from "../runs/submit-run.ts";
import type { WatchFlags } from "../runs/watch-run.ts";
import { type Session, working } from "../session.ts";
import { flag, optional, parseCountTo, text } from "./flags.ts";
import { commandFlags, remoteFlags, versionFlags } from "./remote-flags.ts";

const actions = async () => import("../runs/act-on-runs.ts");

const theRun = {
  brief: "The run: its whole name, or of one under way how it begins",
  placeholder: "RUN",
  parse: text,
};
const onRun = { kind: "tuple", parameters: [theRun] } as const;
const acting = { ...remoteFlags, ...commandFlags, ...versionFlags };

/** How the report is told, and what it is worth. */
const reportFlags = {
  locale: {
    kind: "enum",
    values: languages,
    default: "en",
    brief: "Language of titles, messages and fixes",
  },
  samples: {
    kind: "parsed",
    parse: parseCountTo(10_000),
    default: "3",
    placeholder: "N",
    brief: "Violations that text shows of each rule",
  },
  failOn: {
    kind: "enum",
    values: failOnLevels,
    default: "hold",
    brief: "What makes the exit code other than 0",
  },
} as const;

const verdictCodes =
  "Exit codes: 0 nothing at or above --fail-on, 1 something is held or blocked, 2 only warnings\n" +
  "and --fail-on warn, 3 it was not judged: the message says why.";

const submitCommand = buildCommand<SubmitRunFlags, string[], Session>({
  loader: working(async () => (await import("../runs/submit-run.ts")).submitRun),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "JSON, NDJSON, CSV, XML, or an archive. Several files are one submission",
        placeholder: "FILE",
        parse: text,
      },
      minimum: 1,
    },
    flags: {
      gate: { kind: "parsed", parse: text, placeholder: "NAME", brief: "The gate that judges" },
      mapping: {
        ...optional,
        placeholder: "FILE",
        brief: "Says which column or path is which field; needed for CSV",
      },
      idempotencyKey: {
        ...optional,
        placeholder: "KEY",
        brief: "Names the submission; the digest of files and mapping when absent",
      },
      noWatch: { ...flag, brief: "Do not wait for the verdict" },
      ...reportFlags,
      ...remoteFlags,
    },
  },
  docs: {
    brief: "Hand in files of any size, and hear the verdict",
    fullDescription:
      "Uploads the files in pieces, each verified by its digest, has them judged in parts, and waits.\n" +
      "Interrupted, it goes on where it was when it is called again: the same files are one\n" +
      "submission, and no piece is sent twice.\n\n" +
      verdictCodes,
    customUsage: [
      "FILE… --gate NAME [--mapping FILE]",
      { input: "invoices.ndjson --gate billing-run --as shop", brief: "at a gate on this machine" },
      {
        input: "november-*.csv --gate billing-run --mapping billing.yaml --no-watch",
        brief: "several files, and no waiting",
      },
    ],
  },
});

const listCommand = buildCommand<ListRunsFlags, [], Session>({
  loader: working(async () => (await actions()).listRuns),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      gate: { ...optional, placeholder: "NAME", brief: "Only those of this gate" },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "List the runs that are open or being judged",
    fullDescription: "Exit codes: 0 listed, 3 no gate answered, or it refused.",
    customUsage: ["[--gate NAME]"],
  },
});

const showCommand = buildCommand<RemoteFlags, [string], Session>({
  loader: working(async () => (await actions()).showRun),
  parameters: { positional: onRun, flags: remoteFlags },
  docs: {
    brief: "Show where a run stands",
    fullDescription: "Exit codes: 0 shown, 3 no gate answered, or it refused.",
    customUsage: ["RUN"],
  },
});

const watchCommand = buildCommand<WatchFlags, [string], Session>({
  loader: working(async () => (await actions()).watchRun),
  parameters: { positional: onRun, flags: { ...reportFlags, ...remoteFlags } },
  docs: {
    brief: "Wait for the verdict of a run",
    fullDescription: `Ctrl-C ends the waiting and nothing else.\n\n${verdictCodes}`,
    customUsage: ["RUN"],
  },
});

const cancelCommand = buildCommand<CancelRunFlags, [string], Session>({
  loader: working(async () => (await actions()).cancelRun),
  parameters: {
    positional: onRun,
    flags: {
      text: { kind: "parsed", parse: text, placeholder: "TEXT", brief: "Why: it is kept for ever" },
      ...acting,
    },
  },
  docs: {
    brief: "End a run that is not judged yet",
    fullDescription:
      "What was uploaded is taken away.\n\nExit codes: 0 cancelled, 3 the gate refused.",
    customUsage: ['RUN --text "The wrong month"'],
  },
});

const resumeCommand = buildCommand<CommandFlags, [string], Session>({
  loader: working(async () => (await actions()).resumeRun),
  parameters: { positional: onRun, flags: acting },
  docs: {
    brief: "Have a run judged again that failed",
    fullDescription:
      "What its steps had done stays done; it is judged by the rules and as of the instant of its\n" +
      "first attempt.\n\nExit codes: 0 it goes on, 3 the gate refused.",
    customUsage: ["RUN"],
  },
});

const resultsCommand = buildCommand<ResultsFlags, [string, string], Session>({
  loader: working(async () => (await actions()).runResults),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        theRun,
        { brief: `Which list: ${resultLists.join(", ")}`, placeholder: "LIST", parse: text },
      ],
    },
    flags: {
      out: { ...optional, placeholder: "FILE", brief: "Write it to this file" },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "Print a list of a judged run, a line of JSON each",
    fullDescription:
      "not-passed: all that is held, blocked or unreadable; records: every record with digest and\n" +
      "verdict; manifest: what was uploaded.\n\n" +
      "Exit codes: 0 printed, 3 no gate answered, or it refused.",
    customUsage: ["RUN not-passed [--out FILE]"],
  },
});

export const runCommands = buildRouteMap({
  routes: {
    submit: submitCommand,
    list: listCommand,
    show: showCommand,
    watch: watchCommand,
    cancel: cancelCommand,
    resume: resumeCommand,
    results: resultsCommand,
  },
  docs: {
    brief: "Large submissions: more than 4 MiB or 2,000 records",
    fullDescription: withExamples(
      "A run is uploaded in pieces and judged in parts; once it is judged, it is a submission like any\n" +
        "other, under the same name.",
      [
        [
          "holdpoint run submit invoices.ndjson --gate billing-run --as shop",
          "hand it in, and wait",
        ],
        ["holdpoint run list --as shop", "what is under way"],
        ["holdpoint run results RUN not-passed --as shop", "everything that is held"],
      ],
    ),
  },
});
