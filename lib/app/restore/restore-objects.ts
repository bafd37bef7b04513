import type { SubmissionId } from "../submission-id.ts";

/** The names of what lies in storage so that a lost table can be made again: see `keepBeside`. */
export const restoreObjects = {
  /** All of it that is of one submission begins so: it is erased with the dossier. */
  all: (id: SubmissionId): string => `restore/${id}/`,
  /** What entries do not say of a document, which its id names: it begins with its submission. */
  document: (id: string): string => `restore/${id.split(".")[0]}/documents/${id}`,
  dossier: (id: SubmissionId): string => `restore/${id}/dossier`,
  /** What was counted of a run: it names nobody, and stays when its dossier is erased. */
  figures: (run: string): string => `restore/figures/${run}`,
} as const;
