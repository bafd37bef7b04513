import type { Acted, Commanded, PassPorts } from "../review/command.ts";

/** A new key signs from now on. */
export interface RotateKeys extends Commanded {
  /** Ids of keys that somebody else may have. */
  readonly compromised?: readonly string[];
  /** Why, in words. */
  readonly text: string;
}

/**
 * Makes a new signing key. Passes of earlier keys still verify, but for those of a compromised key.
 *
 * @throws {GateError} `forbidden`; `not_found` for a compromised key that is none; `invalid`.
 */
export async function rotateKeys(_ports: PassPorts, _command: RotateKeys): Promise<Acted> {
  throw new Error("rotateKeys follows");
}
