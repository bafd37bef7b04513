import type { JudgedEntry } from "./audit-entry.ts";
import type { Caller } from "./caller.ts";
import type { Documents } from "./document-changes.ts";
import { GateError, isGateError } from "./errors.ts";
import { instantText, millisecondsOf } from "./instant.ts";
import type { ActivePlan, DeadLetters, ReferenceTables, Runs } from "./ports.ts";
import { answersAgain } from "./replay/answers-again.ts";
import type { Difference, Missing } from "./replay/difference.ts";
import { historyAgain } from "./replay/history-again.ts";
import { engineMissing, type JudgingAgain, judgedAgain } from "./replay/judge-again.ts";
import { largeRun, runAgain } from "./replay/run-again.ts";
import type { PassPorts } from "./review/command.ts";
import { admit } from "./review/policy/separation.ts";
import { stateFromTrail, unexplained } from "./state-from-trail.ts";
import type { SubmissionId } from "./submission-id.ts";

export interface ReplayPorts extends PassPorts {
  readonly letters: DeadLetters;
  /** Absent where this deployment takes no runs. */
  readonly runs?: Runs;
  /** Absent where tables keep no versions: then the tables of now are read, and told so. */
  readonly pastReferences?: PastReferences;
}

/** Reference tables as they were. */
export interface PastReferences {
  /** The tables of a subject kind that held at an instant (RFC 3339). */
  at(subject: string, instant: string): Promise<ReferenceTables>;
}

/** Whether what is kept of a submission still says the same. */
export interface Replay {
  readonly submission: SubmissionId;
  /** `equal`: judged again, to the byte; `different`; `not_replayed`: something that it needs is gone. */
  readonly verdict: "equal" | "different" | "not_replayed";
  /** What could not be judged again, or not as it was, and why. */
  readonly missing: readonly Missing[];
  readonly differences: readonly Difference[];
  /** Whether the entries explain where submission, cases, approvals, passes and dead letters stand. */
  readonly trail: { readonly entries: number; readonly verdict: "explained" | "unexplained" };
}

/** Differences that are told one by one. */
const differencesMax = 200;

/**
 * Judges a submission again from what was kept of it, and by the answers that its cases were attested by,
 * and tells every difference by its place; then folds its entries and tells what they do not explain of
 * where things stand. A difference is an answer and never thrown.
 *
 * @throws {GateError} `not_found`, `forbidden`, `unavailable`.
 */
export async function replay(
  ports: ReplayPorts,
  { caller, submission: id }: { readonly caller: Caller; readonly submission: SubmissionId },
): Promise<Replay> {
  admit({ caller, operation: "replay", now: ports.clock.now() });
  const entry = /^[0-9a-f]{40}$/.test(id) ? await ports.audits.find(id) : undefined;
  if (entry === undefined) throw new GateError("not_found", "there is no submission of this id");
  const verdict = await verdictAgain(ports, entry);
  const trail = await trailAgain(ports, entry);
  const answers = await answersAgain(ports, id);
  const differences = [...verdict.differences, ...answers, ...trail.differences];
  const isEqual = differences.length === 0;
  const isMissing = verdict.missing.some(({ reason }) => reason !== tablesOfNow.reason);
  return {
    submission: id,
    verdict: !isEqual ? "different" : isMissing ? "not_replayed" : "equal",
    missing: verdict.missing,
    differences: bounded(differences),
    trail: {
      entries: trail.entries,
      verdict: trail.differences.length === 0 ? "explained" : "unexplained",
    },
  };
}

interface Again {
  readonly missing: readonly Missing[];
  readonly differences: readonly Difference[];
}

const tablesOfNow: Missing = {
  reason: "tables_of_now",
  message: "reference tables keep no versions here: those of now were read",
};

