import { buildCommand } from "@stricli/core";
import { type Decision, decisions } from "../../app/review/case.ts";
import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { AttestFlags, DecideFlags, GivenAnswer, ProposeFlags } from "../cases/act-on-case.ts";
import { type Session, working } from "../session.ts";
import { optional, text } from "./flags.ts";
import { commandFlags, reasonFlags, remoteFlags, versionFlags } from "./remote-flags.ts";

const acting = { ...remoteFlags, ...commandFlags, ...versionFlags };
const actions = async () => import("../cases/act-on-case.ts");

const theCase = { brief: "The case, as `cases list` shows it", placeholder: "CASE", parse: text };

const decisionAmong = (known: readonly Decision[]) => ({
  brief: `What is to be: ${known.join(", ")}`,
  placeholder: "DECISION",
  parse: (value: string): Decision => parseDecision(value, known),
});

/** What is answered has a command of its own. */
const unanswered = decisions.filter((decision) => decision !== "attest");

const theAnswer = {
  kind: "parsed",
  parse: parseAnswer,
  variadic: true,
  placeholder: "FACT=yes|no",
} as const;

const theViolations = {
  violations: {
    ...optional,
    placeholder: "RANGES",
    brief: "Only these of its violations, as `show` numbers them: 0-3,7; the case is split",
  },
} as const;

export const proposeCommand = buildCommand<ProposeFlags, [string, Decision], Session>({
  loader: working(async () => (await actions()).proposeOn),
  parameters: {
    positional: { kind: "tuple", parameters: [theCase, decisionAmong(decisions)] },
    flags: {
      answer: { ...theAnswer, optional: true, brief: "Of attest: an answer; may be repeated" },
      ...reasonFlags,
      ...acting,
    },
  },
  docs: {
    brief: "Propose a decision: it decides nothing",
    fullDescription: "Exit codes: 0 proposed, 3 the gate refused.",
    customUsage: ['CASE DECISION --text "…" [--answer FACT=yes]'],
  },
});

export const decideCommand = buildCommand<DecideFlags, [string, Decision], Session>({
  loader: working(async () => (await actions()).decideOn),
  parameters: {
    positional: { kind: "tuple", parameters: [theCase, decisionAmong(unanswered)] },
    flags: { ...theViolations, ...reasonFlags, ...acting },
  },
  docs: {
    brief: "Decide on a case, or on some of its violations",
    fullDescription:
      "release: it goes out. return: it is wrong, and the sender corrects it. reject: it will not go\n" +
      "out. false_positive: the rule was wrong here, and it goes out. Where a rule asks what only a\n" +
      "person can tell: `cases attest`.\n\n" +
      "Where two people are needed nothing is decided yet: the second one sees it under\n" +
      "`cases approvals`. Who made or sent it decides nothing.\n\n" +
      "Exit codes: 0 decided or asked for, 3 the gate refused.",
    customUsage: [
      'CASE DECISION --text "…" [--because CODE] [--violations RANGES]',
      {
        input:
          '57d6e5.8ae76d release --because customer_asked --text "The customer confirmed by phone"',
        brief: "let it go out",
      },
      {
        input: '57d6e5.8ae76d return --violations 0-2 --text "These three have the old price"',
        brief: "three of them are wrong",
      },
    ],
  },
});

export const attestCommand = buildCommand<AttestFlags, [string], Session>({
  loader: working(async () => (await actions()).attestFor),
  parameters: {
    positional: { kind: "tuple", parameters: [theCase] },
    flags: {
      answer: {
        ...theAnswer,
        brief: "What you say of a fact that the rule asks about; may be repeated",
      },
      ...theViolations,
      ...reasonFlags,
      ...acting,
    },
  },
  docs: {
    brief: "Answer what a rule asks about a case",
    fullDescription:
      "`cases show` has the questions. The rule judges again, as it did then but for your answers: where\n" +
      "it passes, the violations are cleared, even of a rule that nobody waives; where it does not,\n" +
      "nothing is changed, and you are told what is still needed.\n\n" +
      "What blocks, and what nobody waives, takes a second person. Who made or sent it answers nothing.\n\n" +
      "Exit codes: 0 decided or asked for, 3 the gate refused.",
    customUsage: [
      'CASE --answer FACT=yes --text "…" [--because CODE] [--violations RANGES]',
      {
        input:
          '57d6e5.8ae76d --answer same_need=yes --answer comparison_fair=yes --text "Both are e-bikes of one class, see the test"',
        brief: "two facts of one comparison",
      },
    ],
  },
});

function parseDecision(value: string, known: readonly Decision[]): Decision {
  const decision = known.find((one) => one === value);
  if (decision !== undefined) return decision;
  if (value === "attest") throw new Error("answer what its rule asks by `cases attest`");
  throw new Error(didYouMean(value, known).slice(2) || `it is one of ${known.join(", ")}`);
}

function parseAnswer(text: string): GivenAnswer {
  const [, fact, said] = /^([A-Za-z_][A-Za-z0-9_]*)=(yes|no|true|false)$/.exec(text) ?? [];
  if (fact !== undefined) return { fact, value: said === "yes" || said === "true" };
  throw new Error("write a fact and yes or no, such as same_need=yes");
}
