import type { JudgedEntry } from "../audit-entry.ts";
import type { Dossier } from "../changes.ts";
import { saltedDigest, sha256 } from "../digest.ts";
import { GateError } from "../errors.ts";
import { payloadDigest } from "../keep.ts";
import type { Audits } from "../ports.ts";
import { reportText } from "../report-text.ts";
import type { SubmissionId } from "../submission-id.ts";

/**
 * What a submission was judged on, held against its entry: people decide by it which records are clean,
 * and whoever can write where it lies cannot write entries unseen. Undefined where it was erased.
 *
 * @throws {GateError} `unavailable`, reason `evidence_changed`, where it is not what was judged.
 */
export async function judgedDossier(
  { audits }: { readonly audits: Pick<Audits, "find" | "dossier"> },
  id: SubmissionId,
): Promise<Dossier | undefined> {
  const [entry, dossier] = await Promise.all([audits.find(id), audits.dossier(id)]);
  if (dossier === undefined) return undefined;
  if (entry !== undefined && isDossierOf(entry, dossier)) return dossier;
  throw new GateError(
    "unavailable",
    "the evidence of this submission is not what its audit entry says: nothing is decided on it; " +
      "restore it from a backup",
    { reason: "evidence_changed" },
  );
}

/** Whether report and payload are those of which an entry has the digests; of a run its manifest is. */
export const isDossierOf = (
  { report, payload }: Pick<JudgedEntry, "report" | "payload">,
  dossier: Dossier,
): boolean => {
  const { salt, run } = dossier;
  const digest =
    run === undefined ? payloadDigest(salt, dossier.payload) : saltedDigest(salt, run.digest);
  return (
    digest === payload.digest &&
    saltedDigest(salt, sha256(reportText(dossier.report))) === report.digest
  );
};
