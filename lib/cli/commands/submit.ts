import { buildCommand } from "@stricli/core";
import { languages } from "../../core/rule.ts";
import { type Session, working } from "../session.ts";
import type { SubmitFlags } from "../submit/run-submit.ts";
import { flag, optional, text } from "./flags.ts";
import { remoteFlags } from "./remote-flags.ts";

export const submitCommand = buildCommand<SubmitFlags, [string], Session>({
  loader: working(async () => (await import("../submit/run-submit.ts")).runSubmit),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "JSON: a record, a list of records or an envelope; - is standard input",
          placeholder: "FILE",
          parse: text,
        },
      ],
    },
    flags: {
      gate: { kind: "parsed", parse: text, placeholder: "NAME", brief: "The gate that judges" },
      wait: { ...flag, brief: "Wait until it is released or has ended" },
      idempotencyKey: {
        ...optional,
        placeholder: "KEY",
        brief: "Names the submission; what the envelope says, or the file's digest, when absent",
      },
      supersedes: {
        ...optional,
        placeholder: "ID",
        brief: "It corrects this submission: the header is written into what is sent",
      },
      sent: {
        ...optional,
        placeholder: "FILE",
        brief: "Keep what was sent, where --supersedes makes it another file: passes are for that",
      },
      pass: {
        ...optional,
        placeholder: "FILE",
        brief: "Write the release pass to this file, once it is released",
      },
      locale: {
        kind: "enum",
        values: languages,
        default: "en",
        brief: "Language of titles, messages and fixes",
      },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "Hand a file to a gate that runs, and hear the verdict",
    fullDescription:
      "The verdict is stored before it is told. The same file is one submission, however often it is\n" +
      "sent: what was answered once is answered again.\n\n" +
      "Exit codes: 0 released, 1 held, or ended without being released, 3 the gate refused it or did\n" +
      "not answer: nothing may go out. Ctrl-C while it waits changes nothing.",
    customUsage: [
      "FILE --gate NAME [--wait] [--pass FILE]",
      { input: "order.json --gate order --as shop", brief: "at a gate on this machine" },
      {
        input: "run.json --gate billing-run --wait --pass run.pass.json",
        brief: "in a pipeline: go on when it may go out, with the proof",
      },
      {
        input: "corrected.json --gate order --supersedes 57d6e55e8b98598b1014ed7031113413d4bf3030",
        brief: "a correction",
      },
    ],
  },
});
