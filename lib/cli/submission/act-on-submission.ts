import type { ReasonCode } from "../../app/review/case.ts";
import { reviewers, submitters } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { type CommandFlags, commandOf, connect } from "../remote/connection.ts";
import { submissionNamed } from "../remote/find-by-name.ts";
import { tellActed } from "../remote/tell.ts";
import { shortId } from "../remote/words.ts";

export interface WithdrawFlags extends CommandFlags {
  readonly text: string;
}

export interface WholeFlags extends WithdrawFlags {
  readonly because: ReasonCode;
}

/** `holdpoint submission withdraw`: its sender takes it back. */
export async function withdrawSubmission(
  io: Io,
  flags: WithdrawFlags,
  name: string,
): Promise<ExitCode> {
  const client = await connect(io, flags, submitters);
  const submission = await submissionNamed(client, name);
  const asked = { parameters: { submission }, ...commandOf(flags), body: { text: flags.text } };
  const acted = await client.withdraw(asked);
  return tellActed(io, flags, acted, () => `${shortId(submission)} is withdrawn`);
}

/** `holdpoint submission reject`: none of it goes out. */
export async function rejectWhole(io: Io, flags: WholeFlags, name: string): Promise<ExitCode> {
  const { client, submission, asked } = await found(io, flags, name);
  const acted = await client.rejectSubmission(asked);
  return tellActed(io, flags, acted, () => `${shortId(submission)} is rejected`);
}

/** `holdpoint submission release`: the records with which nothing is wrong go out. */
export async function releaseClean(io: Io, flags: WholeFlags, name: string): Promise<ExitCode> {
  const { client, submission, asked } = await found(io, flags, name);
  const acted = await client.releasePartially(asked);
  const { action, approval } = acted.entry;
  if (action === "approval.requested")
    return tellActed(
      io,
      flags,
      acted,
      ({ hold }) =>
        `${hold("not yet")}: a second person is asked; see \`cases approval ${shortId(approval ?? "")}\``,
    );
  const view = await client.getSubmission({ parameters: { submission } });
  const records = view.releases.at(-1)?.records ?? 0;
  return tellActed(
    io,
    flags,
    acted,
    ({ pass }) => `${pass("released")}: ${counted(records, "record")} of ${shortId(submission)}`,
  );
}

async function found(io: Io, flags: WholeFlags, name: string) {
  const client = await connect(io, flags, reviewers);
  const submission = await submissionNamed(client, name);
  const body = { reason: { code: flags.because, text: flags.text } };
  return {
    client,
    submission,
    asked: { parameters: { submission }, ...commandOf(flags), body },
  };
}
