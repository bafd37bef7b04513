import { GateError } from "../../errors.ts";

/** The most that one page holds. */
export const pageMax = 200;

/** @throws {GateError} `invalid` for anything but a whole number from 1 to 200. */
export function admitPageSize(max: number): number {
  if (Number.isInteger(max) && max >= 1 && max <= pageMax) return max;
  const message = `must be a whole number from 1 to ${pageMax}`;
  throw new GateError("invalid", `limit ${message}`, {
    mistakes: [{ parameter: "limit", message }],
  });
}
