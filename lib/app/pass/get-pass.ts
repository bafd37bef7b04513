import type { Caller } from "../caller.ts";
import { GateError } from "../errors.ts";
import type { PassPorts } from "../review/command.ts";
import { submissionAt, submissionIn } from "../review/find-documents.ts";
import { admitReader } from "../review/queries/admit-reader.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Pass, PassId } from "./pass.ts";

/** One pass. @throws {GateError} `not_found`, `forbidden`. */
export async function getPass(
  ports: PassPorts,
  { caller, pass }: { readonly caller: Caller; readonly pass: PassId },
): Promise<Pass> {
  await admitToRead(ports, caller, submissionIn(pass, "pass"));
  return passAt(ports, pass);
}

/** All passes of a submission, the newest first. @throws {GateError} `not_found`, `forbidden`. */
export async function passesOf(
  ports: PassPorts,
  { caller, submission }: { readonly caller: Caller; readonly submission: SubmissionId },
): Promise<readonly Pass[]> {
  await admitToRead(ports, caller, submission);
  const passes = await ports.passes.of(submission);
  return passes.toSorted((a, b) =>
    a.issuedAt > b.issuedAt ? -1 : a.issuedAt < b.issuedAt ? 1 : 0,
  );
}

/** A pass that must be there. @throws {GateError} `not_found`. */
export async function passAt({ passes }: Pick<PassPorts, "passes">, id: PassId): Promise<Pass> {
  submissionIn(id, "pass");
  const pass = await passes.find(id);
  if (pass !== undefined) return pass;
  throw new GateError("not_found", "there is no pass of this id");
}

async function admitToRead(ports: PassPorts, caller: Caller, id: SubmissionId): Promise<void> {
  const submission = await submissionAt(ports, id);
  await admitReader(ports, { caller, operation: "read-pass", submission, at: ports.clock.now() });
}
