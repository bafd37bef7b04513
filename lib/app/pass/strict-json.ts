import * as z from "zod";
import { parseInstant } from "../../core/expression/time.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { parseRecord } from "../../subjects/readers/json-record.ts";

/** A JSON object, or why what was given is none that can be trusted. */
export type StrictJson =
  | { readonly ok: true; readonly value: JsonObject }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads one JSON object and nothing else: no name twice, no text after it, UTF-8, no deeper than
 * records may nest, no larger than it may be. Total.
 */
export function strictJson(input: Uint8Array | string, name: string, sizeMax: number): StrictJson {
  const bytes = typeof input === "string" ? Buffer.from(input, "utf8") : input;
  if (bytes.length > sizeMax)
    return refused(`${name} has ${bytes.length} bytes, and at most ${sizeMax} are read`);
  const { value, refusal } = parseRecord(bytes, (offset) => `byte ${offset}`);
  if (value !== undefined) return { ok: true, value };
  return refused(`${name} is no JSON that can be trusted: ${refusal.reason.replace(/^: /, "")}`);
}

const refused = (problem: string): StrictJson => ({ ok: false, problem });

/** The first mistakes, each with its place. */
export const told = ({ issues }: z.ZodError): string =>
  issues
    .slice(0, 3)
    .map(({ path, message }) => `${path.join(".") || "it"}: ${message}`)
    .join("; ");

/** An instant as the gate writes it: RFC 3339, in UTC. */
export const instantField = z.iso
  .datetime("must be an instant in UTC such as 2026-11-22T10:00:00.000Z")
  .refine((text) => parseInstant(text) !== undefined, "is no instant that a calendar knows");
