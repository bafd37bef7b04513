import type { Caller } from "../caller.ts";
import { readerRefusal } from "./admit-reader.ts";
import type { ReviewPorts } from "./command.ts";
import { admitKnownGate } from "./known-gates.ts";
import { admitPageSize } from "./page-size.ts";
import { admit } from "./separation.ts";
import { type SubmissionView, submissionViewOf } from "./submission-view.ts";

/** Whose submissions somebody asks for. */
export interface ListHeld {
  readonly caller: Caller;
  readonly gate: string;
  /** 1 to 200. */
  readonly max: number;
}

/** Submissions of a gate that are looked at. */
const heldMax = 5_000;

/**
 * The submissions of a gate that are held or partly released, and that she may see; the longest
 * waiting first.
 *
 * @throws {GateError} `forbidden`, `not_found` for an unknown gate.
 */
export async function listHeld(
  ports: ReviewPorts,
  { caller, gate, max }: ListHeld,
): Promise<{ readonly items: readonly SubmissionView[] }> {
  const now = ports.clock.now();
  const size = admitPageSize(max);
  admit({ caller, operation: "read-submission", now });
  await admitKnownGate(ports, gate);
  const items: SubmissionView[] = [];
  for (const submission of await ports.submissions.held(gate, heldMax)) {
    const reading = { caller, operation: "read-submission", submission, at: now } as const;
    if ((await readerRefusal(ports, reading)) === undefined)
      items.push(submissionViewOf(submission));
    if (items.length === size) break;
  }
  return { items };
}
