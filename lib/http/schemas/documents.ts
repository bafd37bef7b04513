import * as z from "zod";
import { roles } from "../../app/caller.ts";
import { reportSchema } from "../../app/report-schema.ts";
import { approvalStates, fourEyesReasons } from "../../app/review/approval.ts";
import { answersMax, factPattern } from "../../app/review/attest/answers.ts";
import { decisions, reasonCodes } from "../../app/review/case.ts";
import { settledStates, submissionStates } from "../../app/review/submission.ts";
import { anySeverity, pathParameters, reviewedSeverity } from "./parameters.ts";

// What is published of the documents of review: strict, so that what is added is also told.

export const count = z.int().nonnegative();
export const instant = z
  .string()
  .meta({ description: "RFC 3339", example: "2026-11-22T09:30:00.000Z" });
const decimalText = z.string().meta({ description: "Exact decimal text", example: "12.50" });
const version = z.int().positive().meta({ description: "Rises by 1 with each change" });

export const {
  gate,
  submission: submissionId,
  case: caseId,
  approval: approvalId,
} = pathParameters;
export const passId = pathParameters.pass;

/** Parts of the published report, which stand in other answers too. */
export const counts = reportSchema.shape.counts;
export const violation = reportSchema.shape.violations.element;
export const unreadablePiece = reportSchema.shape.unreadable.element;
export const ruleTexts = reportSchema.shape.texts.valueType;
export const report = reportSchema.meta({ id: "Report", description: "All that judging gave" });

export const actor = z
  .strictObject({
    principal: z.string(),
    person: z.string(),
    roles: z.array(z.enum(roles)),
    department: z.string().optional(),
    client: z.string().optional(),
  })
  .meta({ id: "Actor", description: "Who acted, as her token said then" });

const money = z.strictObject({
  amounts: z.record(z.string(), decimalText).meta({ description: "By currency" }),
  unknown: z.literal(true).optional().meta({ description: "Some of it could not be computed" }),
});

const exposure = z
  .strictObject({ money, customers: count })
  .meta({ id: "Exposure", description: "What stands at risk" });

export const reason = z
  .strictObject({
    code: z.enum(reasonCodes),
    text: z.string().max(2_000).meta({ description: "At least 15 characters" }),
    attachments: z.array(z.string().min(1).max(200)).max(20).optional(),
  })
  .meta({
    id: "Reason",
    example: { code: "expected_change", text: "The new price list holds since 1 November" },
  });

export const ordinals = z
  .string()
  .regex(/^\d{1,9}(-\d{1,9})?(,\d{1,9}(-\d{1,9})?)*$/, "must be ordinals such as 0-41,57")
  .max(100_000)
  .meta({ description: "Ordinals of violations, in ranges", example: "0-41,57" });

export const answers = z
  .record(
    z.string().regex(factPattern, "must be the name of a fact"),
    z.boolean().meta({ description: "Whether it is so" }),
  )
  .refine((given) => Object.keys(given).length > 0, "answer at least one fact")
  .refine((given) => Object.keys(given).length <= answersMax, `answer at most ${answersMax} facts`)
  .meta({
    description: "What you say of the facts that the rule asks about, by name; only of `attest`",
    minProperties: 1,
    maxProperties: answersMax,
    example: { same_need: true },
  });

const release = z.strictObject({
  id: z.string().meta({ description: "Of the audit entry that released it" }),
  at: instant,
  kind: z.enum(["auto", "whole", "part"]),
  records: count,
  by: actor,
  approvedBy: actor.optional(),
  excluded: ordinals.optional(),
  verdicts: z
    .union([z.tuple([z.literal("pass")]), z.tuple([z.literal("hold"), z.literal("block")])])
    .optional()
    .meta({ description: "Of a run: it lets out the records that were judged so" }),
});

export const submission = z
  .strictObject({
    schema: z.literal("holdpoint/submission/1"),
    id: submissionId,
    version,
    tenant: z.string(),
    gate,
    subject: z.string(),
    state: z.enum(submissionStates),
    verdict: z.enum(["pass", "hold", "block"]),
    counts,
    receivedAt: instant,
    requestedReleaseAt: instant.optional(),
    submittedBy: actor,
    authors: z.array(z.string()),
    department: z.string().optional(),
    payload: z.string().meta({ description: "The salted digest of its payload" }),
    report: z.string().meta({ description: "The salted digest of its report" }),
    revision: z.string(),
    gateVersion: z.string(),
    release: z.enum(["all-or-nothing", "split"]),
    supersedes: submissionId.optional(),
    supersededBy: submissionId.optional(),
    violations: count.meta({ description: "That hold or block" }),
    settled: z.partialRecord(z.enum(settledStates), count),
    releasedAlone: exposure,
    releasedBefore: exposure.optional(),
    countsAs: z
      .strictObject({ kind: z.string(), zone: z.string(), figures: z.string() })
      .optional()
      .meta({
        description: "As what later runs are compared with it, once all of it has gone out",
      }),
    releases: z.array(release),
    waiting: count.meta({ description: "Violations for which nothing has been decided" }),
  })
  .meta({ id: "Submission", description: "Where a submission stands" });

