import { isObject } from "../../core/expression/value.ts";
import type { JudgedEntry } from "../audit-entry.ts";
import { saltedDigest } from "../digest.ts";
import { GateError, keyReusedReason, movedReason } from "../errors.ts";
import { gateVersionOf } from "../gate-version.ts";
import { entryWith, type JudgedSubmission } from "../keep.ts";
import { maskingOf } from "../masking.ts";
import { messagesOf } from "../message.ts";
import type {
  ActivePlan,
  Audits,
  Clock,
  Objects,
  Plans,
  Runs,
  Salts,
  Submissions,
} from "../ports.ts";
import { changed } from "../review/effects.ts";
import { unknownMoney } from "../review/policy/exposure.ts";
import type { Exposure } from "../review/submission.ts";
import { storeJudged } from "../store-judged.ts";
import { failRun } from "./fail-run.ts";
import type { LargeRun, RunId, RunJudging, RunPayload } from "./run.ts";
import { runAt } from "./run-access.ts";
import { filledFor, runHeader } from "./run-header.ts";
import { runLimits } from "./run-limits.ts";
import { type RunIndex, runObjects } from "./run-objects.ts";
import { sentRecordsOfRun } from "./run-sent.ts";
import type { ConcludedRun } from "./run-work.ts";

/** What the last step of a run asks of the world. */
export interface FinishPorts {
  readonly audits: Audits;
  readonly submissions: Submissions;
  readonly plans: Plans;
  readonly clock: Clock;
  readonly salts: Salts;
  readonly runs: Runs;
  readonly objects: Objects;
}

/**
 * What became of a run: judged, whoever was first to write it; failed, since it can be no submission;
 * or dropped, since it had ended before.
 */
export type FinishedRun =
  | { readonly is: "judged"; readonly entry: JudgedEntry }
  | { readonly is: "failed" | "dropped" };

/** Violations that the entry of a run keeps; the others are in its report, and in its lists. */
export const entryViolationsMax = 200;

/**
 * Makes a submission of what the steps of a run found: entry, standing, report and messages are stored
 * in one transaction with the end of the run, as they are for any submission (law 2). May be called
 * again, late, and by several at once: one entry comes of it. What was cancelled, or has ended
 * otherwise, stays so.
 *
 * @throws {GateError} `not_found` for a run that this store does not have; `unavailable` when
 * something could not be read or stored: it is to be called again.
 */
export async function finishRun(
  ports: FinishPorts,
  id: RunId,
  concluded: ConcludedRun,
): Promise<FinishedRun> {
  for (let tries = 1; ; tries++) {
    const run = await runAt(ports, id);
    const earlier = await ports.audits.find(id);
    if (earlier?.run !== undefined) return { is: "judged", entry: earlier };
    const { judging, payload } = run;
    if (run.state !== "judging" || judging === undefined || payload === undefined)
      return { is: "dropped" };
    try {
      if (earlier !== undefined) throw keyTaken();
      return { is: "judged", entry: await finish(ports, { ...run, judging, payload }, concluded) };
    } catch (error) {
      if (!(error instanceof GateError) || error.code === "unavailable") throw error;
      // Another call was first, or the run was cancelled meanwhile: it is looked at again.
      const isLate =
        error.reason === movedReason || (await ports.audits.find(id))?.run !== undefined;
      if (isLate && tries < triesMax) continue;
      if (isLate)
        throw new GateError("unavailable", "others were quicker each time", { cause: error });
      await failRun(ports, id, { attempt: judging.attempt, ...failureOf(error) });
      return { is: "failed" };
    }
  }
}

/** Tries to store while others change what the run corrects. */
const triesMax = 5;

const keyTaken = (): GateError =>
  new GateError(
    "conflict",
    "while the run was under way another submission took its Idempotency-Key",
    { reason: keyReusedReason },
  );

/** For the sender: what is wrong with the submission as a whole, with the first mistakes. */
function failureOf({ code, reason, message, mistakes }: GateError) {
  const told = mistakes.slice(0, 10).map(({ pointer = "", message: what }) => `${pointer} ${what}`);
  return { code: reason ?? code, message: [message, ...told].join("; ") };
}

interface StartedRun extends LargeRun {
  readonly judging: RunJudging;
  readonly payload: RunPayload;
}

