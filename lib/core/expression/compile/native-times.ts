import { parseDate } from "../time.ts";
import { numberLiteral } from "./literal.ts";
import type { Native } from "./natives.ts";
import { computed, type Operand, prove, safeMax, settle, whole } from "./operand.ts";
import { declare, demand, demandKnown } from "./writing.ts";

const dayMax = 4_000_000;

/** `date("…")` and `instant("…")`: a text that writes none is a fault. */
export function parsed(what: "date" | "instant"): Native {
  return (w, node, args) => {
    const [arg] = node.args;
    if (arg?.type.kind !== "string" || node.args.length !== 1) return undefined;
    if (what === "date" && arg.op === "const") {
      const day = parseDate(String(arg.value));
      if (day !== undefined) return whole(numberLiteral(day), dayMax, true);
    }
    const { code } = args()[0] as Operand;
    return whole(declare(w, `${what}(${code})`), what === "date" ? dayMax : safeMax, false);
  };
}

/** The days from one date to another, and `more`. */
export function daysBetween(more: number): Native {
  return (w, _, args) => {
    const [from, to] = args() as [Operand, Operand];
    const code = `${to.code} - ${from.code}${more === 0 ? "" : ` + ${more}`}`;
    return computed(w, code, 0, [from, to], 2 * dayMax);
  };
}

export const compileAddDays: Native = (w, _, args) => {
  const [date, days] = args().map((arg) => settle(w, arg)) as [Operand, Operand];
  const result = declare(w, `${date.code} + ${days.code}`);
  const inCalendar = `${result} >= -719162 && ${result} <= 2932896`;
  // Beyond the calendar it is a fault.
  if ([date, days].every(({ proved, isSure }) => proved || isSure)) demandKnown(w, inCalendar);
  else demand(w, inCalendar);
  return whole(result, dayMax, true);
};

/** The whole units of so many microseconds between two instants, towards zero. */
export function timeBetween(microseconds: number): Native {
  return (w, _, args) => {
    const [from, to] = args().map((arg) => prove(w, arg)) as [Operand, Operand];
    const apart = declare(w, `${to.code} - ${from.code}`);
    demand(w, `abs(${apart}) <= ${safeMax - microseconds}`);
    return whole(declare(w, `trunc(${apart} / ${microseconds})`), safeMax, true);
  };
}
