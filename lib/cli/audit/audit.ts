import type { Client } from "../../http/client.ts";
import { auditors } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { plainText } from "../plain-text.ts";
import { connect, type RemoteFlags } from "../remote/connection.ts";
import { submissionNamed } from "../remote/find-by-name.ts";
import { tell } from "../remote/tell.ts";
import { accountText, shortId, wordText } from "../remote/words.ts";

type Trail = Awaited<ReturnType<Client["auditTrail"]>>;

/** `holdpoint audit show`: all that was kept of a submission, in the order in which it happened. */
export async function showTrail(io: Io, flags: RemoteFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, auditors);
  const submission = await submissionNamed(client, name);
  const trail = await client.auditTrail({ parameters: { submission } });
  return tell(io, flags, trail, (palette) => {
    const { judged, actions } = trail;
    const { ruleset, payload, references } = judged;
    return [
      palette.strong(`submission ${judged.id}`),
      `  gate ${judged.gate} (${judged.gateVersion.slice(0, 12)}), rule set ${ruleset.name} ${ruleset.revision.slice(0, 12)}, engine ${ruleset.engine}`,
      `  payload ${payload.sizeBytes} bytes, ${payload.digest.slice(0, 12)}; ${counted(references.length, "table")} read`,
      "",
      line(
        judged.receivedAt,
        "judged",
        accountText(judged.by),
        palette[judged.verdict](judged.verdict),
      ),
      ...actions.map((entry) =>
        line(
          entry.at,
          wordText(entry.action.replace(".", " ")),
          accountText(entry.by),
          aboutOf(entry),
        ),
      ),
    ];
  });
}

const line = (at: string, what: string, who: string, about: string): string =>
  `  ${at}  ${what.padEnd(28)}  ${plainText(who).padEnd(16)}  ${about}`.trimEnd();

function aboutOf({ case: id, approval, pass, reason, facts }: Trail["actions"][number]): string {
  const of = [id, approval, pass].find((one) => one !== undefined);
  const refused = typeof facts["reason"] === "string" ? wordText(facts["reason"]) : undefined;
  return [
    ...(of === undefined ? [] : [shortId(of)]),
    ...(reason === undefined ? [] : [`${wordText(reason.code)}: ${plainText(reason.text)}`]),
    ...(refused === undefined ? [] : [refused]),
  ].join("  ");
}

/** `holdpoint audit replay`: judges a submission again from what was kept. */
export async function replaySubmission(
  io: Io,
  flags: RemoteFlags,
  name: string,
): Promise<ExitCode> {
  const client = await connect(io, flags, auditors);
  const submission = await submissionNamed(client, name);
  const replay = await client.replay({ parameters: { submission } });
  const { verdict, missing, differences, trail } = replay;
  await tell(io, flags, replay, ({ pass, block, hold, quiet }) => [
    verdict === "equal"
      ? `${pass("equal")}: judged again to the byte`
      : verdict === "different"
        ? `${block("different")}: ${counted(differences.length, "difference")}`
        : `${hold("not replayed")}: something that it needs is gone`,
    ...missing.map(({ reason, message }) => `  ${wordText(reason)}: ${plainText(message)}`),
    ...differences.map(({ of, at, message }) => `  ${of} ${plainText(at)}: ${plainText(message)}`),
    trail.verdict === "explained"
      ? quiet(`  ${counted(trail.entries, "entry", "entries")} explain where it stands`)
      : `  ${block("unexplained")}: the entries do not explain where it stands`,
  ]);
  const isSound = verdict === "equal" && trail.verdict === "explained";
  return isSound ? exitCodes.clear : exitCodes.held;
}
