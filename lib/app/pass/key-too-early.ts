import { GateError, movedReason } from "../errors.ts";

/** The refusal of a key that would begin before the one that signs: `rotate` of `SigningKeys`. */
export const keyTooEarly = (from: string): GateError =>
  new GateError(
    "conflict",
    `a key signs from ${from} on: another one can only follow it, so rotate again as a new command`,
    { reason: movedReason },
  );
