import { hash } from "node:crypto";

/** SHA-256 of raw bytes, hex. */
export const digestOf = (raw: Uint8Array): string => hash("sha256", raw, "hex");
