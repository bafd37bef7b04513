import fc from "fast-check";

/**
 * fast-check with a seed that the environment may fix: whoever decides on a change by these tests
 * must see the same examples again. Without it every run draws anew, and prints the seed it failed on.
 */
const seed = process.env["HOLDPOINT_PROPERTY_SEED"];
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

export default fc;

/** Of fewer cases nothing could be said. */
const triesMin = 25;
const share = Number(process.env["HOLDPOINT_PROPERTY_RUNS"] ?? 1000) / 1000;

/** How many cases a property is tried on: so many as a rule, and a share or a multiple where the environment says so. */
export const tries = (standard: number): number =>
  Math.max(Math.min(standard, triesMin), Math.ceil(standard * share));
