import { reasonCodes } from "../../app/review/case.ts";
import { usualDataFolder } from "../../local/data-folder.ts";
import { flag, optional, parseRole, text } from "./flags.ts";

/** What every command that speaks to a gate takes. */
export const remoteFlags = {
  url: {
    ...optional,
    placeholder: "URL",
    brief: "The gate; HOLDPOINT_URL, or the one that runs on the data folder when absent",
  },
  token: { ...optional, placeholder: "JWT", brief: "Sign in with it; HOLDPOINT_TOKEN when absent" },
  as: {
    ...optional,
    placeholder: "NAME",
    brief: "Sign in as this person instead, at the gate of the data folder",
  },
  role: {
    kind: "parsed",
    parse: parseRole,
    variadic: true,
    optional: true,
    placeholder: "ROLE",
    brief: "What --as may do; may be repeated; what the command needs when absent",
  },
  department: { ...optional, placeholder: "NAME", brief: "Where --as works" },
  data: {
    kind: "parsed",
    parse: text,
    default: usualDataFolder,
    placeholder: "FOLDER",
    brief: "The data folder of a gate on this machine",
  },
  json: { ...flag, brief: "The gate's answer, for machines" },
} as const;

/** What a command that changes something takes besides. */
export const commandFlags = {
  idempotencyKey: {
    ...optional,
    placeholder: "KEY",
    brief: "The same key and command are done once; a new key when absent",
  },
} as const;

/** That only what was seen is changed. */
export const versionFlags = {
  version: {
    kind: "parsed",
    parse: parseVersion,
    optional: true,
    placeholder: "N",
    brief: "Only if it is still at this version",
  },
} as const;

/** Why something is decided. */
export const reasonFlags = {
  because: {
    kind: "enum",
    values: reasonCodes,
    default: "other",
    brief: "Why, in a word",
  },
  text: {
    kind: "parsed",
    parse: text,
    placeholder: "TEXT",
    brief: "Why, in your own words: at least 15 characters, kept for ever",
  },
} as const;

function parseVersion(value: string): number {
  const version = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : 0;
  if (version > 0) return version;
  throw new Error("write the version that `show` tells, a whole number from 1");
}
