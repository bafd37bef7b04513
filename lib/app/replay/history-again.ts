import type { JudgedEntry } from "../audit-entry.ts";
import { saltedDigest, sha256 } from "../digest.ts";
import { pastRunOf, type RunFigures } from "../history/earlier-run.ts";
import { historyOf } from "../history.ts";
import type { ActivePlan, EarlierRuns } from "../ports.ts";
import type { Difference } from "./difference.ts";

/** The earlier runs of then, and what of them is not as it was. */
export interface HistoryAgain {
  /** Gives those that the entry names, and no others. */
  readonly earlierRuns: EarlierRuns;
  readonly differences: readonly Difference[];
}

/**
 * Reads the figures of the very runs that an entry names: what was released, loaded or taken away since
 * does not matter.
 *
 * @throws {GateError} `unavailable` when they cannot be read.
 */
export async function historyAgain(
  earlierRuns: EarlierRuns,
  { gate, history }: JudgedEntry,
  { plan }: ActivePlan,
  salt: string,
): Promise<HistoryAgain> {
  const named = history?.runs ?? [];
  const found = await earlierRuns.figures(named.map(({ id }) => id));
  const read = named.flatMap((one, index) => {
    const figures = found[index];
    return figures !== undefined && isWhole(figures) ? [{ ...one, of: figures }] : [];
  });
  const gone = named.flatMap(({ id }, index) =>
    read.some((one) => one.id === id) ? [] : [goneAt(index)],
  );
  const { digest } = historyOf(read.map((one) => pastRunOf(one, one.of, plan)));
  const isSame = history === undefined || saltedDigest(salt, digest) === history.digest;
  const listed = read.map(({ id, releasedOn, of }) => ({
    ...{ id, gate, kind: "", releasedOn, releasedAt: "" },
    figures: of.digest,
  }));
  return {
    earlierRuns: {
      isLoaded: async () => history !== undefined,
      latest: async () => listed,
      figures: async () => read.map(({ of }) => of),
    },
    differences: gone.length > 0 || isSame ? gone : [otherFigures],
  };
}

const isWhole = ({ text, digest }: RunFigures): boolean => sha256(text) === digest;

const goneAt = (index: number): Difference => ({
  of: "history",
  at: `/history/runs/${index}`,
  message: "the figures of this earlier run are missing, or no longer as they were written",
});

const otherFigures: Difference = {
  of: "history",
  at: "/history/digest",
  message: "the earlier runs that it was compared with have other figures now",
};
