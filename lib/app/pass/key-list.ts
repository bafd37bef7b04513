import type { JsonObject } from "../../core/expression/value.ts";
import type { PassPorts } from "../review/command.ts";

/** A JSON Web Key Set (RFC 7517). Each key has, beside its own members, `from`, `until`, `compromised`. */
export interface KeyList {
  readonly keys: readonly JsonObject[];
}

/** Every public key that ever signed passes, the newest first. Public. */
export async function keyList(_ports: Pick<PassPorts, "keys">): Promise<KeyList> {
  throw new Error("keyList follows");
}
