import { fault, type Unjudged } from "./fault.ts";
import type { Value } from "./value.ts";

/** Names and what they stand for, innermost first; a thunk is called at the first need, once. */
export interface Frame {
  readonly name: string;
  readonly parent: Frame | undefined;
  settled: Value | Unjudged | undefined;
  thunk: (() => Value | Unjudged) | undefined;
}

/** A frame with one more name. */
export const bind = (parent: Frame | undefined, name: string, value: Value | Unjudged): Frame => ({
  name,
  parent,
  settled: value,
  thunk: undefined,
});

/** A frame with one more name, worked out only if it is needed, and then once. */
export const bindLazily = (
  parent: Frame | undefined,
  name: string,
  thunk: () => Value | Unjudged,
): Frame => ({ name, parent, settled: undefined, thunk });

/** What a name stands for; the checker has seen to it that it is there. */
export function named(frame: Frame | undefined, name: string): Value | Unjudged {
  for (let at = frame; at; at = at.parent) if (at.name === name) return settle(at);
  return fault("internal", `the name '${name}' stands for nothing here`);
}

function settle(frame: Frame): Value | Unjudged {
  if (frame.settled !== undefined) return frame.settled;
  const thunk = frame.thunk as () => Value | Unjudged;
  frame.settled = thunk();
  frame.thunk = undefined;
  return frame.settled;
}
