import * as z from "zod";
import { idempotencyKeyLengthMax } from "../../app/submission-id.ts";
import { severities } from "../../core/severity.ts";

const idText = (pattern: RegExp, id: string, description: string, example: string) =>
  z.string().regex(pattern).meta({ id, description, example });

/** 40 hex digits of a submission, and 16 of what belongs to it. */
const submission = "0a1b2c3d4e5f60718293a4b5c6d7e8f901234567";
const belonging = /^[0-9a-f]{40}\.[0-9a-f]{16}$/;

/** Everything that may stand in a path between braces. What does not fit is not there: 404. */
export const pathParameters = {
  gate: idText(/^[a-z][a-z0-9-]{0,62}$/, "GateName", "The name of a gate", "order"),
  submission: idText(/^[0-9a-f]{40}$/, "SubmissionId", "The name of a submission", submission),
  case: idText(belonging, "CaseId", "The name of a case", `${submission}.89abcdef01234567`),
  question: idText(/^[\w.-]{1,100}$/, "QuestionId", "The name of a question", "q1"),
  approval: idText(
    belonging,
    "ApprovalId",
    "The name of a request for a second person",
    `${submission}.0123456789abcdef`,
  ),
  letter: idText(
    /^([0-9a-f]{40}|deployment)\.[0-9a-f]{16}$/,
    "LetterId",
    "The name of a dead message",
    `${submission}.fedcba9876543210`,
  ),
  pass: idText(belonging, "PassId", "The name of a release pass", `${submission}.76543210fedcba98`),
  run: idText(
    /^[0-9a-f]{40}$/,
    "RunId",
    "The name of a run, and of the submission that it becomes",
    submission,
  ),
  list: idText(/^[a-z][a-z-]{0,30}$/, "ResultList", "A list of a judged run", "not-passed"),
  seal: idText(/^[1-9]\d{0,9}$/, "SealNumber", "The number of a seal", "1"),
  entry: idText(
    /^([0-9a-f]{40}|deployment)(\.[0-9a-f]{24})?$/,
    "EntryId",
    "The name of an audit entry",
    `${submission}.${"0123456789abcdef01234567"}`,
  ),
  asset: idText(/^[a-z0-9][a-z0-9.-]{0,62}$/, "AssetName", "A file of the page", "swagger-ui.css"),
} as const;
export type PathParameter = keyof typeof pathParameters;

export const pageItemsMax = 200;
const pageItemsDefault = 50;

/** A number in decimal digits and nothing else: no sign, no exponent, no space, no leading zero. */
const wholeNumber = (max: number, fallback: number, description: string) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/, `must be a whole number from 1 to ${max}`)
    .transform(Number)
    .refine((value) => value <= max, `must be a whole number from 1 to ${max}`)
    .default(fallback)
    .meta({
      description,
      override: ({ jsonSchema }) => {
        delete jsonSchema.pattern;
        Object.assign(jsonSchema, { type: "integer", minimum: 1, maximum: max, default: fallback });
      },
    });

/** What every list takes. */
export const paging = {
  limit: wholeNumber(pageItemsMax, pageItemsDefault, `Items on a page, 1 to ${pageItemsMax}`),
  cursor: z
    .string()
    .regex(/^[\w-]{1,2000}$/, "is no cursor: take `next` of the page before")
    .optional()
    .meta({ description: "`next` of the page before, with the same other parameters" }),
};

/** `true` or nothing: a flag is not set to anything else. */
export const flag = (description: string) =>
  z
    .literal("true", "must be true, or be left out")
    .transform((): true => true)
    .optional()
    .meta({ description, override: { type: "string", const: "true" } });

/** Words of a closed set with commas between them: `open,assigned`. */
export const wordList = <const W extends string>(words: readonly W[], description: string) =>
  z
    .string()
    .regex(
      new RegExp(`^(${words.join("|")})(,(${words.join("|")}))*$`),
      `must be of ${words.join(", ")}, with commas between them`,
    )
    .transform((text) => [...new Set(text.split(","))] as W[])
    .optional()
    .meta({ description, example: words[0] });

export const ruleName = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,62}$/, "must be the id of a rule such as BIL-03")
  .meta({ description: "The id of a rule", example: "ORD-03" });

export const gateName = pathParameters.gate;
export const anySeverity = z.enum(severities as ["warn", "hold", "block"]);
export const reviewedSeverity = z.enum(["hold", "block"]);

/** The headers that routes take beside those of HTTP itself. */
export const idempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]+$/)
  .max(idempotencyKeyLengthMax)
  .meta({
    description:
      "Your own key for this call, the same with each retry: the same key and call give the same " +
      "answer, another call under the key is refused (409, `key_reused`)",
    example: "billing-2026-11-a",
  });

export const ifMatch = z.string().meta({
  description: "The ETag that you saw: where the document has changed since, nothing is done (412)",
  example: '"3"',
});

export const ifNoneMatch = z.string().meta({
  description: "The ETag that you have: where nothing has changed since, there is no body (304)",
  example: '"3-5f2a7c90d1e8b346"',
});
