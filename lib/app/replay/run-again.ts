import type { JudgedEntry } from "../audit-entry.ts";
import type { Dossier } from "../changes.ts";
import { saltedDigest, sha256 } from "../digest.ts";
import { isGateError } from "../errors.ts";
import { runIndex } from "../large-run/run-lists.ts";
import { runObjects } from "../large-run/run-objects.ts";
import { bytesIn } from "../large-run/run-uploads.ts";
import type { Objects } from "../ports.ts";
import { reportText } from "../report-text.ts";
import type { Difference, Missing } from "./difference.ts";

/** Why a run is not judged again while somebody waits. */
export const largeRun: Missing = {
  reason: "large_run",
  message:
    "it came as a run: its files are too large to be judged again here, and what is kept of them was " +
    "held against its digests; judge the files once more with 'holdpoint check --as-of' of that instant",
};

/**
 * Holds what is kept of a run against its entry: report, manifest, and the roots of its lists. Its files
 * themselves are not read: the storage has verified each piece by the digest that the manifest names.
 */
export async function runAgain(
  { objects }: { readonly objects?: Objects },
  entry: JudgedEntry,
  { salt, report, run }: Dossier,
): Promise<readonly Difference[]> {
  const differs = (of: Difference["of"], what: string): Difference => ({
    of,
    at: "",
    message: `${what} is not the one in the entry`,
  });
  const found: Difference[] = [];
  if (saltedDigest(salt, sha256(reportText(report))) !== entry.report.digest)
    found.push(differs("report", "its digest"));
  if (run === undefined || saltedDigest(salt, run.digest) !== entry.payload.digest)
    found.push(differs("payload", "the digest of its manifest"));
  if (objects === undefined || run === undefined) return found;
  if (await isOther(objects, runObjects.manifest(entry.id, run.digest), run.digest))
    found.push({ of: "payload", at: "", message: "its manifest is missing, or another one" });
  if (!(await hasRoots(objects, entry, salt)))
    found.push({
      of: "records",
      at: "",
      message: "the list of its records is missing, or another",
    });
  return found;
}

async function isOther(objects: Objects, name: string, digest: string): Promise<boolean> {
  const facts = await objects.find(name);
  return facts === undefined || sha256(await bytesIn(objects, name)) !== digest;
}

async function hasRoots(objects: Objects, { id, run }: JudgedEntry, salt: string) {
  try {
    const { records } = await runIndex(objects, id);
    return (
      records.count === run?.records.count &&
      saltedDigest(salt, records.root) === run.records.root &&
      saltedDigest(salt, records.digestsRoot) === run.records.digestsRoot
    );
  } catch (error) {
    if (isGateError(error, "unavailable") && error.reason === "evidence_erased") return false;
    throw error;
  }
}
