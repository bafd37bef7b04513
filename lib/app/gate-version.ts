import type { Json } from "../core/expression/value.ts";
import { canonicalJson, sha256 } from "./digest.ts";
import type { Gate } from "./gate.ts";

const known = new WeakMap<Gate, string>();

/**
 * The version of a gate's configuration: a digest over all of it, whatever its file looks like. Worked
 * out once for each: no gate changes after it was read.
 */
export function gateVersionOf(gate: Gate): string {
  const version = known.get(gate) ?? sha256(canonicalJson(gate as unknown as Json)).slice(0, 40);
  known.set(gate, version);
  return version;
}
