import type { Json } from "../core/expression/value.ts";
import { canonicalJson, sha256 } from "./digest.ts";
import type { Gate } from "./gate.ts";

/** The version of a gate's configuration: a digest over all of it, whatever its file looks like. */
export const gateVersionOf = (gate: Gate): string =>
  sha256(canonicalJson(gate as unknown as Json)).slice(0, 40);
