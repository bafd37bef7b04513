import { localAt } from "../../core/expression/functions/zones.ts";
import { formatDate } from "../../core/expression/time.ts";
import type { Json, JsonObject } from "../../core/expression/value.ts";
import type { PastFigure, PastRun } from "../../core/history.ts";
import type { Plan } from "../../core/plan.ts";
import type { Subject } from "../../core/subject.ts";
import type { AuditEntry } from "../audit-entry.ts";
import type { Changes } from "../changes.ts";
import { canonicalJson, saltedDigest, sha256 } from "../digest.ts";
import type { ChangedFields } from "../document-changes.ts";
import type { HistoryPlan } from "../history.ts";
import { millisecondsOf } from "../instant.ts";
import type { JudgedSubmission } from "../keep.ts";
import { headerOf } from "../past-run-header.ts";
import type { Submission } from "../review/submission.ts";

/** A released run as a gate lists it, for the next ones of its kind. It never changes. Plain JSON. */
export interface EarlierRun {
  /** Of the submission, or `loadedPrefix` and 40 hex where somebody loaded it. */
  readonly id: string;
  readonly gate: string;
  /** See `kindOfRun`. */
  readonly kind: string;
  /** `YYYY-MM-DD`, in the zone of the gate. */
  readonly releasedOn: string;
  /** RFC 3339; empty where only the day is known: such a run stands before the others of its day. */
  readonly releasedAt: string;
  /** The digest of its figures. */
  readonly figures: string;
}

/** What was counted of a run, written once and never again. */
export interface RunFigures {
  /** The id of the run. */
  readonly run: string;
  /** SHA-256, hex, of the text. */
  readonly digest: string;
  /** A `CountedRun` as JSON. */
  readonly text: string;
}

/** What the text of figures holds. */
export interface CountedRun {
  /** Keeps the digest of few figures from being guessed. */
  readonly salt: string;
  readonly run?: JsonObject;
  readonly content_hash?: string;
  /** SHA-256, hex, of the bytes that it was counted from, where somebody loaded it. */
  readonly source_digest?: string;
  readonly aggregates: Readonly<Record<string, PastFigure>>;
}

/** As what a submission will be listed, once it has gone out as a whole. */
export interface CountsAs {
  readonly kind: string;
  readonly zone: string;
  readonly figures: string;
}

/** How ids of loaded runs begin; those of submissions have no dot. */
export const loadedPrefix = "loaded.";

/** Whether somebody loaded a run, and the gate did not release it. */
export const isLoadedRun = ({ id }: Pick<EarlierRun, "id">): boolean => id.startsWith(loadedPrefix);

/** Whether headers of a subject say of which kind a run is: only then is one like another. */
export const keepsHistory = ({ subject }: Pick<Plan, "subject">): boolean =>
  subject.history !== undefined;

/** Whether some rule compares with earlier runs. */
export const readsHistory = (plan: Pick<Plan, "subject" | "rules">): boolean =>
  keepsHistory(plan) &&
  plan.rules.some(({ enabled, checks }) => enabled && checks.some(({ history }) => history));

/**
 * What runs of one kind have in common: 16 hex over the header's fields that tell it. Undefined where
 * the header lacks one, so that nobody knows what to compare it with.
 */
export function kindOfRun(
  { history }: Pick<Subject, "history">,
  run: JsonObject | undefined,
): string | undefined {
  const told = (history ?? []).map((field) =>
    run !== undefined && Object.hasOwn(run, field) ? run[field] : undefined,
  );
  if (history === undefined || !told.every((value) => typeof value === "string" && value !== ""))
    return undefined;
  return sha256(canonicalJson(told as Json)).slice(0, 16);
}

/**
 * The figures of a judged submission, and as what it will be listed; undefined where nobody could
 * compare with it. Deterministic under one salt.
 */
export function countedRun(
  judged: JudgedSubmission,
  salt: string,
): { readonly figures: RunFigures; readonly countsAs: CountsAs } | undefined {
  const { plan, context, report, gate, filled } = judged;
  const kind = kindOfRun(plan.subject, context.run);
  if (kind === undefined || context.run === undefined) return undefined;
  const hash = context.submission?.["content_hash"];
  const figures = figuresOf(filled.submission_id, {
    // The salt of the dossier is erased with it: this one tells nothing of that.
    salt: saltedDigest(salt, sha256("figures")),
    run: headerOf({ run: context.run }, plan),
    ...(typeof hash === "string" && hash !== "" && { content_hash: hash }),
    aggregates: report.aggregates,
  });
  return { figures, countsAs: { kind, zone: gate.zone, figures: figures.digest } };
}

/** Figures as they are kept. */
export function figuresOf(run: string, counted: CountedRun): RunFigures {
  const text = JSON.stringify(counted);
  return { run, digest: sha256(text), text };
}

/** As what a submission stands among the earlier runs; undefined as long as it has not gone out whole. */
export function earlierRunOf(submission: Submission): EarlierRun | undefined {
  const { id, gate, state, countsAs, releases } = submission;
  const last = releases.at(-1);
  const isOut = state === "released_auto" || state === "released";
  if (countsAs === undefined || !isOut || last === undefined) return undefined;
  const { kind, zone, figures } = countsAs;
  return { id, gate, kind, releasedOn: dayIn(zone, last.at), releasedAt: last.at, figures };
}

/** All that changes add to the earlier runs: what goes out by them, and what somebody loads. */
export const earlierRunsIn = ({ submissions = [], earlierRuns = [] }: Changes) => [
  ...submissions.flatMap((one) => earlierRunOf(one) ?? []),
  ...earlierRuns,
];

/** The runs whose figures an entry brought, and the digests of these. */
export function countedIn(entry: AuditEntry): readonly Pick<RunFigures, "run" | "digest">[] {
  if (entry.action !== "submission.judged")
    return loadedIn(entry).map(({ id, figures }) => ({ run: id, digest: figures }));
  const after = (entry.after ?? {}) as ChangedFields;
  const countsAs = after.submissions?.[entry.id]?.["countsAs"] as CountsAs | undefined;
  return countsAs === undefined ? [] : [{ run: entry.id, digest: countsAs.figures }];
}

/** The earlier runs that an entry says somebody loaded. */
export const loadedIn = (entry: AuditEntry): readonly EarlierRun[] =>
  entry.action === "history.loaded"
    ? (entry.facts["runs"] as unknown as readonly EarlierRun[])
    : [];

function dayIn(zone: string, instant: string): string {
  const local = localAt(BigInt(millisecondsOf(instant)) * 1_000_000n, zone);
  if (local === undefined) throw new Error(`'${zone}' is no zone`);
  return formatDate(local.day);
}

/** An earlier run as rules read it: with the figures that they know by name, and none that is unknown. */
export function pastRunOf(
  { releasedOn }: Pick<EarlierRun, "releasedOn">,
  { text }: RunFigures,
  { aggregates: named }: HistoryPlan,
): PastRun {
  const { run, content_hash, aggregates } = JSON.parse(text) as CountedRun;
  const names = new Set(named.map(({ name }) => name));
  const known = Object.entries(aggregates).filter(
    ([name, figure]) => names.has(name) && figure !== "unknown",
  );
  return {
    ...(run && { run }),
    released_on: releasedOn,
    ...(content_hash !== undefined && { content_hash }),
    aggregates: Object.fromEntries(known),
  };
}
