import { buildCommand } from "@stricli/core";
import type { ApprovalsFlags, ApproveFlags } from "../cases/approvals.ts";
import type { KeyedFlags, RemoteFlags } from "../remote/connection.ts";
import { type Session, working } from "../session.ts";
import { flag, optional, text } from "./flags.ts";
import { commandFlags, remoteFlags } from "./remote-flags.ts";

// The second pair of eyes: part of `holdpoint cases`.

const approvals = async () => import("../cases/approvals.ts");
const theApproval = {
  brief: "The approval, as `cases approvals` shows it",
  placeholder: "APPROVAL",
  parse: text,
};

export const approvalsCommand = buildCommand<ApprovalsFlags, [], Session>({
  loader: working(async () => (await approvals()).listApprovals),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      gate: { ...optional, placeholder: "NAME", brief: "Only those of this gate" },
      mine: { ...flag, brief: "Only those that you may decide" },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "List what waits for a second person",
    fullDescription: "Exit codes: 0 listed, 3 no gate answered, or it refused.",
    customUsage: ["[--gate NAME] [--mine]"],
  },
});

export const approvalCommand = buildCommand<RemoteFlags, [string], Session>({
  loader: working(async () => (await approvals()).showApproval),
  parameters: { positional: { kind: "tuple", parameters: [theApproval] }, flags: remoteFlags },
  docs: {
    brief: "Show what a second person is asked for",
    fullDescription: "Exit codes: 0 shown, 3 no gate answered, or it refused.",
    customUsage: ["APPROVAL"],
  },
});

export const approveCommand = buildCommand<ApproveFlags, [string], Session>({
  loader: working(async () => (await approvals()).approve),
  parameters: {
    positional: { kind: "tuple", parameters: [theApproval] },
    flags: {
      binding: {
        kind: "parsed",
        parse: text,
        placeholder: "HEX",
        brief: "The binding that you saw, at least 12 digits: you approve this and nothing else",
      },
      note: { ...optional, placeholder: "TEXT", brief: "For the record" },
      ...remoteFlags,
      ...commandFlags,
    },
  },
  docs: {
    brief: "Consent as the second person: it is done at once",
    fullDescription:
      "The binding names payload, rules, gate and action. When any of them changed, nothing is done.\n\n" +
      "Exit codes: 0 done, 3 the gate refused, or something else is asked for by now.",
    customUsage: ["APPROVAL --binding HEX"],
  },
});

export const refuseCommand = buildCommand<
  KeyedFlags & { readonly note: string },
  [string],
  Session
>({
  loader: working(async () => (await approvals()).refuse),
  parameters: {
    positional: { kind: "tuple", parameters: [theApproval] },
    flags: {
      note: { kind: "parsed", parse: text, placeholder: "TEXT", brief: "Why" },
      ...remoteFlags,
      ...commandFlags,
    },
  },
  docs: {
    brief: "Refuse as the second person, or take back what you asked for",
    fullDescription: "Exit codes: 0 refused, 3 the gate did not take it.",
    customUsage: ['APPROVAL --note "…"'],
  },
});
