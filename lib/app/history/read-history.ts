import type { JsonObject } from "../../core/expression/value.ts";
import { type PastRun, pastRunsMax } from "../../core/history.ts";
import type { Plan } from "../../core/plan.ts";
import { sha256 } from "../digest.ts";
import { GateError } from "../errors.ts";
import { type History, historyOf } from "../history.ts";
import type { EarlierRuns } from "../ports.ts";
import { isSameRun } from "../released-runs.ts";
import {
  type EarlierRun,
  isLoadedRun,
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
 * A run that was both loaded and released counts once.
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
  const all = listed.map((one, index) => ({
    read: { id: one.id, releasedOn: one.releasedOn },
    run: pastRunOf(one, whole(one, figures[index]), plan),
  }));
  const counted = withoutCopies(all, plan);
  return { ...historyOf(counted.map(({ run }) => run)), read: counted.map(({ read }) => read) };
}

interface Listed {
  readonly read: ReadRun;
  readonly run: PastRun;
}

/**
 * Without what was loaded and is what the gate released itself: a run may be released while somebody
 * loads it, or after that. What the gate saw go out counts.
 */
function withoutCopies(all: readonly Listed[], plan: Plan): readonly Listed[] {
  const released = all.filter(({ read }) => !isLoadedRun(read));
  return all.filter(
    ({ read, run }) =>
      !isLoadedRun(read) ||
      !released.some(({ run: other }) => isSameRun({ ...other }, { ...run }, plan)),
  );
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
