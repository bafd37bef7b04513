import * as z from "zod";
import { instant } from "./documents.ts";
import { envelope } from "./passes.ts";

export const seal = z
  .strictObject({
    number: z.int().positive(),
    through: instant,
    envelope: envelope.meta({ description: "DSSE around the statement" }),
  })
  .meta({
    id: "Seal",
    description: "What signs a batch of audit entries, chained to the one before",
  });

export const sealedEntry = z
  .strictObject({
    name: z.string().meta({
      description: "Its name in the archive: instant, id and SHA-256 of its bytes",
      example: `entries/2026-11-22/10/46-30-123_${"0".repeat(40)}_${"0".repeat(64)}`,
    }),
    gzip: z.string().optional().meta({
      description: "Its bytes, compressed, in base 64; absent where the archive has lost it",
    }),
  })
  .meta({ id: "SealedEntry", description: "An audit entry as it was stored" });
