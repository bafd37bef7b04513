import * as z from "zod";
import { roles } from "../../app/caller.ts";
import { operations } from "../../app/review/operation.ts";
import { stages } from "../../core/rule.ts";
import { gate, instant, report, submissionId } from "./documents.ts";

const gateSummary = z
  .strictObject({
    name: gate,
    subject: z.string().meta({ description: "The subject kind that is handed to it" }),
    stage: z.enum(stages),
    zone: z.string().meta({ description: "The IANA zone in which its days begin and end" }),
    release: z.enum(["all-or-nothing", "split"]),
    version: z.string().meta({ description: "Of its configuration: a digest" }),
    ruleset: z.strictObject({
      name: z.string(),
      revision: z.string(),
      rules: z.int().nonnegative(),
    }),
  })
  .meta({ id: "Gate", description: "A named check point" });

export const gateList = z.strictObject({ items: z.array(gateSummary) });

export const me = z
  .strictObject({
    principal: z.string().meta({ description: "The account" }),
    person: z.string().meta({ description: "Who stands behind it" }),
    isPerson: z.boolean().meta({ description: "A machine decides nothing" }),
    roles: z.array(z.enum(roles)),
    department: z.string().optional(),
    tenant: z.string(),
    operations: z
      .array(z.enum(operations))
      .meta({ description: "What the roles allow, if the case at hand allows it too" }),
  })
  .meta({ id: "Me", description: "Whom the gate takes you for" });

/** What the sender of a submission hears. */
export const answer = z
  .strictObject({
    schema: z.literal("holdpoint/answer/1"),
    submission_id: submissionId,
    tenant_id: z.string(),
    submitted_by: z.string(),
    received_at: instant,
    verdict: z.enum(["pass", "hold", "block"]),
    state: z.enum(["released_auto", "held"]),
    report,
  })
  .meta({ id: "Answer", description: "The verdict, which is stored with all that it rests on" });

const mistake = z.strictObject({
  pointer: z.string().optional().meta({ description: "JSON Pointer (RFC 6901) into the body" }),
  header: z.string().optional().meta({ description: "The header that is wrong" }),
  parameter: z.string().optional().meta({ description: "The query parameter that is wrong" }),
  line: z.int().positive().optional(),
  column: z.int().positive().optional(),
  message: z.string(),
});

/** RFC 9457. */
export const problem = z
  .strictObject({
    type: z.string().meta({ example: "urn:holdpoint:problem:conflict" }),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: "Stable" }),
    reason: z.string().optional().meta({ description: "Stable: which of the code's refusals" }),
    detail: z.string().meta({ description: "What was found, and what would be right" }),
    request_id: z.string(),
    mistakes: z.array(mistake).optional(),
  })
  .meta({ id: "Problem", description: "Why nothing was done (RFC 9457)" });
