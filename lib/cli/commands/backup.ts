import { buildCommand } from "@stricli/core";
import type { BackupFlags } from "../backup/run-backup.ts";
import { type Session, working } from "../session.ts";
import { text } from "./flags.ts";
import { remoteFlags } from "./remote-flags.ts";

export const backupCommand = buildCommand<BackupFlags, [string], Session>({
  loader: working(async () => (await import("../backup/run-backup.ts")).runBackup),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        {
          brief: "A folder that is not there yet, or is empty",
          placeholder: "FOLDER",
          parse: text,
        },
      ],
    },
    flags: { data: remoteFlags.data },
  },
  docs: {
    brief: "Copy all that a gate keeps, while it runs",
    fullDescription:
      "The copy is whole and of one instant. Private keys are not in it: a gate that is started on\n" +
      "the copy signs passes after `holdpoint keys rotate`; passes of the old keys still verify.\n\n" +
      "Exit codes: 0 copied, 3 it could not be.",
    customUsage: ["FOLDER [--data FOLDER]"],
  },
});
