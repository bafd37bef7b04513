import { randomBytes } from "node:crypto";
import type { Salts } from "../../app/ports.ts";

/** Salts from the machine's cryptographic randomness. */
export const systemSalts: Salts = { fresh: () => randomBytes(32).toString("hex") };
