import { buildCommand, buildRouteMap } from "@stricli/core";
import type { ExportFlags } from "../audit/audit-export.ts";
import type { RestoreFlags } from "../audit/audit-restore.ts";
import type { VerifyAuditFlags } from "../audit/audit-verify.ts";
import { withExamples } from "../examples.ts";
import type { RemoteFlags } from "../remote/connection.ts";
import { type Session, working } from "../session.ts";
import { flag, optional, several, text } from "./flags.ts";
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

const through = (brief: string) => ({ ...optional, placeholder: "INSTANT", brief }) as const;

const exportCommand = buildCommand<ExportFlags, [], Session>({
  loader: working(async () => (await import("../audit/audit-export.ts")).exportAudit),
  parameters: {
    flags: {
      to: { kind: "parsed", parse: text, placeholder: "FOLDER", brief: "Where it is written" },
      through: through("Stop at the first seal that goes this far: a day, an instant, or now"),
      ...remoteFlags,
    },
  },
  docs: {
    brief: "Copy what was sealed into a folder, for an auditor",
    fullDescription:
      "Every audit entry as it was stored, and the signed seals over them. A folder that was exported\n" +
      "before is added to. What comes is compared with its seal before it is written.\n\n" +
      "Exit codes: 0 written, 3 no gate answered, or what it gave is not what it sealed.",
    customUsage: ["--to FOLDER [--through INSTANT]"],
  },
});

const verifyCommand = buildCommand<VerifyAuditFlags, [string], Session>({
  loader: working(async () => (await import("../audit/audit-verify.ts")).verifyAudit),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "What was exported", placeholder: "FOLDER", parse: text }],
    },
    flags: {
      through: through("The seals must go this far, or the end was cut off: a day, an instant"),
      keys: {
        kind: "parsed",
        parse: text,
        placeholder: "URL|FILE",
        brief:
          "The gate's public keys, from elsewhere than the export: `keys list --out`, /v1/keys",
      },
      key: {
        ...several,
        placeholder: "ID",
        brief: "Believe only this key of them; may be repeated",
      },
      archive: { ...flag, brief: "FOLDER is the archive itself: what came last is not sealed yet" },
      stored: { ...flag, brief: "Compare what the gate's own store says now, too" },
      ...remoteFlags,
    },
  },
  docs: {
    brief: "Verify an export, offline",
    fullDescription:
      "The chain of seals from the first to the last, their signatures, what they list, every entry to\n" +
      "the byte, and whether entries fit each other. What is not as it was sealed is told with its place.\n\n" +
      "Exit codes: 0 intact, 1 something is not as it was sealed, 3 it could not be read.",
    customUsage: ["FOLDER --keys URL|FILE --through INSTANT", "FOLDER --keys URL|FILE --stored"],
  },
});

const restoreCommand = buildCommand<RestoreFlags, [], Session>({
  loader: working(async () => (await import("../audit/audit-restore.ts")).restoreAudit),
  parameters: {
    flags: {
      data: remoteFlags.data,
      keys: {
        kind: "parsed",
        parse: text,
        placeholder: "URL|FILE",
        brief: "The public keys of the lost gate: what `keys list --out` wrote",
      },
      gate: { ...several, placeholder: "NAME", brief: "Its gates; all of ./gates when absent" },
      json: { ...flag, brief: "What came of it, for machines" },
    },
  },
  docs: {
    brief: "Make a lost database again, from the archive beside it",
    fullDescription:
      "For a data folder whose gate.db is gone. Every archived entry is appended again, with what it\n" +
      "made, its payload and report, and the messages that nobody had consumed. Stop the gate first.\n\n" +
      "Exit codes: 0 restored, 1 restored but for what is told, 3 it could not be.",
    customUsage: ["--keys URL|FILE [--data FOLDER]"],
  },
});

export const auditCommands = buildRouteMap({
  routes: {
    show: showCommand,
    replay: replayCommand,
    export: exportCommand,
    verify: verifyCommand,
    restore: restoreCommand,
  },
  docs: {
    brief: "Read what was kept, and judge it again",
    fullDescription: withExamples("The record of who let what through, and why.", [
      ["holdpoint audit show 57d6e55e --as Aud", "who did what"],
      ["holdpoint audit replay 57d6e55e --as Aud", "whether it still says the same"],
      ["holdpoint audit export --to audit-2026 --as Aud", "all that was sealed, for an auditor"],
      [
        "holdpoint audit verify audit-2026 --keys keys.json --through 2026-11-22",
        "whether it is as it was sealed",
      ],
    ]),
  },
});
