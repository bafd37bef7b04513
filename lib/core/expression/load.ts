import type { Context } from "../context.ts";
import { type Runtime, runtime } from "./runtime.ts";
import { assertGenerated } from "./source-grammar.ts";
import type { JsonObject } from "./value.ts";

/**
 * What the fast path says of a check. `unproven` says nothing: the interpreter judges it; `applies`
 * that its `when` holds, and nothing else; `elsewhere` that its rule does not apply to the record's
 * market or day, whatever it lacks.
 */
export const proof = {
  unproven: 0,
  pass: 1,
  failed: 2,
  notApplicable: 3,
  applies: 4,
  elsewhere: 5,
} as const;

/** What rules see beside the record; `kind` is the record's, every kind when there is none. */
export type FastContext = Pick<
  Context,
  "zone" | "businessAt" | "stage" | "run" | "submission" | "fuel"
> &
  Partial<Pick<Context, "rows">> & {
    readonly kind?: string;
    /** For each check whether it lacks a table or field: then its `must` is not looked at. */
    readonly lacks?: Uint8Array;
  };

/**
 * Sets `out[i]` for the i-th check: rules of scope `record` without roster in the order of the
 * plan, their checks in order. Total: never throws, whatever the record holds.
 */
export type Fast = (record: JsonObject, context: FastContext, out: Uint8Array) => void;

/** A key that is proven; null where it is proven that there is none. */
export type ProvenKey = string | null | undefined;

/**
 * Sets `keys[i]` for the i-th set rule or roster in the order of the plan where its key is proven,
 * and `out` for their checks as `Fast` does, as if no other record had the key. Rosters have no
 * proofs. After their keys come those of the kinds that set rules join, in the order of rules and
 * of their joins. Total.
 */
export type FastKeys = (
  record: JsonObject,
  context: FastContext,
  out: Uint8Array,
  keys: ProvenKey[],
) => void;

/**
 * What the fast path says of an aggregate and a record: whether it counts, where that is proven, and
 * whether it does in several groups.
 */
export const counting = { unproven: 0, counts: 1, leftOut: 2, countsInSeveral: 3 } as const;

/**
 * Sets `out[i]` for the i-th aggregate of the plan, and for one that counts its key and its value,
 * a whole number of `units` of 10^-`scales[i]`, both safe; for one that counts in several groups
 * their keys in `keys[i]`, and their values, where it has some, as such units in `parts[i]`. Total.
 */
export type FastAdding = (
  record: JsonObject,
  context: FastContext,
  out: Uint8Array,
  keys: (string | readonly string[])[],
  units: Float64Array,
  scales: Uint8Array,
  parts: (readonly number[])[],
) => void;

export interface Loaded {
  readonly judge: Fast;
  readonly keep: FastKeys;
  readonly add: FastAdding;
  /** Whether proofs tell where rules do not apply; code from before did not. */
  readonly places?: boolean;
  /** Whether a record of a kind is proven to fit its schema; `schemaProblems` knows otherwise. */
  readonly fits: (record: JsonObject, kind: string) => boolean;
}

const loaded = new WeakMap<object, Loaded>();

/**
 * Makes a plan's code run, once a plan. It reaches nothing but its arguments and the runtime.
 *
 * @throws {Error} when the code is not of the compiler's making.
 */
export function loadFast(plan: { readonly code: string }): Loaded {
  const known = loaded.get(plan);
  if (known) return known;
  const made = makeFunctions(plan.code);
  loaded.set(plan, made);
  return made;
}

function makeFunctions(code: string): Loaded {
  const names = Object.keys(runtime);
  assertGenerated(code, names);
  const make = new Function(...names, code) as (...given: readonly unknown[]) => Loaded;
  return make(...names.map((name) => runtime[name as keyof Runtime]));
}
