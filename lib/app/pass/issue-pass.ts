import type { Json } from "../../core/expression/value.ts";
import type { ActionEntry } from "../audit-entry.ts";
import { canonicalJson, sha256 } from "../digest.ts";
import { GateError, isGateError } from "../errors.ts";
import type { Gate } from "../gate.ts";
import { instantText, isBefore, millisecondsOf } from "../instant.ts";
import { act, type Moment, type Step } from "../review/act.ts";
import type { Acted, Commanded, PassPorts } from "../review/command.ts";
import { gateAt, submissionAt } from "../review/find-documents.ts";
import { forbidden } from "../review/policy/refusal.ts";
import { admit, isAuthor } from "../review/policy/separation.ts";
import type { Release, Submission } from "../review/submission.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { Pass } from "./pass.ts";
import { provenRelease } from "./proven-release.ts";
import { releaseFieldsOf } from "./release-fields.ts";
import { signedNow } from "./signed-now.ts";
import { passPayloadType, statementBytes, statementOf } from "./statement.ts";

/** Asks for the pass of a release. */
export interface IssuePass extends Commanded {
  readonly submission: SubmissionId;
  /** The id of the release; the last one when absent. */
  readonly release?: string;
}

/** The entry that issued the pass, and the pass itself. */
export interface Issued extends Acted {
  readonly pass: Pass;
}

const releasedStates: readonly string[] = ["released_auto", "released", "partially_released"];
const ownRecalled = {
  reason: "author_decides",
  message: "a pass that was recalled is given again by somebody who did not make the submission",
} as const;
/** Why the step stops where there is nothing to write. */
const passStands = "pass_stands";

/**
 * Gives the release pass of a submission: the one that there is, as long as it is valid and not
 * recalled, or a new one. Two that ask at once get one pass. Giving one again writes no entry.
 *
 * @throws {GateError} `conflict` where nothing is released (`not_released`), or where it can no longer be
 * shown what was (`evidence_erased`); `unavailable`, reason `release_unproven`, where what is kept does not
 * show it; `forbidden`; `not_found`.
 */
export async function issuePass(ports: PassPorts, command: IssuePass): Promise<Issued> {
  const { submission, release } = command;
  try {
    const { entry } = await act(ports, command, {
      operation: "issue-pass",
      submission,
      said: { release: release ?? null },
      step: (moment) => stepOf(ports, command, moment),
    });
    return { entry, pass: await passOf(ports, entry) };
  } catch (error) {
    if (!isGateError(error, "conflict") || error.reason !== passStands) throw error;
    return givenAgain(ports, command);
  }
}

async function stepOf(ports: PassPorts, command: IssuePass, moment: Moment): Promise<Step> {
  const { caller } = command;
  const { submission, gate, passes, release } = await readIn(ports, command, moment.at);
  // Who may recall a pass may give another one in its place, unless it is for her own work.
  const isRecalled = passes.at(-1)?.recalled !== undefined;
  const operation = isRecalled ? "recall-pass" : "issue-pass";
  admit({ caller, operation, gate, submission, now: moment.at });
  if (isRecalled && isAuthor(submission, caller)) throw forbidden(ownRecalled);
  const out = admitRelease(submission, release);
  if ((await standingOf(ports, passes, moment.at)) !== undefined)
    throw new GateError("conflict", "its pass is still valid", { reason: passStands });
  const pass = await passFor(
    ports,
    { submission, gate, release: out, number: passes.length },
    moment,
  );
  return {
    action: "pass.issued",
    gate: gate.name,
    pass: pass.id,
    passes: [{ after: pass }],
    unchanged: [{ of: "submission", id: submission.id, version: submission.version }],
    facts: {
      release: out.id,
      kind: pass.kind,
      records: pass.records,
      validUntil: pass.validUntil,
      keyId: pass.keyId,
    },
  };
}

