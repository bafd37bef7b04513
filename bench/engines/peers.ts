import type { Peer, Variant } from "./peer.ts";
import { ajv } from "./peers/ajv.ts";
import { celJs } from "./peers/cel-js.ts";
import { jsonLogic } from "./peers/json-logic.ts";
import { jsonRulesEngine } from "./peers/json-rules-engine.ts";
import { zen } from "./peers/zen.ts";
import { zod } from "./peers/zod.ts";

/** All engines that are compared, the fastest kind first. */
export const peersOf = (variant: Variant): readonly Peer[] =>
  [ajv, zod, jsonLogic, celJs, jsonRulesEngine, zen].map((peer) => peer(variant));
