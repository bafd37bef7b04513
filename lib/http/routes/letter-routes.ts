import * as z from "zod";
import { deadLetterStates } from "../../app/letters/dead-letter.ts";
import type { Route } from "../route.ts";
import { nothing } from "../schemas/commands.ts";
import { acted } from "../schemas/entries.ts";
import { discard, letter, letterItem, lettersToRedrive, redriven } from "../schemas/letters.ts";
import { gateName, paging, pathParameters, ruleName } from "../schemas/parameters.ts";

const code = z
  .string()
  .regex(/^[a-z_]{1,30}$/, "must be the code with which a reason begins, such as not_found")
  .meta({ description: "The code with which the reason begins", example: "not_found" });

/** Messages that no consumer could take. */
export const letterRoutes = {
  listLetters: {
    method: "GET",
    path: "/v1/letters",
    operation: "read-letters",
    tag: "Letters",
    summary: "List dead messages, those that have lain longest first",
    description:
      "Those that lie dead; with `submission` all of one submission, whatever became of them.",
    query: z.strictObject({
      gate: gateName.optional(),
      rule: ruleName.optional(),
      because: z
        .enum(["received", "buried"])
        .optional()
        .meta({ description: "Came back too often, or can never be consumed" }),
      reason: code.optional(),
      state: z.enum(deadLetterStates).optional(),
      submission: pathParameters.submission.optional(),
      ...paging,
    }),
    answer: z.strictObject({
      items: z.array(letterItem),
      next: z.string().optional(),
      truncated: z
        .literal(true)
        .optional()
        .meta({ description: "More lie dead than are looked at: these have lain longest" }),
    }),
  },
  getLetter: {
    method: "GET",
    path: "/v1/letters/{letter}",
    operation: "read-letters",
    tag: "Letters",
    summary: "Read a dead message",
    version: "told",
    answer: letter,
  },
  redriveLetter: {
    method: "POST",
    path: "/v1/letters/{letter}/redrive",
    operation: "redrive-letter",
    tag: "Letters",
    summary: "Send a dead message again",
    description: "A consumer knows a message by its id: one that was taken meanwhile does nothing.",
    body: nothing,
    key: "optional",
    version: "asked",
    answer: acted,
  },
  redriveLetters: {
    method: "POST",
    path: "/v1/letters/redrive",
    operation: "redrive-letter",
    tag: "Letters",
    summary: "Send several dead messages again, each on its own",
    body: lettersToRedrive,
    key: "optional",
    answer: z.strictObject({ items: z.array(redriven) }),
  },
  discardLetter: {
    method: "POST",
    path: "/v1/letters/{letter}/discard",
    operation: "discard-letter",
    tag: "Letters",
    summary: "Discard a dead message that nobody wants any more",
    description: "What it would have told stays untold: what was held is held all the same.",
    body: discard,
    key: "optional",
    version: "asked",
    answer: acted,
  },
} as const satisfies Readonly<Record<string, Route>>;
