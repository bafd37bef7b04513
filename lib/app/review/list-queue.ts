import type { Severity } from "../../core/severity.ts";
import type { Caller } from "../caller.ts";
import type { ViolationState } from "./case.ts";
import type { QueueItem } from "./case-view.ts";
import type { ReviewPorts } from "./command.ts";

/** Which waiting cases. */
export interface ListQueue {
  readonly caller: Caller;
  /** Absent: all gates. */
  readonly gate?: string;
  /** Of `open`, `assigned`, `info_requested`; absent: all three. */
  readonly states?: readonly ViolationState[];
  readonly severity?: Exclude<Severity, "warn">;
  /** Only those that the caller was given or works on. */
  readonly mine?: boolean;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

export interface QueuePage {
  readonly items: readonly QueueItem[];
  /** Absent on the last page. */
  readonly next?: string;
  /** Where a gate has more waiting cases than are looked at: the queue is of those due first. */
  readonly truncated?: true;
}

/** What waits for people, the worst first, as it ranked at the instant of the first page. */
export async function listQueue(_ports: ReviewPorts, _query: ListQueue): Promise<QueuePage> {
  throw new Error("listQueue follows");
}
