import * as z from "zod";
import { gateErrorCodes } from "../../app/errors.ts";
import { deadLetterStates } from "../../app/letters/dead-letter.ts";
import { redrivenMax } from "../../app/letters/redrive-letters.ts";
import { count, gate, instant, submissionId } from "./documents.ts";
import { pathParameters } from "./parameters.ts";

export const letterId = pathParameters.letter;

const letterShape = {
  schema: z.literal("holdpoint/dead-letter/1"),
  id: letterId,
  version: z.int().positive(),
  state: z.enum(deadLetterStates),
  queue: z.string().meta({ description: "The queue whose consumer could not take it" }),
  message: z.string().optional().meta({ description: "Its own id, where it is a message at all" }),
  gate: gate.optional(),
  submission: submissionId.optional(),
  rule: z.string().optional(),
  bodyOmittedBytes: count.optional().meta({ description: "How much of the body is not kept" }),
  reason: z.string().optional().meta({
    description: "Why no consumer can ever take it; absent where it came back too often",
    example: "not_found: there is no submission of this id",
  }),
  receives: count.meta({ description: "How often it was handed out" }),
  diedAt: instant,
  redrivenAt: instant.optional(),
  deaths: z.int().positive().meta({ description: "How often it has died" }),
  redrivable: z.boolean().meta({ description: "Whether it lies dead, and a consumer knows it" }),
};

export const letterItem = z
  .strictObject(letterShape)
  .meta({ id: "LetterItem", description: "A message that no consumer could take" });

export const letter = z
  .strictObject({
    ...letterShape,
    body: z.string().meta({ description: "As it was sent; empty once it was discarded" }),
  })
  .meta({ id: "Letter", description: "A message that no consumer could take, with its body" });

export const lettersToRedrive = z.strictObject({
  letters: z.array(letterId).min(1).max(redrivenMax).meta({ description: "Each once" }),
});

export const redriven = z
  .strictObject({
    letter: letterId,
    entry: z.string().optional().meta({ description: "The entry, where it was sent again" }),
    refused: z
      .strictObject({
        code: z.enum(gateErrorCodes),
        reason: z.string().optional(),
        message: z.string(),
      })
      .optional(),
  })
  .meta({ id: "Redriven", description: "What became of one letter" });

export const discard = z.strictObject({
  text: z.string().min(1).max(2_000).meta({
    description: "Why: at least 15 characters",
    example: "Sent by the load test, and by nobody else",
  }),
});
