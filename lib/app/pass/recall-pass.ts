import type { Reason } from "../review/case.ts";
import type { Acted, Commanded, PassPorts } from "../review/command.ts";
import type { PassId } from "./pass.ts";

/** What went out by this pass should not have: downstream is told to stop. */
export interface RecallPass extends Commanded {
  readonly pass: PassId;
  readonly reason: Reason;
}

/**
 * Recalls a pass: it stands on the recall list until it would have expired, and only somebody who
 * may recall gets another pass for the same release.
 *
 * @throws {GateError} `conflict` when it was recalled already; `forbidden`; `not_found`; `invalid`.
 */
export async function recallPass(_ports: PassPorts, _command: RecallPass): Promise<Acted> {
  throw new Error("recallPass follows");
}
