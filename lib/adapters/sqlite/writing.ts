import type { GateErrorCode } from "../../app/errors.ts";

/**
 * One thing to be written, whole or not at all, as plain data: it may cross to the thread that
 * writes. `Results` says what each kind gives.
 */
export type Writing =
  | AppendWriting
  | {
      readonly kind: "mark-sent";
      readonly storedAt: string;
      readonly submission: string;
      readonly place: number;
    }
  | { readonly kind: "queue-send"; readonly bodies: readonly string[]; readonly nowMs: number }
  | {
      readonly kind: "queue-receive";
      readonly messagesMax: number;
      readonly visibilityMs: number;
      readonly nowMs: number;
    }
  | { readonly kind: "queue-remove"; readonly id: number; readonly receives: number }
  | {
      readonly kind: "queue-bury";
      readonly body: string;
      readonly reason: string;
      readonly nowMs: number;
    }
  | {
      readonly kind: "queue-hide";
      readonly id: number;
      readonly receives: number;
      readonly visibleAt: number;
    }
  | { readonly kind: "queue-remove-dead"; readonly ids: readonly number[] }
  /** What a process had taken that is gone is seen again at once. */
  | { readonly kind: "queue-give-back"; readonly nowMs: number }
  | {
      readonly kind: "rotate-keys";
      readonly id: string;
      readonly jwk: string;
      readonly at: string;
      readonly compromised: readonly string[];
    }
  | {
      readonly kind: "put-plan";
      readonly gate: string;
      readonly version: string;
      readonly body: string;
      readonly revision: string;
      readonly engine: string;
      readonly plan: string;
      readonly at: string;
    };

export interface AppendWriting {
  readonly kind: "append";
  readonly entry: {
    readonly id: string;
    readonly action: string;
    readonly at: string;
    /** Whose trail it is in; absent for the entry of judging, and for what is of no submission. */
    readonly submission: string | null;
    readonly digest: string;
    readonly body: string;
  };
  readonly dossier?: {
    readonly salt: string;
    readonly report: string;
    readonly reportDigest: string;
    /** The bytes, or the name of the file that has them. */
    readonly payload: Uint8Array | null;
    readonly payloadFile: string | null;
    readonly payloadDigest: string;
    /** What a run uploaded, as JSON. */
    readonly run: string | null;
  };
  readonly documents: readonly DocumentRow[];
  readonly unchanged: readonly {
    readonly table: DocumentTable;
    readonly id: string;
    readonly version: number;
  }[];
  readonly parcels: readonly {
    readonly storedAt: string;
    readonly submission: string;
    readonly place: number;
    readonly body: string;
  }[];
  /** What was counted of runs. */
  readonly figures: readonly {
    readonly run: string;
    readonly digest: string;
    readonly text: string;
  }[];
  readonly earlierRuns: readonly {
    readonly id: string;
    readonly gate: string;
    readonly kind: string;
    readonly releasedOn: string;
    readonly releasedAt: string;
    /** All of it, as JSON. */
    readonly body: string;
  }[];
  /** Why it does not fit one transaction: told where nothing else is wrong with it. */
  readonly tooLarge?: string;
}

export const documentTables = [
  "submissions",
  "cases",
  "approvals",
  "passes",
  "runs",
  "letters",
] as const;
export type DocumentTable = (typeof documentTables)[number];

export interface DocumentRow {
  readonly table: DocumentTable;
  readonly id: string;
  readonly version: number;
  readonly submission: string;
  readonly gate: string;
  /** Its place in its work list, null where it is in none. */
  readonly due: string | null;
  readonly body: string;
}

export interface HandedOut {
  readonly id: number;
  readonly body: string;
  readonly receives: number;
}

export interface Results {
  /** False where an equal entry stood there already, so that nothing was written. */
  readonly append: boolean;
  readonly "mark-sent": undefined;
  readonly "queue-send": undefined;
  readonly "queue-receive": readonly HandedOut[];
  readonly "queue-remove": undefined;
  readonly "queue-bury": undefined;
  readonly "queue-hide": undefined;
  readonly "queue-remove-dead": undefined;
  readonly "queue-give-back": undefined;
  /** False where the newest key is of that instant already. */
  readonly "rotate-keys": boolean;
  readonly "put-plan": undefined;
}
export type ResultOf<W extends Writing> = Results[W["kind"]];

/** What became of a writing: its result once it is on the disk, or why it was not written. */
export type Outcome =
  | { readonly ok: true; readonly result: Results[keyof Results] }
  | { readonly ok: false; readonly refusal: Refusal };

/** A GateError as plain data. */
export interface Refusal {
  readonly code: GateErrorCode;
  readonly message: string;
  readonly reason?: string;
  /** Of what was thrown, for the log. */
  readonly cause?: string;
}
