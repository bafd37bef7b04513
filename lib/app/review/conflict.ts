import { GateError } from "../errors.ts";

/** Why something cannot be done as things stand, whoever asks: stable words, which `docs/review.md` explains. */
export const conflictReasons = [
  // how the submission stands
  "submission_ended",
  "wrong_state",
  "superseded",
  "all_or_nothing",
  "whole_held",
  "nothing_clean",
  "nothing_held",
  // how the case stands
  "case_decided",
  "answers_do_not_clear",
  "not_as_judged",
  "run_not_attested",
  "approval_pending",
  "not_claimed",
  "answered",
  "too_many_questions",
  // how the run stands
  "run_not_open",
  "run_ended",
  "run_not_failed",
  "run_not_judged",
  "too_many_runs",
  "rules_gone",
  // how a dead letter stands
  "not_dead",
  "no_message",
  // who was quicker, and keys
  "moved",
  "key_reused",
] as const;
export type ConflictReason = (typeof conflictReasons)[number];

/** A conflict as it is thrown. */
export const conflict = (reason: ConflictReason, message: string): GateError =>
  new GateError("conflict", message, { reason });
