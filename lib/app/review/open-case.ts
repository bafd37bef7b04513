import type { ViolationsMessage } from "../message.ts";
import type { ReviewPorts } from "./command.ts";

/** Opens the case of a message. Idempotent; whenever it comes, the case ends up the same. */
export async function openCase(_ports: ReviewPorts, _message: ViolationsMessage): Promise<void> {
  throw new Error("openCase follows");
}
