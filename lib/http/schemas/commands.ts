import * as z from "zod";
import { loadedRunsMax } from "../../app/history/load-history.ts";
import { historySchema } from "../../app/history.ts";
import { decisions } from "../../app/review/case.ts";
import { answers, ordinals, reason } from "./documents.ts";

// What bodies of actions hold. Unknown members are mistakes: a misspelt one is not without effect.

const text = (max: number, description: string, example: string) =>
  z.string().min(1).max(max).meta({ description, example });

const person = text(200, "By the organisation's own number", "mari");

export const nothing = z.strictObject({});

export const assignment = z.strictObject({
  assignee: z.strictObject({
    principal: text(600, "The account: `issuer|subject`", "https://login.example|mari"),
    person,
    department: text(200, "Hers", "service").optional(),
  }),
});

export const question = z.strictObject({
  text: text(1_000, "What you ask the sender", "Is the new price list agreed with the customer?"),
});

export const answerText = z.strictObject({
  text: text(1_000, "What you answer", "Yes: see contract 4711"),
});

export const proposal = z.strictObject({
  decision: z.enum(decisions),
  answers: answers.optional(),
  reason,
});

export const decision = z.strictObject({
  decision: z.enum(decisions),
  answers: answers.optional(),
  reason,
  violations: ordinals.optional(),
});

export const consent = z.strictObject({
  binding: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "must be the `binding` of the request, 64 hex digits")
    .meta({ description: "The binding that you saw: you approve this and nothing else" }),
  note: text(2_000, "For the record", "Seen with the price list").optional(),
});

export const refusal = z.strictObject({
  note: text(2_000, "Why", "The price list is not signed"),
});

export const withdrawal = z.strictObject({ text: text(2_000, "Why", "Sent twice") });

export const because = z.strictObject({ reason });

export const passRequest = z.strictObject({
  release: z
    .string()
    .regex(/^[0-9a-f]{40}(\.[0-9a-f]{24})?$/, "must be the id of a release")
    .optional()
    .meta({ description: "Of an earlier release, by its id; the last one when left out" }),
});

export const earlierRuns = z.strictObject({
  schema: z.literal(historySchema),
  subject: z.string().optional().meta({ description: "The subject kind of the gate" }),
  runs: z
    .array(
      z.record(z.string(), z.unknown()).meta({
        description: "`run`, `released_on`, `content_hash`, `source_digest`, `aggregates`",
      }),
    )
    .min(1)
    .max(loadedRunsMax)
    .meta({ description: "The oldest first; those without `released_on` do not count" }),
});

export const rotation = z.strictObject({
  text: text(2_000, "Why", "The yearly rotation"),
  compromised: z
    .array(z.string().min(1).max(100))
    .max(100)
    .optional()
    .meta({ description: "Ids of keys that somebody else may have" }),
});
