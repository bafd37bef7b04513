import type { ClosingMessage } from "../message.ts";
import type { ReviewPorts } from "./command.ts";

/** Ends the cases of a submission that has ended. Idempotent. */
export async function closeCases(_ports: ReviewPorts, _message: ClosingMessage): Promise<void> {
  throw new Error("closeCases follows");
}
