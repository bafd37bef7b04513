import { FAILED, FAULT, MISSING, PASS, UNPROVEN } from "./verdicts.ts";

/**
 * What loops find of several rules, as bits of one number: a rule's own bit where an element proved
 * it false; 8, 16 and 24 places above it where one was missing, a fault, or is left to the exact
 * path.
 */
export const BIL_01 = 1;
export const BIL_05 = 2;
export const BIL_08 = 4;
export const BIL_09 = 8;
export const BIL_15 = 16;
export const BIL_19 = 32;
export const BIL_22 = 64;
export const BIL_25 = 128;

/** An outcome as bits: nothing where it passed. */
export function bitsOf(rule: number, outcome: number): number {
  switch (outcome) {
    case PASS:
      return 0;
    case FAILED:
      return rule;
    case MISSING:
      return rule << 8;
    case FAULT:
      return rule << 16;
    default:
      return rule << 24;
  }
}

/** The outcome of a rule over all elements: one that is false absorbs whatever is not judged. */
export function outcomeOf(rule: number, found: number): number {
  if ((found & (rule * 0x01010101)) === 0) return PASS;
  if ((found & rule) !== 0) return FAILED;
  if ((found & (rule << 24)) !== 0) return UNPROVEN;
  return (found & (rule << 16)) !== 0 ? FAULT : MISSING;
}

/** Of conditions that must all hold: the same order. */
export function worst(a: number, b: number): number {
  if (a === FAILED || b === FAILED) return FAILED;
  if (a === PASS) return b;
  if (b === PASS) return a;
  return a === UNPROVEN || b === UNPROVEN ? UNPROVEN : Math.max(a, b);
}

export const codeOf = (holds: boolean): number => (holds ? PASS : FAILED);
