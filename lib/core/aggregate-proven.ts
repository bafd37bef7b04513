import { addToGroup, countBlocks, type Running, seriesOf, takeExtreme } from "./aggregate.ts";
import { addUnits } from "./aggregate-sum.ts";
import { decimal } from "./expression/decimal.ts";
import { addInteger } from "./expression/number-set.ts";

/**
 * Adds a record whose key and value are proven: a safe whole number of units of 10^-scale. Gives
 * what `addRecord` gives for it.
 */
export function addProven(running: Running, key: string, units: number, scale: number): void {
  running.count++;
  switch (running.aggregate.how) {
    case "count":
      return;
    case "sum":
    case "avg":
      addUnits(running.sum, units, scale);
      return;
    case "min":
    case "max":
      addExtremeUnits(running, units, scale);
      return;
    case "sumBy":
      addToGroup(running, key, (group) => addUnits(group, units, scale));
      return;
    case "countBy":
      addToGroup(running, key, (group) => addUnits(group, 1, 0));
      return;
    case "numbers": {
      const series = seriesOf(running, key);
      if (series && addInteger(series, units)) countBlocks(running, 1);
    }
  }
}

/** An aggregate's proven values are all of one scale: most are passed over by comparing units. */
function addExtremeUnits(running: Running, units: number, scale: number): void {
  const { extremeUnits: known } = running;
  if (running.aggregate.how === "min" ? units >= known : units <= known) return;
  running.extremeUnits = units;
  takeExtreme(running, decimal(BigInt(units), scale));
}

/**
 * Adds a record that counts in several groups, all of whose keys and values are proven: once in each
 * of them, or its values to the groups that they stand beside. Gives what `addRecord` gives for it.
 */
export function addProvenEach(
  running: Running,
  keys: readonly string[],
  parts: readonly number[],
  scale: number,
): void {
  running.count++;
  if (running.aggregate.how === "countBy") {
    for (const key of new Set(keys)) addToGroup(running, key, (group) => addUnits(group, 1, 0));
    return;
  }
  for (let i = 0; i < keys.length; i++)
    addToGroup(running, keys[i] as string, (group) => addUnits(group, parts[i] as number, scale));
}
