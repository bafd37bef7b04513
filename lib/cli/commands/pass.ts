import { buildCommand, buildRouteMap } from "@stricli/core";
import { withExamples } from "../examples.ts";
import type { GetFlags, OutFlags, RecallFlags, VerifyFlags } from "../pass/pass.ts";
import { type Session, working } from "../session.ts";
import { flag, optional, parseDuration, text } from "./flags.ts";
import { commandFlags, reasonFlags, remoteFlags } from "./remote-flags.ts";

const pass = async () => import("../pass/pass.ts");
const of = (brief: string, placeholder: string) => ({ brief, placeholder, parse: text });
const out = { ...optional, placeholder: "FILE", brief: "Write it to this file" } as const;
const asked = "Exit codes: 0 written, 3 the gate refused, or did not answer.";

const getCommand = buildCommand<GetFlags, [string], Session>({
  loader: working(async () => (await pass()).getPass),
  parameters: {
    positional: { kind: "tuple", parameters: [of("The released submission", "SUBMISSION")] },
    flags: { out, ...remoteFlags, ...commandFlags },
  },
  docs: {
    brief: "Get the release pass of a submission",
    fullDescription: `Gives the one that there is, as long as it is valid, or has one made.\n\n${asked}`,
    customUsage: ["SUBMISSION [--out FILE]"],
  },
});

const verifyCommand = buildCommand<VerifyFlags, [string], Session>({
  loader: working(async () => (await pass()).verify),
  parameters: {
    positional: { kind: "tuple", parameters: [of("The pass", "FILE")] },
    flags: {
      for: { ...optional, placeholder: "PAYLOAD", brief: "The file that is about to go out" },
      record: {
        ...optional,
        placeholder: "FILE",
        brief: "One record instead, its bytes as they were sent, with its --proof",
      },
      proof: { ...optional, placeholder: "FILE", brief: "What `pass proof` gave for the record" },
      keys: {
        kind: "parsed",
        parse: text,
        placeholder: "URL|FILE",
        brief: "The gate's public keys: what `keys list --out` wrote, or /v1/keys of the gate",
      },
      recalls: {
        ...optional,
        placeholder: "URL|FILE",
        brief: "The signed list of recalled passes; without it a recall goes unnoticed",
      },
      recallsWithin: {
        kind: "parsed",
        parse: parseDuration,
        optional: true,
        placeholder: "TIME",
        brief: "The list must not be older: 30m, 8h",
      },
      gate: { ...optional, placeholder: "NAME", brief: "The pass must be of this gate" },
      json: { ...flag, brief: "For machines" },
    },
  },
  docs: {
    brief: "Verify a release pass, offline",
    fullDescription:
      "Looks at signature, key, times, digest and recalls; says what it found of each. With files\n" +
      "alone nothing is asked of anybody. What is not understood fails.\n\n" +
      "Exit codes: 0 valid, 1 invalid: nothing may go out by it, 3 a file cannot be read.",
    customUsage: [
      "FILE --for PAYLOAD --keys URL|FILE [--recalls URL|FILE]",
      {
        input: "run.pass.json --for run.json --keys keys.json --recalls recalls.json",
        brief: "before it is sent",
      },
      {
        input: "run.pass.json --record invoice.json --proof proof.json --keys keys.json",
        brief: "one record of a partial release",
      },
    ],
  },
});

const recallCommand = buildCommand<RecallFlags, [string], Session>({
  loader: working(async () => (await pass()).recall),
  parameters: {
    positional: { kind: "tuple", parameters: [of("The pass", "PASS")] },
    flags: { ...reasonFlags, ...remoteFlags, ...commandFlags },
  },
  docs: {
    brief: "Recall a pass: what it is for should not go out",
    fullDescription:
      "Downstream sees it on the recall list.\n\nExit codes: 0 recalled, 3 the gate refused.",
    customUsage: ['PASS --text "…" [--because CODE]'],
  },
});

const proofCommand = buildCommand<OutFlags, [string, string], Session>({
  loader: working(async () => (await pass()).proveRecord),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        of("The pass", "PASS"),
        of("The record: its natural key, its pointer such as /0, or its SHA-256", "RECORD"),
      ],
    },
    flags: { out, ...remoteFlags },
  },
  docs: {
    brief: "Prove that one record is among those of a pass",
    fullDescription: asked,
    customUsage: ["PASS RECORD [--out FILE]"],
  },
});

const recallsCommand = buildCommand<OutFlags, [], Session>({
  loader: working(async () => (await pass()).recalls),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: { out, ...remoteFlags },
  },
  docs: {
    brief: "Get the signed list of recalled passes",
    fullDescription: asked,
    customUsage: ["[--out FILE]"],
  },
});

export const passCommands = buildRouteMap({
  routes: {
    get: getCommand,
    verify: verifyCommand,
    recall: recallCommand,
    proof: proofCommand,
    recalls: recallsCommand,
  },
  docs: {
    brief: "The signed statement that something may go out",
    fullDescription: withExamples("What a gate gives for what it has released.", [
      ["holdpoint pass get SUBMISSION --out run.pass.json --as shop", "the proof, to take along"],
      [
        "holdpoint pass verify run.pass.json --for run.json --keys keys.json",
        "before it is sent, wherever that is",
      ],
    ]),
  },
});
