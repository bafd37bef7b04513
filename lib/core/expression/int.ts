import { fault, type Unjudged } from "./fault.ts";

/** An int's range, that of CEL: 64 bits. Beyond it is an overflow. */
export const intMin = -(2n ** 63n);
export const intMax = 2n ** 63n - 1n;

/** The int itself, or the fault that it is beyond 64 bits. */
export const intOf = (value: bigint): bigint | Unjudged =>
  value > intMax || value < intMin ? fault("overflow", `${value} is beyond 64 bits`) : value;
