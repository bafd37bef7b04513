import * as z from "zod";
import { actor, count, gate, instant, passId, reason, submissionId } from "./documents.ts";
import { acted } from "./entries.ts";

export const envelope = z
  .strictObject({
    payloadType: z.string(),
    payload: z.string().meta({ description: "Base 64" }),
    signatures: z.array(
      z.strictObject({
        keyid: z.string(),
        sig: z.string(),
        extension: z
          .strictObject({
            kind: z.string(),
            ext: z.strictObject({
              payloadType: z.string(),
              payload: z.string(),
              signatures: z.array(z.strictObject({ keyid: z.string(), sig: z.string() })),
            }),
          })
          .optional()
          .meta({ description: "The certificate of the key, where the key list has its issuer" }),
      }),
    ),
  })
  .meta({ id: "Envelope", description: "DSSE: what was signed, and the signatures" });

export const pass = z
  .strictObject({
    schema: z.literal("holdpoint/pass/1"),
    id: passId,
    version: z.int().positive(),
    submission: submissionId,
    gate,
    release: z.string().meta({ description: "The audit entry of the release that it states" }),
    kind: z.enum(["whole", "part"]),
    records: count,
    issuedAt: instant,
    validUntil: instant,
    keyId: z.string(),
    envelope: envelope.meta({ description: "All that downstream needs" }),
    recalled: z.strictObject({ at: instant, by: actor, reason }).optional(),
  })
  .meta({ id: "Pass", description: "The signed statement that something may go out" });

export const issued = z
  .strictObject({ ...acted.shape, pass })
  .meta({ id: "Issued", description: "The entry that issued the pass, and the pass" });

export const keyList = z
  .strictObject({
    keys: z.array(z.record(z.string(), z.unknown())).meta({
      description: "RFC 7517; with `from`, and `until` or `compromised` where a key signs no more",
    }),
  })
  .meta({ id: "KeyList", description: "Every public key that ever signed passes, newest first" });

const hex = z.string().regex(/^[0-9a-f]{64}$/);

export const recordProof = z
  .strictObject({
    schema: z.literal("holdpoint/proof/1"),
    pass: passId,
    record: z.strictObject({
      file: count.optional().meta({ description: "Of a run: the number of its file" }),
      offset: count,
      length: count.optional(),
      pointer: z.string().optional(),
      sha256: hex,
    }),
    index: count,
    count,
    line: z.string().optional().meta({ description: "Of a part of a run: the leaf itself" }),
    path: z.array(hex),
  })
  .meta({ id: "RecordProof", description: "That one record is among those of a pass" });

export const replay = z
  .strictObject({
    submission: submissionId,
    verdict: z.enum(["equal", "different", "not_replayed"]),
    missing: z.array(z.strictObject({ reason: z.string(), message: z.string() })),
    differences: z.array(
      z.strictObject({
        of: z.enum([
          ...["payload", "report", "entry", "references", "history"],
          ...["plan", "records", "documents"],
        ] as const),
        at: z.string(),
        message: z.string(),
      }),
    ),
    trail: z.strictObject({ entries: count, verdict: z.enum(["explained", "unexplained"]) }),
  })
  .meta({ id: "Replay", description: "Whether what is kept still says the same" });
