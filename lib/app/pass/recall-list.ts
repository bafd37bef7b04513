import * as z from "zod";
import type { Json } from "../../core/expression/value.ts";
import { canonicalJson } from "../digest.ts";
import { instantText, millisecondsOf } from "../instant.ts";
import type { PassPorts } from "../review/command.ts";
import type { Envelope } from "./pass.ts";
import { signedNow } from "./signed-now.ts";
import { instantField, strictJson, told } from "./strict-json.ts";

export const recallsPayloadType = "application/vnd.holdpoint.recalls+json";
/** An envelope larger than this is no list: some fifty thousand passes fit. */
export const recallsSizeMax = 16 * 1024 * 1024;
/** How long a list may be kept before a verifier asks for a newer one. */
const validHours = 24;

const recallListSchema = z.strictObject({
  schema: z.literal("holdpoint/recalls/1"),
  issuedAt: instantField,
  /** After this a verifier asks for a newer list. */
  validUntil: instantField,
  /** Those that would still be valid when the list was made, by id. */
  passes: z.array(
    z.strictObject({ id: z.string().max(100), at: instantField, validUntil: instantField }),
  ),
});

/** What the envelope of a recall list holds. */
export type RecallList = z.output<typeof recallListSchema>;

/** The list of recalled passes, signed as it is now. Public: it names passes, and nobody. */
export async function recallList({
  passes,
  keys,
  clock,
}: Pick<PassPorts, "passes" | "keys" | "clock">): Promise<Envelope> {
  const now = clock.now();
  const recalled = await passes.recalled(now);
  const { envelope } = await signedNow(keys, recallsPayloadType, now, (issuedAt) => {
    const list: RecallList = {
      schema: "holdpoint/recalls/1",
      issuedAt,
      validUntil: instantText(millisecondsOf(issuedAt) + validHours * 3_600_000),
      passes: recalled.map((pass) => ({
        id: pass.id,
        at: pass.recalled?.at ?? issuedAt,
        validUntil: pass.validUntil,
      })),
    };
    return Buffer.from(canonicalJson(list as unknown as Json), "utf8");
  });
  return envelope;
}

/** A list, or why what was signed is none. */
export type ReadRecalls =
  | { readonly ok: true; readonly list: RecallList }
  | { readonly ok: false; readonly problem: string };

/** Reads the list that an envelope holds. Total. */
export function readRecalls(bytes: Uint8Array): ReadRecalls {
  const json = strictJson(bytes, "the recall list", recallsSizeMax);
  if (!json.ok) return json;
  const read = recallListSchema.safeParse(json.value);
  if (read.success) return { ok: true, list: read.data };
  return { ok: false, problem: `it is no recall list: ${told(read.error)}` };
}
