import { GateError } from "../errors.ts";
import { isBefore } from "../instant.ts";
import type { SigningKeys } from "../ports.ts";
import { act } from "../review/act.ts";
import { deployment } from "../review/action-id.ts";
import type { Acted, Commanded, PassPorts } from "../review/command.ts";
import { admit } from "../review/policy/separation.ts";
import { admitText, reasonTextMax, reasonTextMin } from "../review/written.ts";
import { statementOf } from "../seal/seal-statement.ts";
import { keyTooEarly } from "./key-too-early.ts";
import type { PublicKey } from "./public-key.ts";

/** A new key signs from now on. */
export interface RotateKeys extends Commanded {
  /** Ids of keys that somebody else may have. */
  readonly compromised?: readonly string[];
  /** Why, in words. */
  readonly text: string;
}

/**
 * Makes a new signing key. Passes of earlier keys still verify, but for those of a compromised key.
 * The entry is written first and names the instant from which the new key signs; where the key could
 * not be made then, the same command again makes it.
 *
 * @throws {GateError} `forbidden`; `invalid` for a compromised key that is none; `conflict`, reason
 * `moved`, when another rotation came in between: ask again under another key; with reason
 * `no_next_key` when another key has to be deployed first.
 */
export async function rotateKeys(ports: PassPorts, command: RotateKeys): Promise<Acted> {
  const { caller } = command;
  const text = admitText(command.text, {
    pointer: "/text",
    min: reasonTextMin,
    max: reasonTextMax,
  });
  const compromised = [...new Set(command.compromised ?? [])].sort();
  const acted = await act(ports, command, {
    operation: "rotate-keys",
    submission: deployment,
    said: { text, compromised },
    step: async ({ at }) => {
      admit({ caller, operation: "rotate-keys", now: at });
      const keys = await ports.keys.list();
      const strange = compromised.findIndex((id) => keys.every(({ keyId }) => keyId !== id));
      if (strange !== -1) throw noKey(strange);
      await ports.keys.admitRotation();
      const [signing] = keys;
      if (signing !== undefined && !isBefore(signing.from, at)) throw tooEarly(signing.from);
      await refuseBeforeSeal(ports, at);
      const before = signing === undefined ? {} : { signedBefore: signing.keyId };
      return { action: "key.rotated", facts: { from: at, text, compromised, ...before } };
    },
  });
  await makeKey(ports.keys, acted.entry.at, compromised);
  return acted;
}

/** What was made before is not made again, whatever came after it. */
async function makeKey(
  keys: SigningKeys,
  at: string,
  compromised: readonly string[],
): Promise<void> {
  if (isMade(await keys.list(), at, compromised)) return;
  await keys.rotate(at, compromised);
  if (!isMade(await keys.list(), at, compromised)) throw keyTooEarly(at);
}

const isMade = (keys: readonly PublicKey[], at: string, compromised: readonly string[]): boolean =>
  keys.some(({ from }) => from === at) &&
  compromised.every((id) => keys.find(({ keyId }) => keyId === id)?.compromised !== undefined);

/** A key must not end before what it has sealed: nobody would believe that seal any more. */
export async function refuseBeforeSeal(
  { seals }: Pick<PassPorts, "seals">,
  at: string,
): Promise<void> {
  const last = await seals?.last();
  const sealedAt = last && statementOf(last).statement.sealedAt;
  if (sealedAt === undefined || isBefore(sealedAt, at)) return;
  throw new GateError(
    "unavailable",
    `the last seal was signed at ${sealedAt}, which is not over: look at the clocks`,
    { reason: "clock_behind" },
  );
}

const noKey = (index: number): GateError => {
  const message = "is no key of this gate: GET /v1/keys lists them";
  const pointer = `/compromised/${index}`;
  return new GateError("invalid", `${pointer}: ${message}`, { mistakes: [{ pointer, message }] });
};

const tooEarly = (from: string): GateError =>
  new GateError(
    "unavailable",
    `a key signs from ${from} on, which is not over: look at the clocks`,
    {
      reason: "clock_behind",
    },
  );
