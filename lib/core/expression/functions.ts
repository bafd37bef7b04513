import type { FunctionRow } from "./function-row.ts";

export { resolve } from "./function-row.ts";

/** Every function of the rule language, overloads in the order in which they are tried. */
export const functions: readonly FunctionRow[] = [];

export const functionById: ReadonlyMap<string, FunctionRow> = new Map(
  functions.map((row) => [row.id, row]),
);

const byName = Map.groupBy(functions, (row) => row.name);

/** The rows of a name, the first that fits the arguments is meant; none when it is no function. */
export const findFunctions = (name: string): readonly FunctionRow[] => byName.get(name) ?? [];

export const functionNames = (): readonly string[] => [...byName.keys()];
