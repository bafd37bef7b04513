import { formatProblem } from "../../core/ruleset/problem.ts";
import { parseMapping } from "../../subjects/mapping/parse-mapping.ts";
import { actorOf } from "../caller.ts";
import { GateError, keyReusedReason } from "../errors.ts";
import { instantText, millisecondsOf } from "../instant.ts";
import type { ActivePlan } from "../ports.ts";
import { act, type Moment, type Step } from "../review/act.ts";
import type { Commanded } from "../review/command.ts";
import { conflict } from "../review/conflict.ts";
import { gateAt } from "../review/find-documents.ts";
import { admit } from "../review/policy/separation.ts";
import { parseIdempotencyKey, type SubmissionId, submissionIdOf } from "../submission-id.ts";
import type { LargeRun } from "./run.ts";
import { runAt } from "./run-access.ts";
import { runLimits } from "./run-limits.ts";
import type { RunPorts } from "./run-ports.ts";
import { type RunView, runViewOf } from "./run-view.ts";

/** Opens a submission that is too large for one request. */
export interface OpenRun extends Commanded {
  readonly gate: string;
  /** It names the submission that the run becomes. */
  readonly idempotencyKey: string;
  /** The text of a mapping (YAML) that reads the files. */
  readonly mapping?: string;
}

/**
 * Opens a run: its files can be uploaded for a time. Idempotent: the same caller's same key and
 * command give the same run, however far it is by now.
 *
 * @throws {GateError} `invalid` for a key or mapping that is none; `not_found` for an unknown gate;
 * `forbidden`; `conflict` with reason `key_reused` when the key stands for another submission, and
 * `too_many_runs`.
 */
export async function openRun(ports: RunPorts, command: OpenRun): Promise<RunView> {
  const { gate, caller, mapping } = command;
  const id = submissionIdOf(gate, caller.principal, parseIdempotencyKey(command.idempotencyKey));
  await act(ports, command, {
    operation: "open-run",
    submission: id,
    said: { gate, mapping: mapping ?? null },
    step: (moment) => stepOf(ports, command, id, moment),
  });
  return runViewOf(await runAt(ports, id));
}

async function stepOf(
  ports: RunPorts,
  { gate: name, caller, mapping }: OpenRun,
  id: SubmissionId,
  { at }: Moment,
): Promise<Step> {
  if (!(await ports.plans.gates()).includes(name))
    throw new GateError("not_found", "there is no gate of this name: correct the path");
  const active = await gateAt(ports, name, at);
  admit({ caller, operation: "open-run", gate: active.gate, now: at });
  if (mapping !== undefined) admitMapping(mapping, active);
  if ((await ports.audits.find(id)) !== undefined) throw keyReused();
  await admitOneMore(ports, caller.principal);
  const run: LargeRun = {
    schema: "holdpoint/large-run/1",
    id,
    version: 1,
    tenant: caller.tenant,
    gate: active.gate.name,
    subject: active.gate.subject,
    state: "open",
    openedAt: at,
    openedBy: actorOf(caller),
    expiresAt: instantText(millisecondsOf(at) + runLimits.openHours * 3_600_000),
    ...(mapping !== undefined && { mapping }),
  };
  return {
    action: "run.opened",
    gate: run.gate,
    runs: [{ after: run }],
    facts: { subject: run.subject, mapping: mapping !== undefined },
  };
}

const keyReused = (): GateError =>
  new GateError(
    "conflict",
    "this Idempotency-Key stands for another submission: take a new key for a new one",
    { reason: keyReusedReason },
  );

function admitMapping(text: string, { plan }: ActivePlan): void {
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes > runLimits.mappingSizeMaxBytes)
    throw wrongMapping([
      `has ${sizeBytes} bytes, and at most ${runLimits.mappingSizeMaxBytes} are read`,
    ]);
  const { subject } = plan;
  const read = parseMapping(text, "mapping", (kind) =>
    kind === subject.kind ? subject : undefined,
  );
  if (!read.ok) throw wrongMapping(read.problems.map(formatProblem));
}

/** Mistakes that are told at once. */
const mistakesMax = 100;

const wrongMapping = (found: readonly string[]): GateError =>
  new GateError("invalid", "the mapping cannot be used: correct it, or leave it out", {
    mistakes: found.slice(0, mistakesMax).map((message) => ({ pointer: "/mapping", message })),
  });

/** Two that open at once may both be let in: this keeps a mistake from flooding the gate. */
async function admitOneMore({ runs }: RunPorts, principal: string): Promise<void> {
  const unfinished = await runs.unfinished(runLimits.unfinishedMax);
  const own = unfinished.filter(({ openedBy }) => openedBy.principal === principal).length;
  if (own >= runLimits.unfinishedOfOneMax)
    throw conflict(
      "too_many_runs",
      `${own} of your runs are open or being judged: wait, or cancel one`,
    );
  if (unfinished.length >= runLimits.unfinishedMax)
    throw conflict(
      "too_many_runs",
      `${unfinished.length} runs are open or being judged here: wait`,
    );
}
