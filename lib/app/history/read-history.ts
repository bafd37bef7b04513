import type { JsonObject } from "../../core/expression/value.ts";
import { pastRunsMax } from "../../core/history.ts";
import type { Plan } from "../../core/plan.ts";
import { sha256 } from "../digest.ts";
import { GateError } from "../errors.ts";
import { type History, historyOf } from "../history.ts";
import type { EarlierRuns } from "../ports.ts";
import {
  type EarlierRun,
  kindOfRun,
  pastRunOf,
  type RunFigures,
  readsHistory,
} from "./earlier-run.ts";

/** The earlier runs that a submission was compared with, and which they were. */
export interface HistoryRead extends History {
  /** In the order of `runs`. */
  readonly read: readonly ReadRun[];
}

/** By which an earlier run is found again. */
export type ReadRun = Pick<EarlierRun, "id" | "releasedOn">;

/**
 * The latest earlier runs of the kind of the run at hand, as many as rules may use. Undefined where no
 * rule compares with them, and where there is none yet: then its rules are not configured. Whoever loads
 * runs into a gate says that they are all there were: from then on a kind that has none is a finding.
 *
 * @throws {GateError} `unavailable` when they cannot be read, or are no longer as they were written.
 */
export async function readHistory(
  earlierRuns: EarlierRuns,
  gate: string,
  plan: Plan,
  run: JsonObject | undefined,
): Promise<HistoryRead | undefined> {
  if (!readsHistory(plan)) return undefined;
  const kind = kindOfRun(plan.subject, run);
  const listed = kind === undefined ? [] : await earlierRuns.latest(gate, kind, pastRunsMax);
  // A header that does not say its kind is a mistake, of which the core tells.
  const isNew = kind !== undefined && listed.length === 0;
  if (isNew && !(await earlierRuns.isLoaded(gate))) return undefined;
  const figures = await earlierRuns.figures(listed.map(({ id }) => id));
  const runs = listed.map((one, index) => pastRunOf(one, whole(one, figures[index]), plan));
  return { ...historyOf(runs), read: listed.map(({ id, releasedOn }) => ({ id, releasedOn })) };
}

/** Figures decide what is usual: they are read as they were written, or not at all. */
function whole({ id, figures: digest }: EarlierRun, figures: RunFigures | undefined): RunFigures {
  if (figures !== undefined && figures.digest === digest && sha256(figures.text) === digest)
    return figures;
  throw new GateError(
    "unavailable",
    `the figures of the earlier run ${id} are missing or no longer as they were written: restore ` +
      "them from a backup",
  );
}
