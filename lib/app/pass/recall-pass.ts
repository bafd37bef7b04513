import { actorOf } from "../caller.ts";
import { GateError } from "../errors.ts";
import { act } from "../review/act.ts";
import type { Reason } from "../review/case.ts";
import type { Acted, Commanded, PassPorts } from "../review/command.ts";
import { changed } from "../review/effects.ts";
import { gateAt, submissionAt, submissionIn } from "../review/find-documents.ts";
import { admit } from "../review/policy/separation.ts";
import { admitReason } from "../review/written.ts";
import { passAt } from "./get-pass.ts";
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
 * @throws {GateError} `conflict`, reason `recalled_before`; `forbidden`; `not_found`; `invalid`.
 */
export async function recallPass(ports: PassPorts, command: RecallPass): Promise<Acted> {
  const { caller, pass: id } = command;
  const reason = admitReason(command.reason);
  return act(ports, command, {
    operation: "recall-pass",
    submission: submissionIn(id, "pass"),
    on: { pass: id },
    said: { reason: { ...reason } },
    step: async ({ at }) => {
      const pass = await passAt(ports, id);
      const submission = await submissionAt(ports, pass.submission);
      const { gate } = await gateAt(ports, pass.gate, at);
      admit({ caller, operation: "recall-pass", gate, submission, now: at });
      if (pass.recalled !== undefined)
        throw new GateError("conflict", `the pass was recalled before, at ${pass.recalled.at}`, {
          reason: "recalled_before",
        });
      return {
        action: "pass.recalled",
        gate: pass.gate,
        passes: [changed(pass, { recalled: { at, by: actorOf(caller), reason } })],
        reason,
        facts: { release: pass.release, kind: pass.kind, validUntil: pass.validUntil },
      };
    },
  });
}
