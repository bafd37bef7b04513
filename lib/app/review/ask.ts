import type { CaseId } from "./case.ts";
import type { Acted, OnVersion, ReviewPorts } from "./command.ts";

/** A question to the sender. */
export interface Ask extends OnVersion {
  readonly case: CaseId;
  /** 1 to 1,000 characters. */
  readonly text: string;
}

/** Asks the sender; while the question is open the clock stands still, within bounds. */
export async function ask(_ports: ReviewPorts, _command: Ask): Promise<Acted> {
  throw new Error("ask follows");
}
