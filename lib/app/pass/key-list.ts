import type { JsonObject } from "../../core/expression/value.ts";
import type { PassPorts } from "../review/command.ts";
import type { PublicKey } from "./public-key.ts";

/**
 * A JSON Web Key Set (RFC 7517). Each key has, beside its own members, `from`, and where it signs no
 * more `until`; `compromised` where somebody else may have it.
 */
export interface KeyList {
  readonly keys: readonly JsonObject[];
}

/** Every public key that ever signed passes, the newest first. Public. */
export async function keyList({ keys }: Pick<PassPorts, "keys">): Promise<KeyList> {
  return { keys: (await keys.list()).map(jwkOf) };
}

/** Only what is public of it, whatever the adapter gave. */
function jwkOf({ keyId, algorithm, jwk, from, until, compromised }: PublicKey): JsonObject {
  const { kty, crv, x, y } = jwk;
  return {
    kty,
    crv,
    x,
    ...(y !== undefined && { y }),
    kid: keyId,
    alg: algorithm,
    use: "sig",
    from,
    ...(until !== undefined && { until }),
    ...(compromised !== undefined && { compromised }),
  };
}
