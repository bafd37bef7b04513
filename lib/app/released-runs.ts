import { compare, parseDecimal } from "../core/expression/decimal.ts";
import { isObject, type Json, type JsonObject } from "../core/expression/value.ts";
import { canonicalJson } from "./digest.ts";
import { GateError } from "./errors.ts";
import { type History, type HistoryPlan, historySchema, parseHistory } from "./history.ts";
import { headerOf } from "./past-run-header.ts";

/** An earlier run that was released, and what was counted of it. */
export interface ReleasedEarlier {
  /** What a person knows it by: the name of its file or folder. */
  readonly name: string;
  /** Its envelope's header as it was submitted; `{}` where there is none. */
  readonly header: JsonObject;
  /** `YYYY-MM-DD` */
  readonly releasedOn: string;
  /** SHA-256, hex, of the bytes that it was read from. */
  readonly digest: string;
  /** The named aggregates of the gate's rules over its records. */
  readonly figures: JsonObject;
}

/** A history with earlier runs put where they belong, and what became of each. */
export interface Backfilled {
  readonly file: JsonObject;
  readonly history: History;
  /** Names of the runs that were put in. */
  readonly added: readonly string[];
  /** Names of those that stood there, and have figures now that they lacked. */
  readonly completed: readonly string[];
  /** Names of those that stood there as they are. */
  readonly known: readonly string[];
}

/**
 * Puts earlier runs into a history, each where its release stands among the others. A run that is
 * there already, or comes twice, counts once: it is known by its id among runs of its kind, by the
 * hash that its sender stated, or by the bytes that it was read from. Putting the same runs in again
 * changes nothing, in whatever order they come.
 *
 * @throws {GateError} `conflict` with every run that is there with another day or other figures;
 * `invalid` when anything in the history does not fit afterwards.
 */
export function withEarlierRuns(
  earlier: JsonObject | undefined,
  runs: readonly ReleasedEarlier[],
  name: string,
  plan: HistoryPlan,
): Backfilled {
  // A history that is wrong as it stands is told as that, before anything is put in.
  if (earlier !== undefined) parseHistory(bytesOf(earlier), name, plan);
  const outcomes: Outcomes = { added: [], completed: [], known: [], conflicts: [] };
  const entries: JsonObject[] = (earlier?.["runs"] ?? []) as JsonObject[];
  const sorted = runs.toSorted(
    (a, b) => order(a.releasedOn, b.releasedOn) || order(a.digest, b.digest),
  );
  const all = sorted.reduce((before, run) => withRun(before, run, plan, outcomes), entries);
  if (outcomes.conflicts.length > 0) throw conflicting(name, outcomes.conflicts);
  const file = { ...(earlier ?? { schema: historySchema, subject: plan.subject.kind }), runs: all };
  const { added, completed, known } = outcomes;
  return { file, history: parseHistory(bytesOf(file), name, plan), added, completed, known };
}

const bytesOf = (file: JsonObject): Uint8Array => Buffer.from(JSON.stringify(file));

const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

interface Outcomes {
  readonly added: string[];
  readonly completed: string[];
  readonly known: string[];
  readonly conflicts: string[];
}

function withRun(
  entries: JsonObject[],
  run: ReleasedEarlier,
  plan: HistoryPlan,
  outcomes: Outcomes,
): JsonObject[] {
  const entry = entryOf(run, plan);
  const at = entries.findIndex((one) => isSameRun(one, entry, plan));
  const there = entries[at];
  if (there === undefined) {
    outcomes.added.push(run.name);
    return inserted(entries, entry);
  }
  const [differing] = differencesOf(there, entry);
  if (differing !== undefined) {
    outcomes.conflicts.push(`${run.name}: ${differing}${takeOut}`);
    return entries;
  }
  const completed = completedBy(there, entry);
  const isChanged = canonicalJson(completed) !== canonicalJson(there);
  outcomes[isChanged ? "completed" : "known"].push(run.name);
  return isChanged ? entries.with(at, completed) : entries;
}

