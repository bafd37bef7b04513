/** Something that is kept and does not say what it must. */
export interface Difference {
  /** Which of the things that are kept. */
  readonly of:
    | "payload"
    | "report"
    | "entry"
    | "references"
    | "history"
    | "plan"
    | "records"
    | "documents";
  /** JSON Pointer into it, the table's name, or `cases/{id}/state`. */
  readonly at: string;
  /** In words, with nothing of a person. */
  readonly message: string;
}

/** Something that a replay needs and that is not there. */
export interface Missing {
  /** `evidence_erased`, `revision_missing`, `revision_unreadable`, `other_engine`, `tables_of_now`, `large_run`. */
  readonly reason: string;
  readonly message: string;
}
