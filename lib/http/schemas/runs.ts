import * as z from "zod";
import { runStates } from "../../app/large-run/run.ts";
import { runLimits } from "../../app/large-run/run-limits.ts";
import { submissionStates } from "../../app/review/submission.ts";
import { actor, count, counts, gate, instant, submissionId } from "./documents.ts";

// What is published of large submissions, and what is sent to them.

const hex64 = z
  .string()
  .regex(/^[0-9a-f]{64}$/, "must be 64 hex digits")
  .meta({ description: "SHA-256 of its bytes, hex" });

const pieceSize = z.int().min(1).max(runLimits.pieceSizeMaxBytes);

const piece = z
  .strictObject({
    number: z.int().min(1).max(runLimits.piecesMax).meta({ description: "From 1" }),
    sizeBytes: pieceSize.meta({
      description: "5 MiB to 5 GiB; the last piece of a file may be smaller",
    }),
    sha256: hex64,
  })
  .meta({ id: "Piece", description: "Some bytes of a file" });

export const runOpening = z.strictObject({
  mapping: z
    .string()
    .min(1)
    .max(runLimits.mappingSizeMaxBytes)
    .optional()
    .meta({ description: "The text of a mapping (YAML) that reads the files" }),
});

export const piecesRequest = z.strictObject({
  file: z
    .int()
    .min(0)
    .max(runLimits.filesMax - 1)
    .meta({ description: "The number of the file, from 0" }),
  pieces: z.array(piece).min(1).max(runLimits.piecesAtOnceMax),
});

export const signedPieces = z
  .strictObject({
    file: count,
    pieces: z.array(
      z.strictObject({
        number: z.int().min(1),
        url: z.string().meta({ description: "Put exactly these bytes here by PUT" }),
        headers: z
          .record(z.string(), z.string())
          .meta({ description: "Send these with it, and no others of their names" }),
        expiresAt: instant,
      }),
    ),
  })
  .meta({ id: "SignedPieces", description: "Addresses to which pieces can be put, for a time" });

export const runStart = z.strictObject({
  files: z
    .array(
      z.strictObject({
        name: z
          .string()
          .min(1)
          .max(runLimits.fileNameMaxBytes)
          .meta({ description: "As places in the report name it", example: "invoices.ndjson" }),
        pieces: z.array(piece).max(runLimits.piecesMax),
      }),
    )
    .min(1)
    .max(runLimits.filesMax)
    .meta({ description: "In the order of their numbers, each with all its pieces in order" }),
});

export const runCancellation = z.strictObject({
  text: z.string().min(1).max(2_000).meta({ description: "Why", example: "The wrong month" }),
});

const progress = z.strictObject({
  phase: z.enum(["waiting", "splitting", "judging", "comparing", "merging", "done"]),
  parts: z.strictObject({ all: count, done: count }),
  records: count.optional(),
});

export const run = z
  .strictObject({
    schema: z.literal("holdpoint/large-run/1"),
    id: submissionId,
    version: z.int().min(1).meta({ description: "Rises by 1 with each change" }),
    tenant: z.string(),
    gate,
    subject: z.string(),
    state: z.enum(runStates),
    openedAt: instant,
    openedBy: actor,
    expiresAt: instant.meta({ description: "When it ends by itself: expires, or fails" }),
    payload: z
      .strictObject({
        files: z.array(z.strictObject({ name: z.string(), sizeBytes: count })),
        sizeBytes: count,
        digest: hex64.meta({ description: "SHA-256 of the manifest of its files" }),
      })
      .optional(),
    judging: z
      .strictObject({
        receivedAt: instant,
        revision: z.string(),
        gateVersion: z.string(),
        engine: z.string(),
        attempt: z.int().min(1),
        attemptAt: instant,
      })
      .optional()
      .meta({ description: "What it is judged by" }),
    failure: z
      .strictObject({ at: instant, code: z.string(), message: z.string() })
      .optional()
      .meta({ description: "Why the last attempt came to nothing" }),
    progress: progress.optional(),
    submission: z
      .strictObject({
        state: z.enum(submissionStates),
        verdict: z.enum(["pass", "hold", "block"]),
        counts,
      })
      .optional()
      .meta({ description: "What it became; it has the id of the run" }),
  })
  .meta({ id: "Run", description: "A submission too large for one request" });

export const resultPage = z
  .strictObject({
    items: z
      .array(z.record(z.string(), z.unknown()))
      .meta({ description: "Lines of the list, in order" }),
    next: z.string().optional(),
  })
  .meta({ id: "ResultPage", description: "Some lines of a list" });