function entryOf({ header, releasedOn, digest, figures }: ReleasedEarlier, plan: HistoryPlan) {
  const hash = header["content_hash"];
  return {
    ...(plan.subject.run !== undefined && { run: headerOf(header, plan) }),
    released_on: releasedOn,
    ...(typeof hash === "string" && hash !== "" && { content_hash: hash }),
    source_digest: digest,
    aggregates: figures,
  };
}

/** Before the first that was released later; behind others of its day. */
function inserted(entries: readonly JsonObject[], entry: JsonObject): JsonObject[] {
  const day = String(entry["released_on"]);
  const later = entries.findIndex(({ released_on: of }) => typeof of === "string" && of > day);
  return later < 0 ? [...entries, entry] : entries.toSpliced(later, 0, entry);
}

const takeOut = "; take it out of the history first, if these are right";

/** Whether two entries of a file tell of one run: by its id, its sender's hash, or the bytes read. */
export function isSameRun(a: JsonObject, b: JsonObject, { subject }: HistoryPlan): boolean {
  if (isSameText(a["source_digest"], b["source_digest"])) return true;
  if (isSameText(a["content_hash"], b["content_hash"])) return true;
  const [one, other] = [a["run"], b["run"]];
  if (!isObject(one) || !isObject(other)) return false;
  return [...(subject.history ?? []), "run_id"].every((field) =>
    isSameText(one[field], other[field]),
  );
}

const isSameText = (a: Json | undefined, b: Json | undefined): boolean =>
  typeof a === "string" && a !== "" && a === b;

/** Why a run cannot be taken for the one that stands there; nothing where it can. */
export function differencesOf(there: JsonObject, entry: JsonObject): readonly string[] {
  const day = there["released_on"];
  if (typeof day === "string" && day !== entry["released_on"])
    return [`it is there already, released on ${day} and not on ${String(entry["released_on"])}`];
  const [known, counted] = [figuresIn(there), figuresIn(entry)];
  const differing = Object.keys(counted).filter(
    (name) =>
      isKnown(known[name]) && isKnown(counted[name]) && !isSameFigure(known[name], counted[name]),
  );
  if (differing.length === 0) return [];
  return [
    `it is there already with other figures (${differing.join(", ")}), so other records or other ` +
      "rules gave them",
  ];
}

/** However a number is written; of groups each. */
function isSameFigure(a: Json | undefined, b: Json | undefined): boolean {
  if (isObject(a) && isObject(b)) {
    const groups = Object.keys(a);
    return (
      groups.length === Object.keys(b).length &&
      groups.every((group) => isSameFigure(a[group], b[group]))
    );
  }
  const [one, other] = [parseDecimal(String(a)), parseDecimal(String(b))];
  return one && other ? compare(one, other) === 0 : canonicalJson(a) === canonicalJson(b);
}

const figuresIn = ({ aggregates }: JsonObject): JsonObject =>
  isObject(aggregates) ? aggregates : {};

const isKnown = (figure: Json | undefined): boolean =>
  figure !== undefined && figure !== null && figure !== "unknown";

/** What stands there, with what it lacks: figures that the rules did not count then. */
function completedBy(there: JsonObject, entry: JsonObject): JsonObject {
  const known = Object.fromEntries(Object.entries(figuresIn(there)).filter(([, f]) => isKnown(f)));
  const counted = Object.entries(figuresIn(entry)).filter(([, figure]) => isKnown(figure));
  const aggregates = { ...figuresIn(there), ...Object.fromEntries(counted), ...known };
  return { ...entry, ...there, released_on: entry["released_on"] as string, aggregates };
}

function conflicting(name: string, conflicts: readonly string[]): GateError {
  const lines = conflicts.map((conflict) => `${name}: ${conflict}`);
  return new GateError("conflict", ["nothing was put into the history:", ...lines].join("\n"));
}