async function finish(
  ports: FinishPorts,
  run: StartedRun,
  concluded: ConcludedRun,
): Promise<JudgedEntry> {
  const { records, notPassed, report } = concluded;
  refuseTooMany(records.count);
  const judged = judgedOf(run, await judgingPlan(ports, run), concluded);
  const index: RunIndex = {
    schema: "holdpoint/run-index/1",
    records: {
      count: records.count,
      root: records.root,
      digestsRoot: records.digestsRoot,
      lists: records.lists,
    },
    notPassed: { count: notPassed.count, lists: notPassed.lists },
  };
  await ports.objects.write(runObjects.index(run.id), Buffer.from(JSON.stringify(index)), {
    mediaType: "application/json",
  });
  const salt = ports.salts.fresh();
  const { openedBy, tenant, payload } = run;
  return storeJudged(ports, judged, {
    entry: entryOf(run, judged, concluded, salt),
    dossier: { salt, payload: new Uint8Array(), run: payload, report },
    // Who opened it sent it; a correction asks no more of her than who she is.
    caller: { ...openedBy, tenant, isPerson: openedBy.person !== openedBy.principal },
    sent: sentRecordsOfRun(ports.objects, concluded),
    run: { ...changed<LargeRun>(run, { state: "judged" }), before: run },
  });
}

/** What it is judged by was fixed when judging began. */
async function judgingPlan({ plans }: FinishPorts, { gate, judging }: StartedRun) {
  const active = await plans.past(gate, judging.revision, judging.gateVersion);
  if (active !== undefined && active.plan.engine === judging.engine) return active;
  throw new GateError(
    "unavailable",
    `the rules ${judging.revision.slice(0, 12)} by which this run is judged are not there`,
    { reason: "rules_gone" },
  );
}

/** @throws {GateError} `invalid` where its envelope cannot be one. */
function judgedOf(run: StartedRun, active: ActivePlan, concluded: ConcludedRun): JudgedSubmission {
  const { gate, plan } = active;
  const { report, exposures } = concluded;
  const { receivedAt } = run.judging;
  const { run: header, ...submission } = runHeader(run, concluded.plan.header);
  const { history } = concluded.plan;
  const everything: Exposure = { money: unknownMoney, customers: report.counts.received };
  const messages = messagesOf(
    report,
    plan,
    run.id,
    receivedAt,
    (rule) => (Object.hasOwn(exposures, rule) ? exposures[rule] : undefined) ?? everything,
  );
  if (report.verdict !== "pass" && messages.length === 0)
    throw new Error("what is held must be told to someone");
  return {
    filled: filledFor(run),
    by: run.openedBy,
    gateVersion: gateVersionOf(gate),
    receivedAt,
    plan,
    context: {
      gate: gate.name,
      businessAt: receivedAt,
      zone: gate.zone,
      stage: gate.stage,
      requiredTables: gate.requiredTables,
      submission,
      ...(isObject(header) && { run: header }),
    },
    ...(history && { history }),
    report,
    messages,
    gate,
  };
}

/** Deterministic; equal but for its digests under any salt. */
function entryOf(
  { payload, judging }: StartedRun,
  judged: JudgedSubmission,
  { report, references, records }: ConcludedRun,
  salt: string,
): JudgedEntry {
  const masking = maskingOf(judged.plan, salt);
  const kept = report.violations.slice(0, entryViolationsMax);
  return entryWith(judged, salt, masking, {
    payload: { digest: saltedDigest(salt, payload.digest), sizeBytes: payload.sizeBytes },
    references: references.map((one) => ({ ...one, digest: saltedDigest(salt, one.digest) })),
    records: [],
    run: {
      files: payload.files.length,
      attempt: judging.attempt,
      records: {
        count: records.count,
        root: saltedDigest(salt, records.root),
        digestsRoot: saltedDigest(salt, records.digestsRoot),
      },
    },
    violations: kept.map(masking.violation),
    violationsOmitted: report.violationsOmitted + report.violations.length - kept.length,
  });
}

function refuseTooMany(records: number): void {
  if (records <= runLimits.recordsMax) return;
  throw new GateError(
    "too_large",
    `the run has ${records} records, and at most ${runLimits.recordsMax} are one submission: split it`,
  );
}
