import { createHmac, createSecretKey, hash, type KeyObject } from "node:crypto";
import type { Json, JsonObject } from "../core/expression/value.ts";

/** SHA-256, hex, of bytes or of a text's UTF-8. */
export const sha256 = (data: Uint8Array | string): string => hash("sha256", data, "hex");

/**
 * A digest that tells nothing without its salt: HMAC-SHA-256 of the hex digest under the hex salt.
 * What is kept for years holds only these, so that destroying the salt leaves no digest by which a
 * guessed name or address could be tried.
 */
export const saltedDigest = (salt: string, digest: string): string =>
  createHmac("sha256", keyOf(salt)).update(digest).digest("hex");

let lastSalt: string | undefined;
let lastKey: KeyObject | undefined;

/** One submission has one salt and some dozen digests: its key is made once. */
function keyOf(salt: string): KeyObject {
  if (lastKey === undefined || lastSalt !== salt) {
    lastKey = createSecretKey(Buffer.from(salt, "hex"));
    lastSalt = salt;
  }
  return lastKey;
}

/** JSON with its keys in order of their code units: equal values give equal text. */
export function canonicalJson(value: Json | undefined): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value ?? null);
  const object = value as JsonObject;
  const keys = Object.keys(object)
    .filter((key) => object[key] !== undefined)
    .sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonicalJson(object[key])}`).join(",")}}`;
}
