import type { EarlierRuns } from "../../lib/app/ports.ts";

/** Of a gate that has released nothing yet. */
export const noEarlierRuns: EarlierRuns = {
  isLoaded: async () => false,
  latest: async () => [],
  figures: async (ids) => ids.map(() => undefined),
};
