import { buildCommand, buildRouteMap } from "@stricli/core";
import { languages } from "../../core/rule.ts";
import { withExamples } from "../examples.ts";
import type { RemoteFlags } from "../remote/connection.ts";
import { type Session, working } from "../session.ts";
import type { WholeFlags, WithdrawFlags } from "../submission/act-on-submission.ts";
import type { ListHeldFlags, ReportFlags } from "../submission/show-submission.ts";
import { optional, parseCountTo, text } from "./flags.ts";
import { commandFlags, reasonFlags, remoteFlags, versionFlags } from "./remote-flags.ts";

const shows = async () => import("../submission/show-submission.ts");
const actions = async () => import("../submission/act-on-submission.ts");

const positional = {
  kind: "tuple",
  parameters: [
    {
      brief: "The submission: its whole name, or of a held one how it begins",
      placeholder: "SUBMISSION",
      parse: text,
    },
  ],
} as const;
const acting = { ...remoteFlags, ...commandFlags, ...versionFlags };
const refused = "Exit codes: 0 done, 3 the gate refused.";

const listCommand = buildCommand<ListHeldFlags, [], Session>({
  loader: working(async () => (await shows()).listHeld),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      gate: { ...optional, placeholder: "NAME", brief: "Only those of this gate" },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "List what is held, the longest waiting first",
    fullDescription: "Exit codes: 0 listed, 3 no gate answered, or it refused.",
    customUsage: ["[--gate NAME]"],
  },
});

const showCommand = buildCommand<RemoteFlags, [string], Session>({
  loader: working(async () => (await shows()).showSubmission),
  parameters: { positional, flags: remoteFlags },
  docs: {
    brief: "Show where a submission stands",
    fullDescription:
      "Its state, its records, and what became of each violation.\n\n" +
      "Exit codes: 0 shown, 3 no gate answered, or it refused.",
    customUsage: ["SUBMISSION"],
  },
});

const reportCommand = buildCommand<ReportFlags, [string], Session>({
  loader: working(async () => (await shows()).showReport),
  parameters: {
    positional,
    flags: {
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
      ...remoteFlags,
    },
  },
  docs: {
    brief: "Show all that judging a submission gave",
    fullDescription:
      "As `holdpoint check` shows it; --json gives the report.\n\n" +
      "Exit codes: 0 shown, 3 no gate answered, or it refused.",
    customUsage: ["SUBMISSION [--locale et] [--json]"],
  },
});

const withdrawCommand = buildCommand<WithdrawFlags, [string], Session>({
  loader: working(async () => (await actions()).withdrawSubmission),
  parameters: { positional, flags: { text: reasonFlags.text, ...acting } },
  docs: {
    brief: "Take a held submission back",
    fullDescription: `For who sent it.\n\n${refused}`,
    customUsage: ['SUBMISSION --text "…"'],
  },
});

const rejectCommand = buildCommand<WholeFlags, [string], Session>({
  loader: working(async () => (await actions()).rejectWhole),
  parameters: { positional, flags: { ...reasonFlags, ...acting } },
  docs: {
    brief: "Reject a held submission as a whole",
    fullDescription: `None of it goes out; a correction may follow.\n\n${refused}`,
    customUsage: ['SUBMISSION --text "…" [--because CODE]'],
  },
});

const releaseCommand = buildCommand<WholeFlags, [string], Session>({
  loader: working(async () => (await actions()).releaseClean),
  parameters: { positional, flags: { ...reasonFlags, ...acting } },
  docs: {
    brief: "Release the records with which nothing is wrong",
    fullDescription:
      "Where the gate splits submissions. What is held stays held and is decided case by case; when\n" +
      "nothing waits any more, the rest is released by that decision.\n\n" +
      "Exit codes: 0 released, or a second person is asked; 3 the gate refused.",
    customUsage: ['SUBMISSION --text "…" [--because CODE]'],
  },
});

export const submissionCommands = buildRouteMap({
  routes: {
    list: listCommand,
    show: showCommand,
    report: reportCommand,
    withdraw: withdrawCommand,
    reject: rejectCommand,
    release: releaseCommand,
  },
  docs: {
    brief: "See and end submissions as a whole",
    fullDescription: withExamples("What was handed to a gate, and what became of it.", [
      ["holdpoint submission list --as Mari", "what is held"],
      ["holdpoint submission show 57d6e55e --as Mari", "where it stands"],
      [
        'holdpoint submission release 57d6e55e --text "The clean orders must not wait" --as Mari',
        "let the clean records go out",
      ],
    ]),
  },
});
