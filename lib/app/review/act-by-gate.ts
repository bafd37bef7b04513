import type { ActionEntry } from "../audit-entry.ts";
import { gateActor } from "../caller.ts";
import { canonicalJson, sha256 } from "../digest.ts";
import { documentChanges } from "../document-changes.ts";
import { isGateError, movedReason } from "../errors.ts";
import type { Audits, Clock } from "../ports.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Moment, Step } from "./act.ts";
import { causedIdOf, deployment } from "./action-id.ts";
import { changesOf, readOf } from "./effects.ts";

/** Something that a message or a deadline makes the gate do. */
export interface Caused {
  /** `deployment` for what is of no submission. */
  readonly submission: SubmissionId | typeof deployment;
  /** What made it act: once for each cause, however often it is told. */
  readonly cause: readonly string[];
  /** What is to change, from fresh documents; undefined when there is nothing left to do. */
  step(moment: Moment): Promise<(Step & { readonly tenant: string }) | undefined>;
}

/** Tries of one action while people change the same documents. */
const triesMax = 5;

/**
 * Does what a message or a deadline asks for, once. Idempotent and safe beside itself.
 *
 * @returns whether this call did it.
 * @throws {GateError} `conflict` with reason `moved` when others were quicker each time: the message
 * comes again; and whatever the step throws.
 */
export async function actByGate(
  ports: { readonly audits: Audits; readonly clock: Clock },
  { submission, cause, step }: Caused,
): Promise<boolean> {
  const id = causedIdOf(submission, ...cause);
  for (let tries = 1; ; tries++) {
    if ((await ports.audits.action(id)) !== undefined) return false;
    const at = ports.clock.now();
    const done = await step({ at, entry: id });
    if (done === undefined) return false;
    try {
      await ports.audits.append(entryOf(submission, cause, id, at, done), changesOf(done));
      return true;
    } catch (error) {
      if (!isGateError(error, "conflict")) throw error;
      if ((await ports.audits.action(id)) !== undefined) return false;
      if (error.reason !== movedReason || tries === triesMax) throw error;
    }
  }
}

function entryOf(
  submission: SubmissionId,
  cause: readonly string[],
  id: string,
  at: string,
  step: Step & { readonly tenant: string },
): ActionEntry {
  const { action, gate, tenant, facts } = step;
  return {
    schema: "holdpoint/audit/1",
    action,
    id,
    at,
    tenant,
    by: gateActor,
    ...(gate !== undefined && { gate }),
    ...(submission !== deployment && { submission }),
    ...(step.case !== undefined && { case: step.case }),
    ...(step.approval !== undefined && { approval: step.approval }),
    command: sha256(canonicalJson({ cause: [...cause] })),
    ...documentChanges(changesOf(step), readOf(step)),
    facts,
  };
}
