import { createHash } from "node:crypto";

/**
 * SHA-256, hex, over parts of text: the same violation keeps it when a submission is sent again,
 * whatever its index in a list or its place in a file has become.
 */
export function fingerprintOf(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}
