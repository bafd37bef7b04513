import { isBefore } from "../instant.ts";
import type { VerifyingKey } from "./key-ring.ts";
import { failed, ok, type PassCheck, type PassCheckName } from "./verification.ts";

/**
 * Whether one of the keys that signed was the gate's own key at the instant that was signed. A
 * compromised key proves nothing, not even when it signed: whoever has it writes any instant.
 *
 * @param tenant of what was signed: a certified key signs for the tenant of its certificate alone.
 */
export function checkKeyTime(
  check: PassCheckName,
  signers: readonly VerifyingKey[],
  at: string,
  tenant?: string,
): { readonly check: PassCheck; readonly key: VerifyingKey } {
  const good = signers.find((key) => troubleOf(key, at, tenant) === undefined);
  const key = good ?? (signers[0] as VerifyingKey);
  const trouble = troubleOf(key, at, tenant);
  return {
    key,
    check:
      trouble === undefined
        ? ok(check, `the key signed from ${key.from} on`)
        : failed(check, trouble),
  };
}

function troubleOf(
  { from, until, compromised, tenant: own }: VerifyingKey,
  at: string,
  tenant: string | undefined,
): string | undefined {
  if (tenant !== undefined && own !== undefined && own !== tenant)
    return `its key was certified for ${JSON.stringify(own)}, and it is of ${JSON.stringify(tenant)}`;
  if (compromised !== undefined)
    return `since ${compromised} it is known that somebody else may have the key: ask for a new pass`;
  if (isBefore(at, from)) return `it was signed at ${at}, before its key signed, from ${from} on`;
  if (until !== undefined && isBefore(until, at))
    return `it was signed at ${at}, when its key signed no more, since ${until}`;
  return undefined;
}
