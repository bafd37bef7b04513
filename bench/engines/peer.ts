import type { Outcome } from "../../lib/core/violation.ts";
import { FAILED, FAULT, MISSING, NOT_APPLICABLE, PASS, ruleIds } from "./verdicts.ts";

export type Variant = "strings" | "numbers";

/** Another engine with those of the workload's rules that it can express. */
export interface Peer {
  readonly name: string;
  /** The package whose version the report names. */
  readonly package: string;
  /** Whether its rules are data, so that they can be published without deploying code. */
  readonly rulesAre: "data" | "code" | "schema";
  /** Ids of the rules that it can express. */
  readonly rules: readonly string[];
  /** What was left out, or done by own functions, and why. */
  readonly remark: string;
  /** Whether it tells a rule that does not apply from one that holds; else both count as a pass. */
  readonly tellsApplicability: boolean;
  /** How many of the invoices it is timed on: slow ones get fewer. */
  readonly records: number;
  /** Writes the outcomes of its rules at their places; the others are left alone. */
  readonly judge: (record: unknown, out: Uint8Array) => void | Promise<void>;
}

/** A rule of an engine: whether it applies, and whether it holds; either may throw. */
export interface PeerRule {
  readonly place: number;
  readonly when: ((record: unknown) => unknown) | undefined;
  readonly must: (record: unknown) => unknown;
}

export function placeOf(rule: string): number {
  const place = ruleIds.indexOf(rule);
  if (place < 0) throw new Error(`'${rule}' is not a rule of the workload`);
  return place;
}

/** What an engine says of a rule; `isMissing` tells what it throws for absent fields. */
export function outcomeOf(
  rule: PeerRule,
  record: unknown,
  isMissing: (error: unknown) => boolean,
): number {
  try {
    if (rule.when && rule.when(record) !== true) return NOT_APPLICABLE;
    return rule.must(record) === true ? PASS : FAILED;
  } catch (error) {
    return isMissing(error) ? MISSING : FAULT;
  }
}

export const outcomeText: Readonly<Record<number, Outcome>> = {
  [PASS]: "pass",
  [FAILED]: "failed",
  [NOT_APPLICABLE]: "not_applicable",
  [MISSING]: "missing",
  [FAULT]: "fault",
};
