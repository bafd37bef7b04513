import * as z from "zod";
import { actionNames } from "../../app/audit-entry.ts";
import { reportSchema } from "../../app/report-schema.ts";
import { stages } from "../../core/rule.ts";
import {
  actor,
  approvalId,
  caseId,
  count,
  counts,
  gate,
  instant,
  passId,
  reason,
  submissionId,
  violation,
} from "./documents.ts";

/** What was before, what is after, what it rested on: each action has its own, and more with time. */
const anything = z.record(z.string(), z.unknown());

export const actionEntry = z
  .strictObject({
    schema: z.literal("holdpoint/audit/1"),
    action: z.enum(actionNames),
    id: z.string(),
    at: instant,
    tenant: z.string(),
    by: actor,
    gate: gate.optional(),
    submission: submissionId.optional(),
    case: caseId.optional(),
    approval: approvalId.optional(),
    pass: passId.optional(),
    command: z.string().meta({ description: "SHA-256 of the command" }),
    before: anything.optional(),
    after: anything.optional(),
    reason: reason.optional(),
    facts: anything,
  })
  .meta({ id: "ActionEntry", description: "What the gate has kept of an action, for ever" });

export const acted = z
  .strictObject({ entry: actionEntry })
  .meta({ id: "Acted", description: "The entry that was written; the same for each retry" });

const { ruleset, rules } = reportSchema.shape;

export const judgedEntry = z
  .strictObject({
    schema: z.literal("holdpoint/audit/1"),
    action: z.literal("submission.judged"),
    id: submissionId,
    receivedAt: instant,
    tenant: z.string(),
    submittedBy: z.string(),
    by: actor,
    gate,
    gateVersion: z.string(),
    subject: z.string(),
    stage: z.enum(stages),
    zone: z.string(),
    businessAt: instant,
    payload: z.strictObject({ digest: z.string(), sizeBytes: count }),
    report: z.strictObject({ digest: z.string() }),
    ruleset: z.strictObject({
      ...ruleset.shape,
      parameters: z.record(z.string(), anything),
    }),
    references: z.array(
      z.strictObject({
        table: z.string(),
        loaded: z.boolean(),
        keys: count,
        rows: count,
        digest: z.string(),
      }),
    ),
    history: z
      .strictObject({
        runs: z.array(z.strictObject({ id: z.string(), releasedOn: z.string() })),
        digest: z.string(),
      })
      .optional()
      .meta({ description: "The earlier runs that it was compared with, the oldest first" }),
    requiredTables: z.array(z.string()),
    verdict: z.enum(["pass", "hold", "block"]),
    counts,
    rules,
    records: z.array(
      z.strictObject({
        key: z.string().optional(),
        position: z.strictObject({ file: count, offset: count }),
        digest: z.string(),
        verdict: z.enum(["pass", "hold", "block", "unreadable"]),
      }),
    ),
    run: z
      .strictObject({
        files: count,
        attempt: z.int().positive(),
        records: z.strictObject({
          count,
          root: z.string().meta({ description: "Salted: of the tree over the list of records" }),
          digestsRoot: z.string().meta({ description: "Salted: of the tree over their digests" }),
        }),
      })
      .optional()
      .meta({ description: "Of a large submission, whose records and violations are lists apart" }),
    violations: z.array(violation),
    violationsOmitted: count,
    messages: z.array(z.string()),
    masked: z.array(z.string()),
    before: anything.optional(),
    after: anything.optional(),
  })
  .meta({ id: "JudgedEntry", description: "What the gate has kept of a verdict, for ever" });
