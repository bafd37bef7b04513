import { check } from "../../../../lib/core/expression/check.ts";
import { isFault, isUnjudged, type Unjudged } from "../../../../lib/core/expression/fault.ts";
import { formatValue } from "../../../../lib/core/expression/format-value.ts";
import type { FunctionContext } from "../../../../lib/core/expression/function-row.ts";
import { functionById } from "../../../../lib/core/expression/functions.ts";
import { evaluate } from "../../../../lib/core/expression/interpret.ts";
import { parseDate } from "../../../../lib/core/expression/time.ts";
import type { Type } from "../../../../lib/core/expression/types.ts";
import type { Value } from "../../../../lib/core/expression/value.ts";
import { scannerOf } from "../../../../lib/core/lexicon/scanner.ts";

const weekends = { weekend: [6, 7], holidays: new Set<number>() };
const christmas = ["2026-12-24", "2026-12-25"].map((text) => parseDate(text)!);

/** A gate in Tallinn with calendars of EE, without holidays, and NO, and no end of fuel. */
export const context: FunctionContext = {
  zone: "Europe/Tallinn",
  charge: () => true,
  lexicon: scannerOf({
    categories: [
      { name: "free", terms: { et: ["tasuta"], en: ["free"] }, except: {}, everywhere: [] },
    ],
  }),
  calendar: (country) => {
    if (country === "NO") return { weekend: [6, 7], holidays: new Set(christmas) };
    return country === "EE" ? weekends : undefined;
  },
};

/** A context with so many steps to spend. */
export function withFuel(steps: number): FunctionContext {
  let left = steps;
  return {
    ...context,
    charge: (spent) => {
      left -= spent;
      return left >= 0;
    },
  };
}

/** Runs the function of an id on values. */
export function run(id: string, ...args: readonly Value[]): Value | Unjudged {
  return functionById.get(id)!.run(args, context);
}

/** What an expression gives, as a person reads it: a value, `missing`, or `fault CODE`. */
export function resultOf(expression: string): string {
  const { value, type } = evaluated(expression);
  return shown(value, type);
}

/** A value as a person reads it: `missing` and `fault CODE` for what is unjudged. */
export function shown(value: Value | Unjudged, type: Type): string {
  if (isUnjudged(value)) return isFault(value) ? `fault ${value.code}` : "missing";
  return formatValue(value, type);
}

/** An expression that sees nothing but the function table, checked and evaluated. */
export function evaluated(expression: string): { value: Value | Unjudged; type: Type } {
  const checked = check(expression, {
    schema: {},
    tables: {},
    names: {},
    facts: [],
    categories: ["free"],
  });
  if (!checked.ok) throw new Error(`${expression}: ${checked.problems[0]?.message}`);
  const value = evaluate(checked.node, undefined, {
    tables: {},
    rows: { rows: () => [], isLoaded: () => false } as never,
    functions: context,
    charge: () => true,
    attested: () => undefined,
    lists: new WeakMap(),
  });
  return { value, type: checked.node.type };
}
