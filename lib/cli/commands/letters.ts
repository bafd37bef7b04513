import { buildCommand, buildRouteMap } from "@stricli/core";
import { deadLetterStates } from "../../app/letters/dead-letter.ts";
import { withExamples } from "../examples.ts";
import type { DiscardLetterFlags, RedriveFlags } from "../letters/act-on-letters.ts";
import type { ListLettersFlags } from "../letters/list-letters.ts";
import type { RemoteFlags } from "../remote/connection.ts";
import { type Session, working } from "../session.ts";
import { flag, optional, parseCountTo, text } from "./flags.ts";
import { commandFlags, reasonFlags, remoteFlags, versionFlags } from "./remote-flags.ts";

const actions = async () => import("../letters/act-on-letters.ts");
const shows = async () => import("../letters/list-letters.ts");

const theLetter = {
  brief: "The letter, as `letters list` shows it",
  placeholder: "LETTER",
  parse: text,
};

/** Which letters are meant. */
const filters = {
  gate: { ...optional, placeholder: "NAME", brief: "Only those of this gate" },
  rule: { ...optional, placeholder: "ID", brief: "Only those of this rule" },
  because: {
    kind: "enum",
    values: ["received", "buried"],
    optional: true,
    brief: "Only those that came back too often, or that can never be consumed",
  },
  reason: { ...optional, placeholder: "CODE", brief: "Only those whose reason begins so" },
  submission: {
    ...optional,
    placeholder: "SUBMISSION",
    brief: "All of this one, whatever became of them",
  },
} as const;

const listCommand = buildCommand<ListLettersFlags, [], Session>({
  loader: working(async () => (await shows()).listLetters),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      ...filters,
      state: {
        kind: "enum",
        values: deadLetterStates,
        optional: true,
        brief: "Only those in this state, with --submission; those that lie dead when absent",
      },
      max: {
        kind: "parsed",
        parse: parseCountTo(5_000),
        default: "50",
        placeholder: "N",
        brief: "How many are listed",
      },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "List dead messages, those that have lain longest first",
    fullDescription: "Exit codes: 0 listed, 3 no gate answered, or it refused.",
    customUsage: ["[--gate NAME] [--rule ID] [--because buried] [--submission SUBMISSION]"],
  },
});

const showCommand = buildCommand<RemoteFlags, [string], Session>({
  loader: working(async () => (await shows()).showLetter),
  parameters: {
    positional: { kind: "tuple", parameters: [theLetter] },
    flags: remoteFlags,
  },
  docs: {
    brief: "Show a dead message with its body",
    fullDescription: "Exit codes: 0 shown, 3 no gate answered, or it refused.",
    customUsage: ["LETTER"],
  },
});

const redriveCommand = buildCommand<RedriveFlags, string[], Session>({
  loader: working(async () => (await actions()).redrive),
  parameters: {
    positional: { kind: "array", parameter: theLetter },
    flags: {
      all: { ...flag, brief: "All that lie dead and fit the filters" },
      ...filters,
      ...remoteFlags,
      ...commandFlags,
    },
  },
  docs: {
    brief: "Send dead messages again",
    fullDescription:
      "A consumer knows a message by its id: one that was taken meanwhile does nothing. Each one is\n" +
      "done on its own.\n\n" +
      "Exit codes: 0 all are sent again, 3 one was refused, or no gate answered.",
    customUsage: [
      "LETTER…",
      { input: "--all --gate order --because received --as Ops", brief: "all that came back" },
    ],
  },
});

const discardCommand = buildCommand<DiscardLetterFlags, [string], Session>({
  loader: working(async () => (await actions()).discard),
  parameters: {
    positional: { kind: "tuple", parameters: [theLetter] },
    flags: { text: reasonFlags.text, ...remoteFlags, ...commandFlags, ...versionFlags },
  },
  docs: {
    brief: "Discard a dead message that nobody wants any more",
    fullDescription:
      "Its body goes; the reason and the digest are kept. What it would have told stays untold.\n\n" +
      "Exit codes: 0 discarded, 3 the gate refused.",
    customUsage: ['LETTER --text "Sent by the load test, and by nobody else"'],
  },
});

export const letterCommands = buildRouteMap({
  routes: {
    list: listCommand,
    show: showCommand,
    redrive: redriveCommand,
    discard: discardCommand,
  },
  docs: {
    brief: "Dead letters: messages that no consumer could take",
    fullDescription: withExamples(
      "A message that fails five times, or that can never be consumed, becomes a letter. Until it\n" +
        "is sent again, cases of something that is held are missing.",
      [
        ["holdpoint letters list --as Ops", "what lies dead"],
        ["holdpoint letters redrive --all --as Ops", "once what hindered it is corrected"],
      ],
    ),
  },
});
