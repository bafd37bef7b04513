import type { Acted, Commanded, PassPorts } from "../review/command.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Pass } from "./pass.ts";

/** Asks for the pass of what was released last of a submission. */
export interface IssuePass extends Commanded {
  readonly submission: SubmissionId;
}

/** The entry that issued the pass, and the pass itself. */
export interface Issued extends Acted {
  readonly pass: Pass;
}

/**
 * Gives the release pass of a submission: the one that there is, as long as it is valid and not
 * recalled, or a new one. Two that ask at once get one pass.
 *
 * @throws {GateError} `conflict` where nothing is released (`not_released`), or where it can no longer be
 * shown what was (`dossier_erased`); `forbidden`; `not_found`.
 */
export async function issuePass(_ports: PassPorts, _command: IssuePass): Promise<Issued> {
  throw new Error("issuePass follows");
}
