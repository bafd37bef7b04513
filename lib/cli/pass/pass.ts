import { randomUUID } from "node:crypto";
import { resolve } from "node:path";
import { writeWhole } from "../../adapters/files/output-file.ts";
import { GateError } from "../../app/errors.ts";
import { type VerifyPass, verifyPass } from "../../app/pass/verify-pass.ts";
import type { ReasonCode } from "../../app/review/case.ts";
import { auditors, reviewers, submitters } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { fileBytes, namedBytes } from "../named-bytes.ts";
import { plainText } from "../plain-text.ts";
import { commandOf, connect, type KeyedFlags, type RemoteFlags } from "../remote/connection.ts";
import { passNamed, submissionNamed } from "../remote/find-by-name.ts";
import { tell, tellActed } from "../remote/tell.ts";
import { clockText, wordText } from "../remote/words.ts";

export interface GetFlags extends KeyedFlags {
  readonly out?: string;
}

/** `holdpoint pass get`: the pass of what was released, to a file or to standard output. */
export async function getPass(io: Io, flags: GetFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, submitters.concat(reviewers));
  const submission = await submissionNamed(client, name);
  const idempotencyKey = flags.idempotencyKey ?? randomUUID();
  const { pass } = await client.issuePass({ parameters: { submission }, idempotencyKey });
  const text = `${JSON.stringify(flags.json ? pass : pass.envelope, null, 2)}\n`;
  if (flags.out === undefined) await io.stdout.write(text);
  else writeWhole(resolve(io.cwd, flags.out), [text]);
  await io.stderr.write(
    `pass ${pass.id} for ${counted(pass.records, "record")} (${pass.kind}), valid until ${clockText(pass.validUntil)}\n`,
  );
  return exitCodes.clear;
}

export interface VerifyFlags {
  readonly for?: string;
  readonly record?: string;
  readonly proof?: string;
  readonly keys: string;
  readonly recalls?: string;
  readonly recallsWithin?: number;
  readonly gate?: string;
  readonly json?: boolean;
}

/** `holdpoint pass verify`: offline, unless keys or recalls are named by a URL. */
export async function verify(io: Io, flags: VerifyFlags, file: string): Promise<ExitCode> {
  const { recalls, recallsWithin, gate } = flags;
  const command: VerifyPass = {
    envelope: fileBytes(io, file),
    subject: subjectOf(io, flags),
    keys: await namedBytes(io, flags.keys),
    now: io.now().toISOString(),
    ...(recalls !== undefined && { recalls: await namedBytes(io, recalls) }),
    ...(recallsWithin !== undefined && { recallsAgeHoursMax: recallsWithin / 3_600 }),
    ...(gate !== undefined && { expected: { gate } }),
  };
  const { verdict, checks, pass } = verifyPass(command);
  await tell(io, flags, { verdict, checks, ...(pass && { pass }) }, (palette) => [
    ...checks.map(({ check, outcome, message }) => {
      const mark = {
        ok: palette.pass("ok"),
        failed: palette.block("no"),
        skipped: palette.quiet("–"),
      };
      return `  ${mark[outcome]}${outcome === "skipped" ? " " : ""}  ${wordText(check).padEnd(12)}  ${plainText(message)}`;
    }),
    verdict === "valid"
      ? `${palette.pass("valid")}: ${pass ? `${counted(pass.records, "record")} may go out until ${clockText(pass.validUntil)}` : ""}`
      : `${palette.block("invalid")}: nothing may go out by this pass`,
  ]);
  return verdict === "valid" ? exitCodes.clear : exitCodes.held;
}

function subjectOf(io: Io, { for: payload, record, proof }: VerifyFlags): VerifyPass["subject"] {
  if (payload !== undefined && record === undefined && proof === undefined)
    return { payload: fileBytes(io, payload) };
  if (payload === undefined && record !== undefined && proof !== undefined)
    return { record: fileBytes(io, record), proof: fileBytes(io, proof) };
  throw new GateError(
    "invalid",
    "say what is about to go out: --for PAYLOAD, or one record by --record FILE --proof FILE",
  );
}

export interface RecallFlags extends KeyedFlags {
  readonly because: ReasonCode;
  readonly text: string;
}

/** `holdpoint pass recall`: downstream is told to stop. */
export async function recall(io: Io, flags: RecallFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, reviewers);
  const pass = await passNamed(client, name);
  const { idempotencyKey } = commandOf(flags);
  const body = { reason: { code: flags.because, text: flags.text } };
  const acted = await client.recallPass({ parameters: { pass }, body, idempotencyKey });
  return tellActed(
    io,
    flags,
    acted,
    () => `pass ${pass} is recalled: it stands on the recall list`,
  );
}

export interface OutFlags extends RemoteFlags {
  readonly out?: string;
}

/** `holdpoint pass proof`: that one record is among those of a pass. */
export async function proveRecord(
  io: Io,
  flags: OutFlags,
  name: string,
  record: string,
): Promise<ExitCode> {
  const client = await connect(io, flags, submitters.concat(reviewers));
  const pass = await passNamed(client, name);
  const proof = await client.recordProof({ parameters: { pass }, query: { record } });
  return put(io, flags, proof);
}

/** `holdpoint pass recalls`: the signed list of recalled passes. */
export async function recalls(io: Io, flags: OutFlags): Promise<ExitCode> {
  const client = await connect(io, flags, auditors);
  return put(io, flags, await client.recallList({}));
}

async function put(io: Io, { out }: OutFlags, answer: unknown): Promise<ExitCode> {
  const text = `${JSON.stringify(answer, null, 2)}\n`;
  if (out === undefined) await io.stdout.write(text);
  else writeWhole(resolve(io.cwd, out), [text]);
  return exitCodes.clear;
}
