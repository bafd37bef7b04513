import type { ReviewPorts } from "./command.ts";

/**
 * Ends, unreleased, the held submissions of a gate whose time is over (law 7: time releases
 * nothing). Idempotent.
 *
 * @returns how many it ended.
 */
export async function expireSubmissions(_ports: ReviewPorts, _gate: string): Promise<number> {
  throw new Error("expireSubmissions follows");
}
