import type { FunctionName } from "../names.ts";

/** What somebody may do with objects, by the beginnings of their names. */
export interface ObjectRights {
  readonly read?: readonly string[];
  /** Writes, in pieces too, and takes the pieces back of what was broken off. */
  readonly write?: readonly string[];
  readonly remove?: readonly string[];
}

type Who = FunctionName | "run-machine";

/**
 * Payloads and reports under `dossiers/`, what a restore needs under `restore/`, runs under `runs/`, and
 * what their steps leave to each other under `work/`.
 */
export const objectRights: Readonly<Partial<Record<Who, ObjectRights>>> = {
  // Reads the list of a run only to see what of it went out before, where it is corrected.
  submit: { read: ["dossiers/*", "runs/*/results/*"], write: ["dossiers/*"] },
  // Signs the addresses to which senders upload: what they may, is what it may.
  api: {
    read: ["dossiers/*", "runs/*", "work/*"],
    write: ["dossiers/*", "runs/*"],
    remove: ["runs/*", "work/*"],
  },
  "open-cases": { read: ["dossiers/*", "runs/*"] },
  // Takes away what was uploaded of a run that expires, unfinished pieces among it.
  sweep: {
    read: ["dossiers/*", "runs/*", "work/*"],
    write: ["runs/*"],
    remove: ["runs/*", "work/*"],
  },
  archive: { read: ["dossiers/*", "restore/*"], write: ["restore/*"] },
  split: { read: ["runs/*", "work/*"], write: ["work/*"], remove: ["work/*"] },
  "judge-chunk": { read: ["runs/*", "work/*"], write: ["work/*"], remove: ["work/*"] },
  "judge-keys": { read: ["runs/*", "work/*"], write: ["work/*"], remove: ["work/*"] },
  conclude: {
    read: ["dossiers/*", "runs/*", "work/*"],
    write: ["dossiers/*", "runs/*", "work/*"],
    remove: ["work/*"],
  },
  "run-machine": { read: ["work/*"] },
};

/** Copies of entries, and seals over them: nothing is ever removed. */
export const archiveRights: Readonly<Partial<Record<Who, ObjectRights>>> = {
  archive: { read: ["*"], write: ["entries/*", "late/*"] },
  seal: { read: ["*"], write: ["late/*", "lists/*", "seals/*"] },
  api: { read: ["*"] },
};