/** The submission with the release that is asked about and its passes, the oldest first. */
async function readIn(ports: PassPorts, command: IssuePass, at: string) {
  const submission = await submissionAt(ports, command.submission);
  const { gate } = await gateAt(ports, submission.gate, at);
  const release =
    command.release === undefined
      ? submission.releases.at(-1)
      : submission.releases.find(({ id }) => id === command.release);
  const all = await ports.passes.of(submission.id);
  const passes = all.filter((pass) => pass.release === release?.id).toSorted(byIssue);
  return { submission, gate, release, passes };
}

const byIssue = (a: Pass, b: Pass): number =>
  a.issuedAt < b.issuedAt || (a.issuedAt === b.issuedAt && a.id < b.id) ? -1 : 1;

/** @throws {GateError} `conflict`, reason `not_released`. */
function admitRelease({ state, releases }: Submission, release: Release | undefined): Release {
  if (releasedStates.includes(state) && release !== undefined) return release;
  const which = releasedStates.includes(state)
    ? `it has no such release: it has ${releases.map(({ id }) => id).join(", ")}`
    : `it is ${state}`;
  throw new GateError("conflict", `nothing of this submission may go out: ${which}`, {
    reason: "not_released",
  });
}

/** The pass that is still good: whoever verifies it now believes it. */
async function standingOf(
  { keys }: PassPorts,
  passes: readonly Pass[],
  now: string,
): Promise<Pass | undefined> {
  const known = await keys.list();
  return passes.findLast(
    ({ recalled, validUntil, keyId }) =>
      recalled === undefined &&
      isBefore(now, validUntil) &&
      known.some((key) => key.keyId === keyId && key.compromised === undefined),
  );
}

interface Wanted {
  readonly submission: Submission;
  readonly gate: Gate;
  readonly release: Release;
  /** How many passes the release had before. */
  readonly number: number;
}

async function passFor(
  ports: PassPorts,
  { submission, gate, release, number }: Wanted,
  { at }: Moment,
): Promise<Pass> {
  const proven = await provenRelease(ports, submission, release);
  const cases = await ports.cases.of(submission.id);
  // The same for all who ask at once, so that one pass comes of it.
  const id = `${submission.id}.${sha256(JSON.stringify(["pass", submission.id, release.id, number])).slice(0, 16)}`;
  const validUntilOf = (from: string): string =>
    instantText(millisecondsOf(from) + Math.round(gate.pass.valid_hours * 3_600_000));
  const entries = [proven.judged, ...(proven.released ? [proven.released] : [])].map((entry) => ({
    id: entry.id,
    sha256: sha256(canonicalJson(entry as unknown as Json)),
  }));
  const { envelope, signedAt, keyId } = await signedNow(
    ports.keys,
    passPayloadType,
    at,
    (issuedAt) => {
      const validUntil = validUntilOf(issuedAt);
      const fields = releaseFieldsOf({ pass: id, submission, proven, cases, validUntil });
      return statementBytes(statementOf({ issuedAt, release: fields, entries }));
    },
  );
  return {
    schema: "holdpoint/pass/1",
    id,
    version: 1,
    submission: submission.id,
    gate: submission.gate,
    release: release.id,
    kind: release.kind === "part" ? "part" : "whole",
    records: proven.records.count,
    issuedAt: signedAt,
    validUntil: validUntilOf(signedAt),
    keyId,
    envelope,
  };
}

async function passOf({ passes }: PassPorts, { pass = "" }: ActionEntry): Promise<Pass> {
  const found = await passes.find(pass);
  if (found !== undefined) return found;
  throw new GateError("unavailable", "the pass that this key asked for is no longer kept", {
    reason: "pass_erased",
  });
}

async function givenAgain(ports: PassPorts, command: IssuePass): Promise<Issued> {
  const now = ports.clock.now();
  const pass = await standingOf(ports, (await readIn(ports, command, now)).passes, now);
  const trail = pass && (await ports.audits.trail(command.submission));
  const entry = trail?.find((one) => one.action === "pass.issued" && one.pass === pass?.id);
  if (pass !== undefined && entry !== undefined) return { pass, entry };
  throw new GateError("conflict", "its pass has just ended: ask again", { reason: "moved" });
}
