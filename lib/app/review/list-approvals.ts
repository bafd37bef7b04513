import type { Caller } from "../caller.ts";
import type { ApprovalView } from "./approval-view.ts";
import type { ReviewPorts } from "./command.ts";

/** Which pending requests for a second person. */
export interface ListApprovals {
  readonly caller: Caller;
  /** Absent: all gates. */
  readonly gate?: string;
  /** Only those that the caller may decide. */
  readonly mine?: boolean;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

export interface ApprovalPage {
  readonly items: readonly ApprovalView[];
  readonly next?: string;
  readonly truncated?: true;
}

/** Pending requests for a second person, the first to expire first. */
export async function listApprovals(
  _ports: ReviewPorts,
  _query: ListApprovals,
): Promise<ApprovalPage> {
  throw new Error("listApprovals follows");
}
