import { isObject, type Json, type JsonObject } from "../../core/expression/value.ts";
import type { PastFigure } from "../../core/history.ts";
import type { Plan } from "../../core/plan.ts";
import { canonicalJson, sha256 } from "../digest.ts";
import { GateError } from "../errors.ts";
import { historySchema, parseHistory } from "../history.ts";
import type { EarlierRuns } from "../ports.ts";
import { differencesOf, isSameRun } from "../released-runs.ts";
import { act } from "../review/act.ts";
import { deployment } from "../review/action-id.ts";
import type { Acted, Commanded, ReviewPorts } from "../review/command.ts";
import { admit } from "../review/policy/separation.ts";
import {
  type CountedRun,
  type EarlierRun,
  figuresOf,
  keepsHistory,
  kindOfRun,
  loadedPrefix,
  type RunFigures,
} from "./earlier-run.ts";

/** Runs that went out before the gate released any, in the form of a file of earlier runs. */
export interface LoadHistory extends Commanded {
  readonly gate: string;
  /** The subject kind, where the file says it: another one than the gate's is refused. */
  readonly subject?: string | undefined;
  /** The oldest first, at most `loadedRunsMax`; those without `released_on` do not count. */
  readonly runs: readonly JsonObject[];
}

/** Runs of one command: each takes some items of its transaction. */
export const loadedRunsMax = 20;
/** Runs of a kind that are looked through for one that is there already. */
const knownRunsMax = 1_000;

/**
 * Puts runs that went out into the history of a gate, in one transaction with the entry that says so.
 * A run that is there already, by its id among runs of its kind, by the hash that its sender stated or
 * by the bytes that it was read from, is not put in again, whoever put it there or released it.
 *
 * @throws {GateError} `forbidden`; `not_found` for an unknown gate; `invalid` with the JSON Pointer of
 * every mistake, or where runs of this gate are not told apart; `conflict` with every run that is there
 * with another day or other figures: then none is put in.
 */
export async function loadHistory(ports: ReviewPorts, command: LoadHistory): Promise<Acted> {
  const { caller, gate: name, subject, runs } = command;
  return act(ports, command, {
    operation: "load-history",
    submission: deployment,
    said: { gate: name, runs: sha256(canonicalJson(runs)) },
    step: async ({ at }) => {
      admit({ caller, operation: "load-history", now: at });
      const active = await ports.plans.active(name, at);
      if (active === undefined) throw new GateError("not_found", "there is no gate of this name");
      const { plan } = active;
      const told = runsIn(runs, subject ?? plan.subject.kind, plan);
      const known = knownRuns(ports.earlierRuns, name, plan);
      const fresh: Loaded[] = [];
      const conflicts: string[] = [];
      for (const one of told) {
        const own = loadedOf(one, name, plan, ports.salts.fresh());
        const there = [...(await known(one)), ...fresh].find(
          ({ told: other, run: { id } }) => id === own.run.id || isSameRun(other, one, plan),
        );
        if (there === undefined) fresh.push(own);
        else
          conflicts.push(
            ...differencesOf(there.told, one).map((what) => `${nameOf(one)}: ${what}`),
          );
      }
      if (conflicts.length > 0) throw conflicting(conflicts);
      return {
        action: "history.loaded",
        gate: name,
        facts: {
          runs: fresh.map(({ run }) => ({ ...run })),
          names: fresh.map(({ told: one }) => nameOf(one)),
          known: told.length - fresh.length,
        },
        figures: fresh.map(({ figures }) => figures),
        earlierRuns: fresh.map(({ run }) => run),
      };
    },
  });
}

/** A run as a file tells it, and as it is kept. */
interface Loaded {
  readonly told: JsonObject;
  readonly run: EarlierRun;
  readonly figures: RunFigures;
}

type Known = Pick<Loaded, "told" | "run">;

