import type { Caller } from "../caller.ts";
import type { ReviewPorts } from "./command.ts";
import type { SubmissionView } from "./submission-view.ts";

/** Whose submissions somebody asks for. */
export interface ListHeld {
  readonly caller: Caller;
  readonly gate: string;
  /** 1 to 200. */
  readonly max: number;
}

/** The submissions of a gate that are held or partly released, and that she may see; the longest waiting first. */
export async function listHeld(
  _ports: ReviewPorts,
  _query: ListHeld,
): Promise<{ readonly items: readonly SubmissionView[] }> {
  throw new Error("listHeld follows");
}
