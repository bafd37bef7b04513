import type { Caller } from "../caller.ts";
import type { CaseId } from "./case.ts";
import type { CaseView } from "./case-view.ts";
import type { ReviewPorts } from "./command.ts";

/** What somebody asks about one case. */
export interface OfCase {
  readonly caller: Caller;
  readonly case: CaseId;
}

/** A case, whole. */
export async function getCase(_ports: ReviewPorts, _query: OfCase): Promise<CaseView> {
  throw new Error("getCase follows");
}
