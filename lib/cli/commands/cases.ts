import { buildCommand, buildRouteMap } from "@stricli/core";
import { languages } from "../../core/rule.ts";
import type { AssignFlags } from "../cases/act-on-case.ts";
import type { ListFlags } from "../cases/list-cases.ts";
import type { ShowFlags } from "../cases/show-case.ts";
import { withExamples } from "../examples.ts";
import type { CommandFlags, KeyedFlags } from "../remote/connection.ts";
import { type Session, working } from "../session.ts";
import {
  approvalCommand,
  approvalsCommand,
  approveCommand,
  refuseCommand,
} from "./case-approvals.ts";
import { attestCommand, decideCommand, proposeCommand } from "./case-decisions.ts";
import { flag, optional, parseCountTo, text } from "./flags.ts";
import { commandFlags, remoteFlags, versionFlags } from "./remote-flags.ts";

const acting = { ...remoteFlags, ...commandFlags, ...versionFlags };
const actions = async () => import("../cases/act-on-case.ts");

const of = (brief: string, placeholder: string) => ({ brief, placeholder, parse: text });
const theCase = of("The case, as `cases list` shows it", "CASE");

const listCommand = buildCommand<ListFlags, [], Session>({
  loader: working(async () => (await import("../cases/list-cases.ts")).listCases),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      gate: { ...optional, placeholder: "NAME", brief: "Only those of this gate" },
      severity: {
        kind: "enum",
        values: ["hold", "block"],
        optional: true,
        brief: "Only those of this severity",
      },
      state: {
        kind: "enum",
        values: ["open", "assigned", "info_requested"],
        variadic: true,
        optional: true,
        brief: "Only those in this state; may be repeated",
      },
      mine: { ...flag, brief: "Only those that you were given or work on" },
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
    brief: "List what waits for people, the worst first",
    fullDescription:
      "The worst is what would cost most an hour that is left: expected cost over hours to the\n" +
      "deadline.\n\nExit codes: 0 listed, 3 no gate answered, or it refused.",
    customUsage: [
      "[--gate NAME] [--severity block] [--mine]",
      { input: "--as Mari", brief: "at a gate on this machine, as Mari" },
    ],
  },
});

const showCommand = buildCommand<ShowFlags, [string], Session>({
  loader: working(async () => (await import("../cases/show-case.ts")).showCase),
  parameters: {
    positional: { kind: "tuple", parameters: [theCase] },
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
        default: "10",
        placeholder: "N",
        brief: "Violations that are shown",
      },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "Show a case with its evidence",
    fullDescription:
      "What is wrong and with which records, what is at risk, what was asked, proposed and decided.\n\n" +
      "Exit codes: 0 shown, 3 no gate answered, or it refused.",
    customUsage: ["CASE", { input: "57d6e5.8ae76d --locale et", brief: "in Estonian" }],
  },
});

/** A command on one case that needs no more than its name. */
const simple = (name: "claimCase" | "unclaimCase", brief: string, more: string) =>
  buildCommand<CommandFlags, [string], Session>({
    loader: working(async () => (await actions())[name]),
    parameters: { positional: { kind: "tuple", parameters: [theCase] }, flags: acting },
    docs: {
      brief,
      fullDescription: `${more}\n\nExit codes: 0 done, 3 the gate refused.`,
      customUsage: ["CASE"],
    },
  });

const assignCommand = buildCommand<AssignFlags, [string, string], Session>({
  loader: working(async () => (await actions()).assignCase),
  parameters: {
    positional: { kind: "tuple", parameters: [theCase, of("Who gets it", "NAME")] },
    flags: {
      principal: {
        ...optional,
        placeholder: "ACCOUNT",
        brief: "Her account, `issuer|subject`; of this machine's own issuer when absent",
      },
      person: { ...optional, placeholder: "ID", brief: "Who stands behind the account" },
      theirDepartment: { ...optional, placeholder: "NAME", brief: "Where she works" },
      ...acting,
    },
  },
  docs: {
    brief: "Give a case to somebody",
    fullDescription: "Exit codes: 0 done, 3 the gate refused.",
    customUsage: ["CASE NAME"],
  },
});

const askCommand = buildCommand<CommandFlags, [string, string], Session>({
  loader: working(async () => (await actions()).askAbout),
  parameters: {
    positional: { kind: "tuple", parameters: [theCase, of("What you ask", "TEXT")] },
    flags: acting,
  },
  docs: {
    brief: "Ask the sender about a case",
    fullDescription:
      "While a question is open the case's clock stands still, up to the gate's limit.\n\n" +
      "Exit codes: 0 asked, 3 the gate refused.",
    customUsage: ['CASE "Is the new price list agreed with the customer?"'],
  },
});

const answerCommand = buildCommand<
  KeyedFlags & { readonly question?: string },
  [string, string],
  Session
>({
  loader: working(async () => (await actions()).answerQuestion),
  parameters: {
    positional: { kind: "tuple", parameters: [theCase, of("What you answer", "TEXT")] },
    flags: {
      question: { ...optional, placeholder: "ID", brief: "Which one, where several are open" },
      ...remoteFlags,
      ...commandFlags,
    },
  },
  docs: {
    brief: "Answer a question about a case",
    fullDescription:
      "For who sent it, her department, or a functional manager.\n\n" +
      "Exit codes: 0 answered, 3 the gate refused.",
    customUsage: ['CASE "Yes: see contract 4711" --as shop'],
  },
});

export const caseCommands = buildRouteMap({
  routes: {
    list: listCommand,
    show: showCommand,
    claim: simple(
      "claimCase",
      "Take a case to work on it, or renew that",
      "Nobody else decides on it while your time lasts.",
    ),
    unclaim: simple("unclaimCase", "Give a case back", "It is anybody's again."),
    assign: assignCommand,
    ask: askCommand,
    answer: answerCommand,
    propose: proposeCommand,
    decide: decideCommand,
    attest: attestCommand,
    approvals: approvalsCommand,
    approval: approvalCommand,
    approve: approveCommand,
    refuse: refuseCommand,
  },
  docs: {
    brief: "Work the queue: what is held waits for people",
    fullDescription: withExamples(
      "What a gate holds becomes cases: the violations of one rule in one submission. Short names,\n" +
        "as lists show them, do.",
      [
        ["holdpoint cases list --as Mari", "what waits, the worst first"],
        ["holdpoint cases show 57d6e5.8ae76d --as Mari", "the evidence"],
        [
          'holdpoint cases decide 57d6e5.8ae76d release --text "The customer confirmed by phone" --as Mari',
          "decide",
        ],
        ["holdpoint cases approvals --as Jaan", "what waits for a second person"],
      ],
    ),
  },
});
