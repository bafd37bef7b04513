import { isBefore } from "../instant.ts";
import type { VerifyingKey } from "./key-ring.ts";
import { failed, ok, type PassCheck, type PassCheckName } from "./verification.ts";

/**
 * Whether one of the keys that signed was the gate's own key at the instant that was signed. A
 * compromised key proves nothing, not even when it signed: whoever has it writes any instant.
 */
export function checkKeyTime(
  check: PassCheckName,
  signers: readonly VerifyingKey[],
  at: string,
): { readonly check: PassCheck; readonly key: VerifyingKey } {
  const good = signers.find((key) => troubleOf(key, at) === undefined);
  const key = good ?? (signers[0] as VerifyingKey);
  const trouble = troubleOf(key, at);
  return {
    key,
    check:
      trouble === undefined
        ? ok(check, `the key signed from ${key.from} on`)
        : failed(check, trouble),
  };
}

function troubleOf({ from, until, compromised }: VerifyingKey, at: string): string | undefined {
  if (compromised !== undefined)
    return `since ${compromised} it is known that somebody else may have the key: ask for a new pass`;
  if (isBefore(at, from)) return `it was signed at ${at}, before its key signed, from ${from} on`;
  if (until !== undefined && isBefore(until, at))
    return `it was signed at ${at}, when its key signed no more, since ${until}`;
  return undefined;
}
