import type { FunctionName } from "../names.ts";

/** What a function may do with the families of leading keys of the one table. */
export interface TableRights {
  /** Puts, in transactions only. */
  readonly put?: readonly string[];
  /** Takes out, in transactions only. */
  readonly takeOut?: readonly string[];
  readonly read?: readonly string[];
  /** Counts in counters, outside of transactions: how much somebody has asked for. */
  readonly count?: readonly string[];
  /** Reads and empties the outbox, outside of transactions too: what it sends it takes out. */
  readonly outbox?: true;
}

const references = ["REFERENCE#*", "REFERENCES"];
/** Lists of what people have to do: their entries come and go. */
const work = ["QUEUE#*", "HELD#*", "APPROVALS#*"];
/** Public halves of keys that took over from each other. */
const keys = ["KEYS"];

const counters = ["LIMIT#*"];
/** Released runs by gate, and what was counted of them: neither is ever taken out. */
const earlier = ["HISTORY#*", "FIGURES#*"];

/** Leading keys, by function: what is not here is not allowed. Functions that are absent have none. */
export const tableRights: Readonly<Partial<Record<FunctionName, TableRights>>> = {
  // Keeps submissions, and ends those that they correct.
  submit: {
    put: ["AUDIT#*", "DOSSIER#*", "OUTBOX#*", "REVIEW#*", "HELD#*", ...earlier],
    takeOut: ["HELD#*"],
    read: ["AUDIT#*", "DOSSIER#*", "REVIEW#*", ...earlier, ...references],
    count: counters,
  },
  // Whatever people do to what was judged, runs and dead letters; issues release passes.
  api: {
    put: [
      ...["AUDIT#*", "OUTBOX#*", "REVIEW#*", "RECALLS", "RUNS#*", "LETTERS#*"],
      ...work,
      ...keys,
      ...earlier,
    ],
    takeOut: [...work, "RUNS#*", "LETTERS#*"],
    read: [
      ...["AUDIT#*", "DOSSIER#*", "REVIEW#*", "RECALLS", "RUNS#*", "LETTERS#*"],
      ...work,
      ...keys,
      ...earlier,
      ...references,
    ],
    count: counters,
  },
  "open-cases": {
    put: ["AUDIT#*", "REVIEW#*", ...work],
    takeOut: work,
    read: ["AUDIT#*", "DOSSIER#*", "REVIEW#*", ...references],
  },
  dispatch: { outbox: true },
  // Ends submissions, runs and requests for a second person whose time is over.
  sweep: {
    put: ["AUDIT#*", "OUTBOX#*", "REVIEW#*", "RUNS#*", ...work],
    takeOut: ["RUNS#*", ...work],
    read: ["AUDIT#*", "REVIEW#*", "HELD#*", "APPROVALS#*", "RUNS#*", ...references],
    outbox: true,
  },
  // Makes rows of messages that nobody could consume.
  bury: {
    put: ["AUDIT#*", "REVIEW#*", "LETTERS#*"],
    takeOut: ["LETTERS#*"],
    read: ["AUDIT#*", "REVIEW#*"],
  },
  // Reads again what has too many parts for one record of the stream, and what a restore would need.
  archive: { read: ["AUDIT#*", "DOSSIER#*", "REVIEW#*", "FIGURES#*"] },
  seal: { read: keys },
  split: { read: ["REVIEW#*", ...earlier, ...references] },
  "judge-chunk": { read: ["AUDIT#*", "REVIEW#*", ...references] },
  "judge-keys": { read: ["REVIEW#*", ...references] },
  // Keeps what a run has become: the submission, as submit does, and the run's end.
  conclude: {
    put: ["AUDIT#*", "DOSSIER#*", "OUTBOX#*", "REVIEW#*", "HELD#*", "RUNS#*", ...earlier],
    takeOut: ["HELD#*", "RUNS#*"],
    read: ["AUDIT#*", "DOSSIER#*", "REVIEW#*", "RUNS#*", ...references],
  },
};

/** What must never happen to an audit entry, by whatever principal. */
export const auditForbidden = [
  "dynamodb:UpdateItem",
  "dynamodb:DeleteItem",
  "dynamodb:BatchWriteItem",
  "dynamodb:PartiQLInsert",
  "dynamodb:PartiQLUpdate",
  "dynamodb:PartiQLDelete",
];
