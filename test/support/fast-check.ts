import fc from "fast-check";

/**
 * fast-check with a seed that the environment may fix: whoever decides on a change by these tests
 * must see the same examples again. Without it every run draws anew, and prints the seed it failed on.
 */
const seed = process.env["HOLDPOINT_PROPERTY_SEED"];
if (seed !== undefined) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });

export default fc;
