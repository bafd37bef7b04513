import { buildCommand } from "@stricli/core";
import { roles } from "../../app/caller.ts";
import { usualDataFolder } from "../../local/data-folder.ts";
import { type Session, working } from "../session.ts";
import type { TokenFlags } from "../token/run-token.ts";
import { flag, optional, parseDuration, parseRole, text } from "./flags.ts";

export const tokenCommand = buildCommand<TokenFlags, [], Session>({
  loader: working(async () => (await import("../token/run-token.ts")).runToken),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      name: {
        kind: "parsed",
        parse: text,
        placeholder: "NAME",
        brief: "Whom it is for: the person, and her account",
      },
      role: {
        kind: "parsed",
        parse: parseRole,
        variadic: true,
        placeholder: "ROLE",
        brief: "What she may do; may be repeated",
      },
      person: {
        ...optional,
        placeholder: "ID",
        brief: "Who stands behind the account; the name in small letters when absent",
      },
      login: {
        ...optional,
        placeholder: "NAME",
        brief: "Another account of the same person, as people have two",
      },
      department: { ...optional, placeholder: "NAME", brief: "Where she works" },
      machine: {
        ...flag,
        brief: "No person stands behind it: it submits and reads, and decides nothing",
      },
      expires: {
        kind: "parsed",
        parse: parseDuration,
        default: "8h",
        placeholder: "TIME",
        brief: "How long it holds: 30m, 8h, 7d",
      },
      data: {
        kind: "parsed",
        parse: text,
        default: usualDataFolder,
        placeholder: "FOLDER",
        brief: "The data folder whose gate takes it",
      },
    },
  },
  docs: {
    brief: "Sign in somebody on this machine: a token for the local gate",
    fullDescription:
      "Prints a token (a JWT) that the gate of a data folder takes, and nothing else, so that a shell\n" +
      "can use it. It is checked as production checks tokens, and no other gate takes it.\n\n" +
      `Roles: ${roles.slice(0, 5).join(", ")},\n${roles.slice(5).join(", ")}.\n\n` +
      "Exit codes: 0 printed, 3 the folder's key cannot be read or made.",
    customUsage: [
      "--name NAME --role ROLE [--role ROLE]... [--department NAME]",
      { input: "--role service_manager --name Mari", brief: "a person who decides" },
      {
        input: "--role second_approver --name Jaan --department finance",
        brief: "the second pair of eyes",
      },
      {
        input: "--role service_manager --name Mari --login second",
        brief: "another account of the same person",
      },
      { input: "--role submitter --name web-shop --machine", brief: "a system that submits" },
    ],
  },
});
