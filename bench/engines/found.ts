import { FAILED, PASS, UNPROVEN } from "./verdicts.ts";

/**
 * What loops find of several rules, as bits of one number: a rule's own bit where an element proved
 * it false, the bit eight places above where an element left it open.
 */
export const BIL_01 = 1;
export const BIL_05 = 2;
export const BIL_08 = 4;
export const BIL_09 = 8;
export const BIL_15 = 16;
export const BIL_19 = 32;
export const BIL_22 = 64;
export const BIL_25 = 128;

export const allOpen = 0xff00;
export const openOf = (rule: number): number => rule << 8;

/** An outcome as bits: nothing where it passed. */
export const bitsOf = (rule: number, outcome: number): number =>
  outcome === PASS ? 0 : outcome === FAILED ? rule : rule << 8;

/** The outcome of a rule over all elements; what is open may yet be absorbed, and so is unproven. */
export const outcomeOf = (rule: number, found: number): number =>
  (found & (rule << 8)) !== 0 ? UNPROVEN : (found & rule) !== 0 ? FAILED : PASS;

/** Of conditions that must all hold: one that is false absorbs what is unproven. */
export const worst = (a: number, b: number): number =>
  a === FAILED || b === FAILED ? FAILED : a === PASS ? b : a;

export const codeOf = (holds: boolean): number => (holds ? PASS : FAILED);