async function verdictAgain(ports: ReplayPorts, entry: JudgedEntry): Promise<Again> {
  const dossier = await ports.audits.dossier(entry.id);
  if (dossier === undefined) return notReplayed(erased);
  if (dossier.run !== undefined)
    return {
      missing: [largeRun],
      differences: [
        ...(await runAgain(ports, entry, dossier)),
        ...(await historyOfRun(ports, entry, dossier.salt)),
      ],
    };
  const engine = engineMissing(entry);
  if (engine !== undefined) return notReplayed(engine);
  const active = await pastPlan(ports, entry);
  if ("reason" in active) return notReplayed(active);
  const corrected = await correctedBy(ports, entry);
  const history = await historyAgain(ports.earlierRuns, entry, active, dossier.salt);
  const { earlierRuns } = history;
  const again = { entry, dossier, active, earlierRuns, ...(corrected && { corrected }) };
  const told = (differences: readonly Difference[]) => [...history.differences, ...differences];
  if (ports.pastReferences !== undefined)
    return { missing: [], differences: told(await asOfThen(ports.pastReferences, again)) };
  const differences = await judgedAgain({ ...again, references: ports.references });
  return { missing: [tablesOfNow], differences: told(differences) };
}

/** Where its rules are gone nobody knows which figures they read. */
async function historyOfRun(ports: ReplayPorts, entry: JudgedEntry, salt: string) {
  const active = await pastPlan(ports, entry);
  if ("reason" in active) return [];
  return (await historyAgain(ports.earlierRuns, entry, active, salt)).differences;
}

/** Seconds around the instant at which it was received. */
const around = [0, 10, -1, -10, -60, -600] as const;

/**
 * Tables are loaded while submissions are judged: a version counts from when its load began, and is
 * read from when that is done. Where other rows were read than those of the instant itself, those of a
 * little later and earlier are tried: the entry's digests say which they were.
 */
async function asOfThen(
  past: PastReferences,
  again: Omit<JudgingAgain, "references">,
): Promise<readonly Difference[]> {
  const { subject, receivedAt } = again.entry;
  let first: readonly Difference[] | undefined;
  for (const seconds of around) {
    const instant = instantText(millisecondsOf(receivedAt) + seconds * 1_000);
    const references = await past.at(subject, instant);
    const differences = await judgedAgain({ ...again, references });
    if (differences.every(({ of }) => of !== "references")) return differences;
    first ??= differences;
  }
  return first ?? [];
}

const notReplayed = (missing: Missing): Again => ({ missing: [missing], differences: [] });

const erased: Missing = {
  reason: "evidence_erased",
  message: "payload, report and salt were erased: what is left is the entry",
};

/** The rules and the configuration that judged, or why they are not to be had. */
async function pastPlan(
  { plans }: ReplayPorts,
  { gate, gateVersion, ruleset }: JudgedEntry,
): Promise<ActivePlan | Missing> {
  try {
    const found = await plans.past(gate, ruleset.revision, gateVersion);
    return (
      found ?? {
        reason: "revision_missing",
        message: `neither the revision ${ruleset.revision} nor the gate's version ${gateVersion} is kept here`,
      }
    );
  } catch (error) {
    if (!isGateError(error, "unavailable")) throw error;
    return { reason: "revision_unreadable", message: error.message };
  }
}

/** What the submission corrects, by what its entry says of where it stands. */
async function correctedBy({ submissions }: ReplayPorts, { id, after }: JudgedEntry) {
  const documents = after?.["submissions"] as Readonly<Record<string, object>> | undefined;
  const first = documents?.[id] as { readonly supersedes?: string } | undefined;
  return first?.supersedes === undefined ? undefined : submissions.find(first.supersedes);
}

/** Whether the entries explain where everything stands. */
async function trailAgain(ports: ReplayPorts, judged: JudgedEntry) {
  const { id } = judged;
  const submission = await ports.submissions.find(id);
  const correction = submission?.supersededBy && (await ports.audits.find(submission.supersededBy));
  const entries = [judged, ...(correction ? [correction] : []), ...(await ports.audits.trail(id))];
  const run = await ports.runs?.find(id);
  const present: Documents = {
    runs: run === undefined ? [] : [run],
    submissions: submission === undefined ? [] : [submission],
    cases: await ports.cases.of(id),
    approvals: await ports.approvals.of(id),
    passes: await ports.passes.of(id),
    letters: await ports.letters.of(id),
  };
  const differences = unexplained(stateFromTrail(id, entries), present).map(
    ({ at, message }): Difference => ({ of: "documents", at, message }),
  );
  return { entries: entries.length, differences };
}

function bounded(differences: readonly Difference[]): readonly Difference[] {
  const told = differences.slice(0, differencesMax);
  const more = differences.length - told.length;
  const last = differences[differencesMax];
  return last === undefined
    ? told
    : [...told, { of: last.of, at: "", message: `and ${more} more` }];
}
