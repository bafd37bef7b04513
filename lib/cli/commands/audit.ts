import { buildCommand, buildRouteMap } from "@stricli/core";
import { withExamples } from "../examples.ts";
import type { RemoteFlags } from "../remote/connection.ts";
import { type Session, working } from "../session.ts";
import { text } from "./flags.ts";
import { remoteFlags } from "./remote-flags.ts";

const audit = async () => import("../audit/audit.ts");
const positional = {
  kind: "tuple",
  parameters: [{ brief: "The submission", placeholder: "SUBMISSION", parse: text }],
} as const;

const showCommand = buildCommand<RemoteFlags, [string], Session>({
  loader: working(async () => (await audit()).showTrail),
  parameters: { positional, flags: remoteFlags },
  docs: {
    brief: "Show all that was kept of a submission",
    fullDescription:
      "Who did what, when and why, in order; attempts that were refused are in it.\n\n" +
      "Exit codes: 0 shown, 3 no gate answered, or it refused.",
    customUsage: ["SUBMISSION"],
  },
});

const replayCommand = buildCommand<RemoteFlags, [string], Session>({
  loader: working(async () => (await audit()).replaySubmission),
  parameters: { positional, flags: remoteFlags },
  docs: {
    brief: "Judge a submission again from what was kept, and show any difference",
    fullDescription:
      "The same bytes, rules, tables and business time must give the same report, to the byte; and\n" +
      "the entries must explain where the submission stands.\n\n" +
      "Exit codes: 0 equal, 1 different, or something that it needs is gone, 3 no gate answered.",
    customUsage: ["SUBMISSION"],
  },
});

export const auditCommands = buildRouteMap({
  routes: { show: showCommand, replay: replayCommand },
  docs: {
    brief: "Read what was kept, and judge it again",
    fullDescription: withExamples("The record of who let what through, and why.", [
      ["holdpoint audit show 57d6e55e --as Aud", "who did what"],
      ["holdpoint audit replay 57d6e55e --as Aud", "whether it still says the same"],
    ]),
  },
});
