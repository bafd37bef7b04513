import type { Unjudged } from "../fault.ts";
import type { FunctionContext, FunctionRow } from "../function-row.ts";
import type { Value } from "../value.ts";
import { parseSignature } from "./signature.ts";

type Example = FunctionRow["examples"][number];
type Run = (...args: never[]) => Value | Unjudged;
type RunIn = (context: FunctionContext, ...args: never[]) => Value | Unjudged;

/**
 * A row whose function knows only its arguments. They come as the TypeScript types that `Value`
 * gives to the types of the signature; one that was left out is undefined.
 */
export function row(
  signature: string,
  cost: number,
  run: Run,
  doc: string,
  ...examples: readonly Example[]
): FunctionRow {
  const call = run as (...args: readonly Value[]) => Value | Unjudged;
  const run1: FunctionRow["run"] = (args) => call(...args);
  return { ...parseSignature(signature), cost, hasFixedCost: true, doc, examples, run: run1 };
}

/** A row whose function gets the context first: for fuel, zone or calendar. */
export function rowIn(
  signature: string,
  cost: number,
  run: RunIn,
  doc: string,
  ...examples: readonly Example[]
): FunctionRow {
  const call = run as (context: FunctionContext, ...args: readonly Value[]) => Value | Unjudged;
  const runRow: FunctionRow["run"] = (args, context) => call(context, ...args);
  return { ...parseSignature(signature), cost, doc, examples, run: runRow };
}
