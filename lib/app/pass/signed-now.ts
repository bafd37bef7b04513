import { GateError } from "../errors.ts";
import { isBefore } from "../instant.ts";
import type { SigningKeys } from "../ports.ts";
import { signed } from "./dsse.ts";
import type { Envelope } from "./pass.ts";

/** What was signed, and when by its own words. */
export interface SignedNow {
  readonly envelope: Envelope;
  readonly signedAt: string;
  /** The key of the key list that stands behind it. */
  readonly keyId: string;
}

const triesMax = 3;

/**
 * Signs what says when it was signed, at an instant at which the key that signs does sign: a key may
 * be rotated meanwhile, and clocks of two machines differ.
 *
 * @throws {GateError} `unavailable` when the keys do not hold still.
 */
export async function signedNow(
  keys: SigningKeys,
  payloadType: string,
  now: string,
  payloadAt: (instant: string) => Uint8Array,
): Promise<SignedNow> {
  for (let tries = 1; tries <= triesMax; tries++) {
    const [key] = await keys.list();
    if (key === undefined) break;
    const signedAt = isBefore(now, key.from) ? key.from : now;
    const { envelope, keyId } = await signed(keys, payloadType, payloadAt(signedAt));
    if (keyId === key.keyId) return { envelope, signedAt, keyId };
  }
  throw new GateError("unavailable", "no key signs here, or keys are being rotated: try again", {
    reason: "keys_moving",
  });
}
