import type { Caller } from "../caller.ts";
import type { PassPorts } from "../review/command.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Pass, PassId } from "./pass.ts";

/** One pass. @throws {GateError} `not_found`, `forbidden`. */
export async function getPass(
  _ports: PassPorts,
  _query: { readonly caller: Caller; readonly pass: PassId },
): Promise<Pass> {
  throw new Error("getPass follows");
}

/** All passes of a submission, the newest first. @throws {GateError} `not_found`, `forbidden`. */
export async function passesOf(
  _ports: PassPorts,
  _query: { readonly caller: Caller; readonly submission: SubmissionId },
): Promise<readonly Pass[]> {
  throw new Error("passesOf follows");
}
