import type { Violation } from "../../../core/violation.ts";
import { formatOrdinals, ordinalsOf } from "../policy/ordinals.ts";

/** Something that a rule still has against a violation that somebody answered for. */
export interface Uncleared {
  /** Of the violation. */
  readonly ordinal: number;
  readonly left: Violation;
  /** Facts that it asks and that were not answered. */
  readonly unanswered: readonly string[];
}

/** How many different things are told at once. */
const toldMax = 5;

/**
 * What stands in the way of answers and what would be right, in one sentence for each different thing.
 *
 * @param chosen how many violations were answered for.
 */
export function leftText(left: readonly Uncleared[], chosen: number): string {
  const groups = new Map<string, Set<number>>();
  for (const one of left) {
    const text = needText(one);
    groups.set(text, (groups.get(text) ?? new Set()).add(one.ordinal));
  }
  const told = [...groups].slice(0, toldMax).map(([text, ordinals]) => {
    const which = [...ordinals].sort((a, b) => a - b);
    return `${which.length === 1 ? "violation" : "violations"} ${formatOrdinals(ordinalsOf(which))}: ${text}`;
  });
  const more = groups.size > toldMax ? [`and ${groups.size - toldMax} more`] : [];
  const uncleared = new Set(left.map(({ ordinal }) => ordinal)).size;
  const others = uncleared < chosen ? ["; the others alone would be cleared"] : [];
  return ["these answers do not clear it; ", [...told, ...more].join("; "), ...others].join("");
}

function needText({ left: { outcome, check, rule, why }, unanswered }: Uncleared): string {
  const name = check === undefined ? rule : `${rule}/${check}`;
  if (unanswered.length > 0) return `${name} still asks ${unanswered.join(", ")}`;
  if (outcome === "failed") return `with these answers ${name} fails: return it, or reject it`;
  const cause = outcome === "missing" ? "something else is missing" : "it cannot be computed";
  return `${name} cannot be judged all the same, ${cause}${placeText(why)}: return it`;
}

/** What is absent, where it is a field: a key or a value may be of a person, and stays in the evidence. */
const placeText = (why = ""): string =>
  /^[A-Za-z_][\w.]*(\[\d+\][\w.]*)* is absent$/.test(why) ? ` (${why})` : "";
