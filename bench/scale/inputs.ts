/** What the simulation is driven by: measured where it can be on one machine, told where it cannot. */
export interface Inputs {
  readonly measured: MeasuredInputs;
  readonly assumed: typeof assumed;
}

/** From this machine, which is taken for one vCPU of Lambda (1,769 MB). */
export interface MeasuredInputs {
  /** CPU of submitting one order of the example's size: verifying, judging, storing. */
  readonly submitCpuMs: number;
  /** Bytes and write units of what one submission stores that passes, and that is held. */
  readonly passing: StoredBy;
  readonly held: StoredBy;
  /** CPU of opening one case, and of delivering one parcel. */
  readonly openCaseCpuMs: number;
  readonly dispatchCpuMs: number;
  /** One invoice of a run. */
  readonly invoice: {
    /** CPU by phase: reading, judging, comparing and writing included. */
    readonly cpuMs: Readonly<Record<"judge" | "settle" | "collect" | "compare" | "merge", number>>;
    readonly bytes: number;
    /** Bytes that the phases write, for each byte of input. */
    readonly workShare: number;
  };
  /** From the start of a process to its first verdict: `npm run bench:cold`. */
  readonly coldMs: { readonly submit: number; readonly judgeChunk: number };
}

export interface StoredBy {
  /** Write units of its transaction: items rounded up to kilobytes, times two. */
  readonly writeUnits: number;
  readonly bytes: number;
}

/** What nobody can measure without an account: medians and 99th percentiles of calls, in milliseconds. */
export const assumed = {
  /** A TransactWriteItems of five items, and a consistent read. */
  transact: { median: 14, p99: 45 },
  read: { median: 4, p99: 15 },
  /** A PUT of some kilobytes, and the first byte of a GET. */
  put: { median: 25, p99: 120 },
  get: { median: 20, p99: 90 },
  /** What one function reads from S3 in a second, and writes to it. */
  storageMbPerSecond: 80,
  send: { median: 8, p99: 30 },
  /** From an item in the stream to the call of its function; from a message to the call. */
  streamDelay: { median: 250, p99: 900 },
  queueDelay: { median: 20, p99: 200 },
  /** What the client waits before it tries again: doubled each time, with full jitter. */
  clientRetry: { firstMs: 200, mostMs: 60_000 },
  /** Making an environment before our code starts. */
  environmentMs: { median: 150, p99: 400 },
} as const;
