import { GateError, isGateError } from "../errors.ts";
import { gateVersionOf } from "../gate-version.ts";
import { instantText, millisecondsOf } from "../instant.ts";
import { act, type Moment, type Step } from "../review/act.ts";
import type { OnVersion } from "../review/command.ts";
import { conflict } from "../review/conflict.ts";
import { changed } from "../review/effects.ts";
import { admitVersion, gateAt } from "../review/find-documents.ts";
import { admit } from "../review/policy/separation.ts";
import { refuseOtherRevision } from "../submit.ts";
import type { LargeRun, RunId } from "./run.ts";
import { admittedRun, authoredBy, runAt } from "./run-access.ts";
import { runLimits } from "./run-limits.ts";
import { type Manifest, manifestOf, type UploadedFile } from "./run-manifest.ts";
import { runObjects } from "./run-objects.ts";
import type { RunPorts } from "./run-ports.ts";
import { clearRun, uploadBegun } from "./run-uploads.ts";
import { type RunView, runViewOf } from "./run-view.ts";
import { refuseClosed } from "./sign-pieces.ts";

/** The upload is over: these are the files, and judging begins. */
export interface StartRun extends OnVersion {
  readonly run: RunId;
  /** In the order of their numbers. */
  readonly files: readonly UploadedFile[];
}

/**
 * Makes the files of their pieces, fixes what the run is judged by, and has judging begin. May be
 * repeated wherever it broke off, with the same files: what is done already stays done.
 *
 * @throws {GateError} `invalid` with every mistake, pieces that are not there among them; `forbidden`,
 * `not_found`; `conflict` with reason `run_not_open`; `unavailable`.
 */
export async function startRun(ports: RunPorts, command: StartRun): Promise<RunView> {
  const { caller, run: id } = command;
  const { run } = await admittedRun(ports, { caller, run: id, operation: "upload-run" });
  const manifest = manifestOf(command.files);
  if (!isStartedWith(run, manifest)) {
    refuseClosed(run, ports.clock.now());
    await completeFiles(ports, id, command.files);
    await ports.objects.write(runObjects.manifest(id, manifest.payload.digest), manifest.bytes, {
      mediaType: "application/json",
    });
    await begin(ports, command, manifest);
  }
  const started = await runAt(ports, id);
  // Should this process end before it has: the sweep does it.
  if (started.state === "judging") await ports.machine.start(started);
  return runViewOf(started);
}

const isStartedWith = ({ state, payload }: LargeRun, manifest: Manifest): boolean =>
  (state === "judging" || state === "judged") && payload?.digest === manifest.payload.digest;

/** Files whose upload is completed at once. */
const completedAtOnce = 16;

async function completeFiles(
  ports: RunPorts,
  id: RunId,
  files: readonly UploadedFile[],
): Promise<void> {
  for (let from = 0; from < files.length; from += completedAtOnce) {
    const some = files.slice(from, from + completedAtOnce);
    const calls = some.map((file, index) => completeFile(ports, id, file, from + index));
    // None goes on behind the answer that one of them is refused.
    await Promise.allSettled(calls);
    await Promise.all(calls);
  }
}

async function completeFile(
  { objects, uploads }: RunPorts,
  id: RunId,
  { pieces }: UploadedFile,
  number: number,
): Promise<void> {
  const upload = await uploadBegun({ objects }, id, number);
  if (upload === undefined) throw notUploaded(number);
  try {
    await uploads.complete(runObjects.file(id, number), upload, pieces);
  } catch (error) {
    if (!isGateError(error, "invalid")) throw error;
    const mistakes = error.mistakes.map(({ pointer = "", ...more }) => ({
      ...more,
      pointer: `/files/${number}${pointer}`,
    }));
    throw new GateError("invalid", error.message, { mistakes, cause: error });
  }
}

const notUploaded = (number: number): GateError =>
  new GateError("invalid", "not all files were uploaded", {
    mistakes: [{ pointer: `/files/${number}`, message: "nothing of this file was uploaded" }],
  });

/** Two that start at once with the same files both hear that it has started. */
async function begin(ports: RunPorts, command: StartRun, manifest: Manifest): Promise<void> {
  const { run: id } = command;
  try {
    await act(ports, command, {
      operation: "upload-run",
      submission: id,
      // Their digest is not said: entries hold the SHA-256 of a command, and a payload could be tried.
      said: { files: manifest.payload.files.map(({ name, sizeBytes }) => [name, sizeBytes]) },
      step: (moment) => stepOf(ports, command, manifest, moment),
    });
  } catch (error) {
    if (!isGateError(error, "conflict")) throw error;
    const run = await runAt(ports, id);
    if (isStartedWith(run, manifest)) return;
    // What was completed behind whoever cleared the run would stay, and nobody would know of it.
    if (run.state === "cancelled" || run.state === "expired") await clearRun(ports, id);
    throw error;
  }
}

async function stepOf(
  ports: RunPorts,
  { run: id, caller, version }: StartRun,
  { payload }: Manifest,
  { at }: Moment,
): Promise<Step> {
  const run = await runAt(ports, id);
  const active = await gateAt(ports, run.gate, at);
  const { gate, plan } = active;
  admit({ caller, operation: "upload-run", gate, submission: authoredBy(run), now: at });
  admitVersion(run, version);
  refuseClosed(run, at);
  refuseOtherRevision(active);
  if (gate.subject !== run.subject)
    throw conflict(
      "rules_gone",
      `the gate judges ${gate.subject} by now, and the run was opened for ${run.subject}: open a new one`,
    );
  const judging = {
    receivedAt: at,
    revision: plan.revision,
    gateVersion: gateVersionOf(gate),
    engine: plan.engine,
    attempt: 1,
    attemptAt: at,
  };
  return {
    action: "run.started",
    gate: gate.name,
    runs: [changed(run, { state: "judging", payload, judging, expiresAt: judgedBy(at) })],
    facts: {
      files: payload.files.length,
      sizeBytes: payload.sizeBytes,
      revision: plan.revision,
      engine: plan.engine,
    },
  };
}

/** When an attempt that began at an instant has taken too long. */
export const judgedBy = (at: string): string =>
  instantText(millisecondsOf(at) + runLimits.judgingHours * 3_600_000);