function runsIn(runs: readonly JsonObject[], subject: string, plan: Plan): readonly JsonObject[] {
  if (!keepsHistory(plan))
    throw new GateError(
      "invalid",
      `headers of '${plan.subject.kind}' do not say of which kind a run is, so that this gate keeps ` +
        "no history: compare by `holdpoint check --history`",
    );
  if (runs.length > loadedRunsMax)
    throw new GateError("too_large", `${runs.length} runs: load ${loadedRunsMax} at once`);
  const file = { schema: historySchema, subject, runs };
  parseHistory(Buffer.from(JSON.stringify(file)), "body", plan);
  // A run that was not released does not count.
  return runs.filter(({ released_on: day }) => isText(day));
}

const isText = (value: Json | undefined): value is string => typeof value === "string";

/** What the gate has of a run's kind, read once for each. */
function knownRuns(earlierRuns: EarlierRuns, gate: string, { subject }: Plan) {
  const byKind = new Map<string, Promise<readonly Known[]>>();
  const read = async (kind: string) => {
    const listed = await earlierRuns.latest(gate, kind, knownRunsMax);
    const figures = await earlierRuns.figures(listed.map(({ id }) => id));
    return listed.map((run, index) => ({ run, told: toldOf(run, figures[index]) }));
  };
  return ({ run }: JsonObject): Promise<readonly Known[]> => {
    const kind = kindOfRun(subject, isObject(run) ? run : undefined) ?? "";
    const known = byKind.get(kind) ?? read(kind);
    byKind.set(kind, known);
    return known;
  };
}

/** As a file would tell it. */
function toldOf({ releasedOn }: EarlierRun, figures: RunFigures | undefined): JsonObject {
  if (figures === undefined) return { released_on: releasedOn };
  const { salt: _, ...counted } = JSON.parse(figures.text) as CountedRun;
  return { ...counted, released_on: releasedOn } as unknown as JsonObject;
}

function loadedOf(told: JsonObject, gate: string, { subject }: Plan, salt: string): Loaded {
  const { run, released_on: day, content_hash, source_digest, aggregates } = told;
  const header = isObject(run) ? run : {};
  const kind = kindOfRun(subject, header) as string;
  const id = `${loadedPrefix}${sha256(canonicalJson([gate, kind, ...namesOf(told)])).slice(0, 40)}`;
  const figures = figuresOf(id, {
    salt,
    run: header,
    ...(isText(content_hash) && { content_hash }),
    ...(isText(source_digest) && { source_digest }),
    aggregates: knownFigures(aggregates),
  });
  const releasedOn = day as string;
  const kept = { id, gate, kind, releasedOn, releasedAt: "", figures: figures.digest };
  return { told, run: kept, figures };
}

/** What a run is known by: the first that it has; without any all that is told of it. */
function namesOf(told: JsonObject): readonly Json[] {
  const { run, content_hash, source_digest } = told;
  const id = isObject(run) ? run["run_id"] : undefined;
  if (isText(id)) return ["run_id", id];
  if (isText(content_hash)) return ["content_hash", content_hash];
  return isText(source_digest) ? ["source_digest", source_digest] : ["all", told];
}

function nameOf(told: JsonObject): string {
  const { run } = told;
  const id = isObject(run) ? run["run_id"] : undefined;
  return isText(id) ? id : `the run of ${told["released_on"]}`;
}

/** Those that rules have no name for are kept as well, for rules to come; what is unknown is not. */
function knownFigures(aggregates: Json | undefined): Readonly<Record<string, PastFigure>> {
  const isFigure = (one: Json | undefined): boolean =>
    (isText(one) && one !== "unknown") || (isObject(one) && Object.values(one).every(isText));
  const figures = Object.entries(isObject(aggregates) ? aggregates : {});
  return Object.fromEntries(figures.filter(([, one]) => isFigure(one))) as Record<
    string,
    PastFigure
  >;
}

const conflicting = (conflicts: readonly string[]): GateError =>
  new GateError("conflict", ["nothing was loaded:", ...conflicts].join("\n"), {
    reason: "other_figures",
    mistakes: conflicts.map((message) => ({ message })),
  });
