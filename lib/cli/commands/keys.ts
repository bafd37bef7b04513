import { buildCommand, buildRouteMap } from "@stricli/core";
import { withExamples } from "../examples.ts";
import type { ListKeysFlags, RotateFlags } from "../keys/keys.ts";
import { type Session, working } from "../session.ts";
import { optional, several } from "./flags.ts";
import { commandFlags, reasonFlags, remoteFlags } from "./remote-flags.ts";

const keys = async () => import("../keys/keys.ts");
const { url, data, json } = remoteFlags;

const listCommand = buildCommand<ListKeysFlags, [], Session>({
  loader: working(async () => (await keys()).listKeys),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      out: {
        ...optional,
        placeholder: "FILE",
        brief: "Write them to this file, for `pass verify --keys`",
      },
      url,
      data,
      json,
    },
  },
  docs: {
    brief: "List the public keys that verify passes",
    fullDescription: "They are for everybody.\n\nExit codes: 0 listed, 3 no gate answered.",
    customUsage: ["[--out FILE]"],
  },
});

const rotateCommand = buildCommand<RotateFlags, [], Session>({
  loader: working(async () => (await keys()).rotate),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      text: reasonFlags.text,
      compromised: {
        ...several,
        placeholder: "KEY",
        brief: "Somebody else may have this key: passes that it signs from now on do not verify",
      },
      ...remoteFlags,
      ...commandFlags,
    },
  },
  docs: {
    brief: "Sign with a new key from now on",
    fullDescription:
      "Passes of earlier keys still verify. Downstream fetches the list of keys again.\n\n" +
      "Exit codes: 0 done, 3 the gate refused.",
    customUsage: ['--text "The yearly rotation of keys"'],
  },
});

export const keyCommands = buildRouteMap({
  routes: { list: listCommand, rotate: rotateCommand },
  docs: {
    brief: "The keys that sign passes",
    fullDescription: withExamples("Public keys verify passes; private ones never leave the gate.", [
      ["holdpoint keys list --out keys.json", "for those who verify offline"],
      ['holdpoint keys rotate --text "The yearly rotation of keys" --as Ops', "a new key"],
    ]),
  },
});
