import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { folderArchive } from "../../adapters/files/archive-folder.ts";
import type { AuditEntry } from "../../app/audit-entry.ts";
import { GateError } from "../../app/errors.ts";
import {
  compareStored,
  type StoredEntries,
  sealedEntries,
} from "../../app/seal/verify/compare-stored.ts";
import { type Finding, findings } from "../../app/seal/verify/finding.ts";
import { type ArchiveVerification, verifyArchive } from "../../app/seal/verify/verify-archive.ts";
import { ApiProblem, type Client } from "../../http/client.ts";
import { auditors } from "../cases/reviewers.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { namedBytes } from "../named-bytes.ts";
import type { Palette } from "../outputs/palette.ts";
import { plainText } from "../plain-text.ts";
import { connect, type RemoteFlags } from "../remote/connection.ts";
import { tell } from "../remote/tell.ts";
import { wordText } from "../remote/words.ts";
import { instantOf } from "./instant-flag.ts";

export interface VerifyAuditFlags extends RemoteFlags {
  readonly keys: string;
  readonly key?: readonly string[];
  readonly through?: string;
  readonly archive?: boolean;
  readonly stored?: boolean;
}

interface Verified extends ArchiveVerification {
  /** Absent where the gate's own store was not compared. */
  readonly compared?: { readonly submissions: number };
}

/** `holdpoint audit verify`: offline, unless keys are named by a URL or the gate is compared too. */
export async function verifyAudit(
  io: Io,
  flags: VerifyAuditFlags,
  folder: string,
): Promise<ExitCode> {
  const path = resolve(io.cwd, folder);
  if (!existsSync(path)) throw new GateError("not_found", `there is no folder ${folder}`);
  const { archive, through, key = [] } = flags;
  const sealed = sealedEntries();
  const offline = await verifyArchive({
    source: folderArchive(path),
    keys: await namedBytes(io, flags.keys),
    ...(key.length > 0 && { pinned: key }),
    ...(through !== undefined && { through: instantOf(io, "--through", through) }),
    ...(archive === true && { isArchive: true }),
    ...(flags.stored === true && { onEntry: sealed.add }),
  });
  const verified = flags.stored === true ? await withStored(io, flags, offline, sealed) : offline;
  await tell(io, flags, verified, (palette) => linesOf(palette, verified));
  return verified.verdict === "intact" ? exitCodes.clear : exitCodes.held;
}

async function withStored(
  io: Io,
  flags: VerifyAuditFlags,
  offline: ArchiveVerification,
  sealed: ReturnType<typeof sealedEntries>,
): Promise<Verified> {
  const client = await connect(io, flags, auditors);
  const found = findings();
  const { through } = offline;
  const compared =
    through === undefined
      ? { submissions: 0 }
      : await compareStored(storedAt(client), sealed, through, found);
  return {
    ...offline,
    verdict: found.list.length === 0 ? offline.verdict : "broken",
    findings: [...offline.findings, ...found.list],
    findingsOmitted: offline.findingsOmitted + found.omitted(),
    compared,
  };
}

/** What the gate serves of its own store. */
const storedAt = (client: Client): StoredEntries => ({
  entry: async (entry) =>
    (await unlessGone(client.auditEntry({ parameters: { entry } }))) as AuditEntry | undefined,
  trail: async (submission) => {
    const trail = await unlessGone(client.auditTrail({ parameters: { submission } }));
    return trail === undefined ? [] : ([trail.judged, ...trail.actions] as readonly AuditEntry[]);
  },
});

async function unlessGone<Answer>(asked: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.problem.status === 404) return undefined;
    throw new GateError("unavailable", error.message, { cause: error });
  }
}

function linesOf(palette: Palette, verified: Verified): readonly string[] {
  const { verdict, seals, entries, through, unsealed, waiting, compared } = verified;
  const counts = `${counted(seals, "seal")}, ${counted(entries, "entry", "entries")}`;
  const reach = through === undefined ? "" : `, through ${through}`;
  const more = verified.findingsOmitted;
  return [
    ...verified.findings.map((finding) => findingLine(palette, finding)),
    ...(more > 0 ? [palette.quiet(`  and ${more} more`)] : []),
    verdict === "intact"
      ? `${palette.pass("intact")}: ${counts}${reach}`
      : `${palette.block("broken")}: ${counts}${reach}; ${counted(verified.findings.length + more, "finding")}`,
    ...(unsealed > 0
      ? [
          palette.quiet(
            `  ${counted(unsealed, "entry", "entries")} came since, and wait to be sealed`,
          ),
        ]
      : []),
    ...(waiting > 0
      ? [palette.quiet(`  ${counted(waiting, "submission")} wait for entries to be sealed`)]
      : []),
    ...(compared === undefined
      ? []
      : [
          palette.quiet(
            `  compared with what the gate has of ${counted(compared.submissions, "submission")}`,
          ),
        ]),
  ];
}

function findingLine(palette: Palette, finding: Finding): string {
  const { kind, seal, entry, submission, file, message } = finding;
  const where = [
    ...(seal === undefined ? [] : [`seal ${seal}`]),
    ...(entry === undefined ? [] : [`entry ${entry}`]),
    ...(entry !== undefined || submission === undefined ? [] : [`submission ${submission}`]),
    ...(file === undefined ? [] : [file]),
  ].join(", ");
  return `  ${palette.block(wordText(kind))}  ${plainText(`${where}: ${message}`)}`;
}
