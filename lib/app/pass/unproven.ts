import { GateError } from "../errors.ts";

/** What was released can no longer be shown. */
export const erased = (): GateError =>
  new GateError(
    "conflict",
    "the payload was erased, so that nobody can show any more what was released",
    { reason: "evidence_erased" },
  );

/** What is kept does not show it: then nothing goes out. */
export const unproven = (what: string): GateError =>
  new GateError("unavailable", `what is kept does not show this release: ${what}`, {
    reason: "release_unproven",
  });
