import type { JsonObject } from "../../core/expression/value.ts";
import type { ActionEntry, ActionId, ActionName } from "../audit-entry.ts";
import { type Actor, actorOf } from "../caller.ts";
import { canonicalJson, sha256 } from "../digest.ts";
import { documentChanges } from "../document-changes.ts";
import { GateError, isGateError, keyReusedReason, movedReason } from "../errors.ts";
import type { Audits, Clock, Salts } from "../ports.ts";
import { parseIdempotencyKey, type SubmissionId } from "../submission-id.ts";
import { actionIdOf, deployment, refusalIdOf } from "./action-id.ts";
import type { Reason } from "./case.ts";
import type { Acted, Commanded } from "./command.ts";
import { changesOf, type Effects, readOf } from "./effects.ts";
import type { Operation } from "./operation.ts";

/** What acting asks of the world; each command's step may ask more. */
export interface ActPorts {
  readonly audits: Audits;
  readonly clock: Clock;
  readonly salts: Salts;
}

/** One command, as the one way in sees it. */
export interface Action {
  readonly operation: Operation;
  /** `deployment` for what is of no submission. */
  readonly submission: SubmissionId | typeof deployment;
  /** What is acted on, where it is not the submission itself. */
  readonly on?: Pick<ActionEntry, "case" | "approval" | "pass">;
  /** All that the command says: under one key it must say the same. */
  readonly said: JsonObject;
  /**
   * Reads the documents, admits the caller, and says what is to change; called again with fresh
   * documents when somebody else changed one in between.
   */
  step(moment: Moment): Promise<Step>;
}

/** When, and under which entry, something is done. */
export interface Moment {
  /** RFC 3339. */
  readonly at: string;
  readonly entry: ActionId;
}

/** What an action comes to. */
export interface Step extends Effects {
  readonly action: ActionName;
  readonly gate?: string;
  readonly case?: string;
  readonly approval?: string;
  readonly pass?: string;
  readonly reason?: Reason;
  readonly facts: JsonObject;
}

/** Tries of one command while others change the same documents. */
const triesMax = 5;

/**
 * The one way in for whatever somebody does: finds what the same key wrote before, reads, admits,
 * appends, tries again where somebody was quicker, and keeps what was refused for the sake of the
 * two people (law 6).
 *
 * @throws {GateError} `conflict` with reason `key_reused` when the key stands for another command,
 * with reason `moved` when others were quicker each time; and whatever the step throws.
 */
export async function act(ports: ActPorts, command: Commanded, action: Action): Promise<Acted> {
  const { caller, idempotencyKey } = command;
  const key = idempotencyKey === undefined ? undefined : parseIdempotencyKey(idempotencyKey);
  const entry = actionIdOf(action.submission, caller.principal, key ?? ports.salts.fresh());
  const digest = commandDigest(action);
  try {
    const earlier = key === undefined ? undefined : await ports.audits.action(entry);
    if (earlier !== undefined) return answerAgain(earlier, digest);
    return await tryToAct(ports, command, { ...action, entry, digest });
  } catch (error) {
    if (isRefusal(error))
      await keepRefusal(ports, actorOf(caller), {
        ...action,
        tenant: caller.tenant,
        command: digest,
        refusal: error,
      });
    throw error;
  }
}

interface Named extends Action {
  readonly entry: ActionId;
  readonly digest: string;
}

async function tryToAct(ports: ActPorts, command: Commanded, action: Named): Promise<Acted> {
  for (let tries = 1; ; tries++) {
    const at = ports.clock.now();
    try {
      const step = await action.step({ at, entry: action.entry });
      const entry = entryOf(command, action, step, at);
      await ports.audits.append(entry, changesOf(step));
      return { entry };
    } catch (error) {
      if (!(error instanceof GateError) || error.code === "unavailable") throw error;
      // Another call under the same key was first: its entry is the answer, and what it changed is
      // why this one was refused.
      const first = await ports.audits.action(action.entry);
      if (first !== undefined) return answerAgain(first, action.digest);
      if (error.reason !== movedReason || tries === triesMax) throw error;
    }
  }
}

function answerAgain(earlier: ActionEntry, digest: string): Acted {
  if (earlier.command === digest) return { entry: earlier };
  throw new GateError(
    "conflict",
    "this Idempotency-Key stands for another command: take a new key for a new command",
    { reason: keyReusedReason },
  );
}

const commandDigest = ({ operation, submission, on = {}, said }: Action): string =>
  sha256(canonicalJson({ operation, submission, on: { ...on }, said }));

function entryOf(
  { caller }: Commanded,
  { entry, digest, submission, on }: Named,
  step: Step,
  at: string,
): ActionEntry {
  const { action, gate, reason, facts } = step;
  const about = { ...on, ...aboutOf(step) };
  return {
    schema: "holdpoint/audit/1",
    action,
    id: entry,
    at,
    tenant: caller.tenant,
    by: actorOf(caller),
    ...(gate !== undefined && { gate }),
    ...(submission !== deployment && { submission }),
    ...about,
    command: digest,
    ...documentChanges(changesOf(step), readOf(step)),
    ...(reason && { reason }),
    facts,
  };
}

const aboutOf = (step: Step): Action["on"] => ({
  ...(step.case !== undefined && { case: step.case }),
  ...(step.approval !== undefined && { approval: step.approval }),
  ...(step.pass !== undefined && { pass: step.pass }),
});

/**
 * Conflicts that are attempts to get round the second person, or to find the answers that a rule wants
 * to hear, rather than bad luck.
 */
const suspicious: readonly (string | undefined)[] = [
  "approval_pending",
  "answers_do_not_clear",
  keyReusedReason,
];

/** That somebody else has the case is no attempt at anything. */
const isRefusal = (error: unknown): error is GateError =>
  isGateError(error, "forbidden")
    ? error.reason !== "leased"
    : isGateError(error, "conflict") && suspicious.includes(error.reason);

/** An attempt that was refused, as its entry keeps it. */
export interface RefusedAttempt {
  readonly tenant: string;
  readonly operation: Operation;
  readonly submission: SubmissionId;
  readonly on?: Action["on"];
  readonly command?: string;
  readonly refusal: GateError;
}

/**
 * Keeps a refused attempt: who, what and why, and nothing of what was reviewed. Under an id of its
 * own, so that the same idempotency key may still be used rightly.
 *
 * @throws {GateError} `unavailable` when it cannot be written: it is refused all the same.
 */
export async function keepRefusal(
  ports: ActPorts,
  by: Actor,
  { tenant, operation, submission, on, command, refusal }: RefusedAttempt,
): Promise<void> {
  const reason = refusal.reason ?? refusal.code;
  const entry: ActionEntry = {
    schema: "holdpoint/audit/1",
    action: "attempt.refused",
    id: refusalIdOf(submission, ports.salts.fresh()),
    at: ports.clock.now(),
    tenant,
    by,
    ...(submission !== deployment && { submission }),
    ...on,
    command: command ?? sha256(canonicalJson({ operation, submission })),
    facts: { operation, code: refusal.code, reason },
  };
  try {
    await ports.audits.append(entry, {});
  } catch (cause) {
    throw new GateError(
      "unavailable",
      "it was refused, and the refusal could not be written: nothing was done",
      { cause, reason },
    );
  }
}
