import type { JudgedEntry } from "../audit-entry.ts";
import type { Dossier } from "../changes.ts";
import { saltedDigest } from "../digest.ts";
import { isGateError } from "../errors.ts";
import { runIndex } from "../large-run/run-lists.ts";
import type { RunIndex } from "../large-run/run-objects.ts";
import type { Objects } from "../ports.ts";
import type { Release } from "../review/submission.ts";
import type { ProvenRelease } from "./proven-release.ts";
import { erased, unproven } from "./unproven.ts";

/**
 * Shows what a release lets out of a run: its manifest and the roots of its list of records, each held
 * against the digest in the entry. The list itself is not read: its root stands for it.
 *
 * @throws {GateError} `conflict`, reason `evidence_erased`; `unavailable`, reason `release_unproven`.
 */
export async function provenRun(
  { objects }: { readonly objects?: Objects },
  release: Release,
  judged: JudgedEntry,
  { salt, run: payload }: Dossier,
): Promise<Pick<ProvenRelease, "payload" | "records" | "run" | "list">> {
  if (payload === undefined || judged.run === undefined) throw unproven("it is of no run");
  if (saltedDigest(salt, payload.digest) !== judged.payload.digest)
    throw unproven("the files are not those that were judged");
  const index = await indexOf(objects, judged.id);
  const { count, root, digestsRoot } = index.records;
  const { records } = judged.run;
  if (
    count !== records.count ||
    saltedDigest(salt, root) !== records.root ||
    saltedDigest(salt, digestsRoot) !== records.digestsRoot
  )
    throw unproven("the list of records is not the one that was judged");
  const out = countIn(release, judged);
  if (out === 0 || out !== release.records)
    throw unproven(`it says ${release.records} records, and ${out} are found`);
  const { verdicts } = release;
  return {
    payload: { sha256: payload.digest, sizeBytes: payload.sizeBytes },
    records: { count: out, merkleRoot: verdicts === undefined ? digestsRoot : root },
    run: {
      files: payload.files.length,
      ...(verdicts && { list: { records: count, verdicts: [...verdicts] } }),
    },
    list: { of: "run", index },
  };
}

/** As many as were judged so. */
function countIn({ verdicts }: Release, { counts }: JudgedEntry): number {
  if (verdicts === undefined) return counts.received;
  return verdicts[0] === "pass" ? counts.passed : counts.held + counts.blocked;
}

async function indexOf(objects: Objects | undefined, id: string): Promise<RunIndex> {
  if (objects === undefined) throw unproven("this function does not see the lists of runs");
  try {
    return await runIndex(objects, id);
  } catch (error) {
    throw isGateError(error, "unavailable") && error.reason === "evidence_erased"
      ? erased()
      : error;
  }
}
