import type { Json } from "../../core/expression/value.ts";
import type { AuditEntry } from "../audit-entry.ts";
import type { Dossier } from "../changes.ts";
import { canonicalJson } from "../digest.ts";
import type { ChangedFields } from "../document-changes.ts";
import { countedIn } from "../history/earlier-run.ts";
import type { DeadLetters, EarlierRuns, Objects, Passes, Runs } from "../ports.ts";
import type { SubmissionId } from "../submission-id.ts";
import { dossierBytes } from "./kept-dossier.ts";
import { restoreObjects } from "./restore-objects.ts";

export interface KeepBesidePorts {
  readonly objects: Objects;
  readonly passes: Pick<Passes, "find">;
  readonly runs: Pick<Runs, "find">;
  readonly letters: Pick<DeadLetters, "find">;
  readonly earlierRuns: Pick<EarlierRuns, "figures">;
  /** Reads what lies in the store alone; absent where dossiers lie in storage anyhow. */
  readonly dossier?: (submission: SubmissionId) => Promise<Dossier | undefined>;
}

/**
 * Keeps what an entry does not say, and its archive copy must not, because it tells of a payload or a
 * person: envelopes of passes, the digests of runs, bodies of dead letters, and the dossier where it
 * lies in the store alone. It goes into storage, under the submission, so that it can be erased with
 * it; and apart from that what was counted of runs, which is too large for an entry and names nobody.
 * Idempotent; what is no longer there is left out.
 */
export async function keepBeside(ports: KeepBesidePorts, entry: AuditEntry): Promise<void> {
  const after = (entry.after ?? {}) as ChangedFields;
  for (const family of ["passes", "runs", "letters"] as const)
    for (const id of Object.keys(after[family] ?? {})) {
      const document = await ports[family].find(id);
      if (document !== undefined)
        await ports.objects.write(
          restoreObjects.document(id),
          Buffer.from(canonicalJson(document as unknown as Json)),
        );
    }
  const counted = countedIn(entry).map(({ run }) => run);
  for (const figures of await ports.earlierRuns.figures(counted))
    if (figures !== undefined)
      await ports.objects.write(restoreObjects.figures(figures.run), Buffer.from(figures.text), {
        onlyNew: true,
      });
  if (entry.action === "submission.judged" && ports.dossier !== undefined)
    await keepDossier(ports, entry.id, await ports.dossier(entry.id));
}

async function keepDossier(
  { objects }: KeepBesidePorts,
  id: SubmissionId,
  dossier: Dossier | undefined,
): Promise<void> {
  if (dossier === undefined) return;
  const bytes = dossierBytes(dossier);
  await objects.write(restoreObjects.dossier(id), bytes, { onlyNew: true });
}
