import { buildCommand } from "@stricli/core";
import { usualDataFolder } from "../../local/data-folder.ts";
import type { ServeFlags } from "../serve/run-serve.ts";
import { type Session, working } from "../session.ts";
import { flag, optional, parseCountTo, several, text } from "./flags.ts";

export const serveCommand = buildCommand<ServeFlags, [], Session>({
  loader: working(async () => (await import("../serve/run-serve.ts")).runServe),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      port: {
        kind: "parsed",
        parse: parsePort,
        default: "4600",
        placeholder: "N",
        brief: "Where it listens; 0 takes any port that is free",
      },
      host: {
        kind: "parsed",
        parse: text,
        default: "127.0.0.1",
        placeholder: "ADDRESS",
        brief: "The address it listens on: this machine's own alone, unless you say otherwise",
      },
      data: {
        kind: "parsed",
        parse: text,
        default: usualDataFolder,
        placeholder: "FOLDER",
        brief: "Where everything is kept; made where it is not",
      },
      gate: {
        ...several,
        placeholder: "NAME",
        brief: "Serve this gate; may be repeated; all of ./gates and those that ship when absent",
      },
      reference: {
        ...several,
        placeholder: "FOLDER",
        brief: "Load the table files of this folder before it starts; may be repeated",
      },
      examples: { ...flag, brief: "Submit the examples that ship, once, with their tables" },
      tenant: {
        kind: "parsed",
        parse: text,
        default: "local",
        placeholder: "NAME",
        brief: "The organisation, as entries and passes name it",
      },
      issuer: {
        ...optional,
        placeholder: "URL",
        brief: "Take the tokens of this issuer; `local`: those of `holdpoint token`, on any --host",
      },
      audience: { ...optional, placeholder: "NAME", brief: "Whom the issuer's tokens are for" },
      jwks: { ...optional, placeholder: "URL", brief: "The issuer's public keys: a URL or a file" },
      publicUrl: {
        kind: "parsed",
        parse: parsePublicUrl,
        optional: true,
        placeholder: "URL",
        brief: "What others call this gate, where that is not where it listens: uploads go there",
      },
      workers: {
        kind: "parsed",
        parse: parseCountTo(64),
        optional: true,
        placeholder: "N",
        brief: "Threads that judge large submissions; as many as there are processors when absent",
      },
      verbose: { ...flag, brief: "Log what the functions log, as JSON lines on standard error" },
    },
  },
  docs: {
    brief: "Run the gate on this machine: API, queue and review, kept in a folder",
    fullDescription:
      "Runs the functions that run on AWS, over a database in a folder. What was accepted is on the\n" +
      "disk before the answer; a process that was killed goes on where it was. One process at a time\n" +
      "has a folder. Ctrl-C finishes what runs and stops; a second one stops at once.\n\n" +
      "People sign in with tokens of `holdpoint token`, which are good on this machine alone, or with\n" +
      "those of a real issuer.\n\n" +
      "Exit codes: 0 stopped when asked, 3 it could not start: the message says why.",
    customUsage: [
      "[--port N] [--data FOLDER] [--gate NAME]... [--reference FOLDER]...",
      { input: "--examples", brief: "with something to look at" },
      { input: "--reference tables/ --gate order", brief: "one gate, with your own tables" },
      {
        input:
          "--host 0.0.0.0 --issuer https://login.example --audience holdpoint --jwks https://login.example/keys",
        brief: "for others as well: they sign in as they do everywhere",
      },
    ],
  },
});

function parsePublicUrl(value: string): string {
  if (/^https?:\/\/[^/?#\s]+\/?$/i.test(value)) return value;
  throw new Error("write http://… or https://…, without a path");
}

function parsePort(value: string): number {
  const port = /^\d{1,5}$/.test(value) ? Number(value) : 65_536;
  if (port <= 65_535) return port;
  throw new Error("write a port from 0 to 65535");
}