const question = z.strictObject({
  id: z.string(),
  at: instant,
  by: actor,
  text: z.string(),
  answer: z.strictObject({ at: instant, by: actor, text: z.string() }).optional(),
});

const caseDecision = z.strictObject({
  at: instant,
  by: actor,
  approvedBy: actor.optional(),
  decision: z.enum(decisions),
  answers: answers.optional(),
  reason,
  entry: z.string(),
});

export const violationStates = ["open", "assigned", "info_requested", ...settledStates] as const;
const caseShape = {
  schema: z.literal("holdpoint/case/1"),
  id: caseId,
  version,
  submission: submissionId,
  gate,
  subject: z.string(),
  rule: z.string(),
  severity: reviewedSeverity,
  scope: z.enum(["record", "set", "run"]),
  waivable: z.boolean(),
  state: z.enum(violationStates),
  violations: ordinals,
  count,
  atRisk: exposure,
  expected: z.strictObject({ contacts: decimalText, cost: decimalText, currency: z.string() }),
  openedAt: instant,
  deadline: instant,
  requestedReleaseAt: instant.optional(),
  assignee: actor.optional(),
  lease: z.strictObject({ by: actor, until: instant }).optional(),
  approval: approvalId.optional(),
  splitFrom: caseId.optional(),
  continues: caseId.optional(),
  continuedIn: caseId.optional(),
  times: z.strictObject({
    due: instant,
    level: z.enum(["L0", "L1", "L2", "L3"]).meta({ description: "How far it has escalated" }),
    overdue: z.boolean(),
  }),
};

export const reviewCase = z
  .strictObject({
    ...caseShape,
    questions: z.array(question),
    proposal: z
      .strictObject({
        at: instant,
        by: actor,
        decision: z.enum(decisions),
        answers: answers.optional(),
        reason,
      })
      .optional(),
    decision: caseDecision.optional(),
    texts: ruleTexts.optional(),
    facts: z
      .array(
        z.strictObject({
          name: z.string(),
          question: ruleTexts.shape.title.optional(),
          violations: ordinals,
        }),
      )
      .optional()
      .meta({
        description: "What its rule asks people, and which violations an answer may decide",
      }),
    answeredBefore: z
      .array(
        z.strictObject({
          fact: z.string(),
          value: z.boolean(),
          by: actor,
          at: instant,
          submission: submissionId,
          violations: ordinals,
        }),
      )
      .optional()
      .meta({
        description:
          "Answers about the same records in what this submission corrects; they clear nothing",
      }),
  })
  .meta({ id: "Case", description: "What a person reviews" });

export const queueItem = z
  .strictObject({
    ...caseShape,
    rank: z.int().positive(),
    score: decimalText,
    openQuestions: count,
  })
  .meta({ id: "QueueItem", description: "A case as it stands in the queue" });

export const violationItem = z
  .strictObject({
    index: count,
    rule: z.string(),
    severity: anySeverity,
    ordinal: count.optional(),
    case: caseId.optional(),
    state: z.enum(violationStates).optional(),
    violation: violation.optional(),
    piece: unreadablePiece.optional(),
  })
  .meta({ id: "ViolationItem", description: "A violation with what became of it" });

const reviewedAction = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("decide"),
    case: caseId,
    decision: z.enum(decisions),
    answers: answers.optional(),
    violations: ordinals,
    reason,
  }),
  z.strictObject({
    kind: z.literal("release-partially"),
    records: z.string(),
    count,
    excluded: count,
    reason,
  }),
]);

export const approval = z
  .strictObject({
    schema: z.literal("holdpoint/approval/1"),
    id: approvalId,
    version,
    submission: submissionId,
    gate,
    state: z.enum(approvalStates),
    action: reviewedAction,
    binding: z.string().meta({ description: "SHA-256 over all that it is for" }),
    why: z.array(z.enum(fourEyesReasons)),
    approvers: z.array(z.enum(roles)),
    requestedBy: actor,
    requestedAt: instant,
    expiresAt: instant,
    decidedBy: actor.optional(),
    decidedAt: instant.optional(),
    note: z.string().optional(),
    mine: z.boolean().meta({ description: "Whether you would do as the second person" }),
  })
  .meta({ id: "Approval", description: "A second pair of eyes, asked for" });
