import * as z from "zod";
import type { Route } from "../route.ts";
import { because, nothing, passRequest, withdrawal } from "../schemas/commands.ts";
import { answer } from "../schemas/deployment.ts";
import { report, reviewCase, ruleTexts, submission, violationItem } from "../schemas/documents.ts";
import { acted, actionEntry, judgedEntry } from "../schemas/entries.ts";
import { anySeverity, gateName, paging, pathParameters, ruleName } from "../schemas/parameters.ts";
import { issued, pass, replay } from "../schemas/passes.ts";

/** What is handed to a gate, and what becomes of it as a whole. */
export const submissionRoutes = {
  submit: {
    method: "POST",
    path: "/v1/gates/{gate}/submissions",
    operation: "submit",
    tag: "Submissions",
    summary: "Submit records and hear the verdict",
    description:
      "One record, a list of records, or an envelope; at most 4 MiB and 2,000 records. The verdict " +
      "is stored before it is told. Repeat with the same key until you hear one.",
    body: "submission",
    key: "required",
    answer,
  },
  listHeld: {
    method: "GET",
    path: "/v1/submissions",
    operation: "read-submission",
    tag: "Submissions",
    summary: "List what is held at a gate, the longest waiting first",
    query: z.strictObject({ gate: gateName, ...paging }),
    answer: z.strictObject({
      items: z.array(submission),
      next: z.string().optional(),
      truncated: z
        .literal(true)
        .optional()
        .meta({ description: "More are held than are looked at: these wait longest" }),
    }),
  },
  getSubmission: {
    method: "GET",
    path: "/v1/submissions/{submission}",
    operation: "read-submission",
    tag: "Submissions",
    summary: "See where a submission stands",
    version: "told",
    answer: submission,
  },
  getReport: {
    method: "GET",
    path: "/v1/submissions/{submission}/report",
    operation: "read-report",
    tag: "Submissions",
    summary: "Read the report whole",
    answer: report,
  },
  pageViolations: {
    method: "GET",
    path: "/v1/submissions/{submission}/violations",
    operation: "read-report",
    tag: "Submissions",
    summary: "Page through violations and what became of them",
    query: z.strictObject({
      rule: ruleName.optional(),
      case: pathParameters.case.optional(),
      severity: anySeverity.optional(),
      ...paging,
    }),
    answer: z.strictObject({
      items: z.array(violationItem),
      texts: z.record(z.string(), ruleTexts).meta({ description: "By rule" }),
      next: z.string().optional(),
    }),
  },
  casesOf: {
    method: "GET",
    path: "/v1/submissions/{submission}/cases",
    operation: "read-cases",
    tag: "Submissions",
    summary: "List all cases of a submission",
    answer: z.strictObject({ items: z.array(reviewCase) }),
  },
  auditTrail: {
    method: "GET",
    path: "/v1/submissions/{submission}/audit",
    operation: "read-audit",
    tag: "Submissions",
    summary: "Read all that was kept of a submission",
    answer: z.strictObject({ judged: judgedEntry, actions: z.array(actionEntry) }),
  },
  passesOf: {
    method: "GET",
    path: "/v1/submissions/{submission}/passes",
    operation: "read-pass",
    tag: "Passes",
    summary: "List the passes of a submission, the newest first",
    answer: z.strictObject({ items: z.array(pass) }),
  },
  withdraw: {
    method: "POST",
    path: "/v1/submissions/{submission}/withdrawal",
    operation: "withdraw",
    tag: "Submissions",
    summary: "Take a held submission back",
    body: withdrawal,
    key: "optional",
    version: "asked",
    answer: acted,
  },
  rejectSubmission: {
    method: "POST",
    path: "/v1/submissions/{submission}/rejection",
    operation: "reject-submission",
    tag: "Submissions",
    summary: "Reject a held submission as a whole",
    body: because,
    key: "optional",
    version: "asked",
    answer: acted,
  },
  releasePartially: {
    method: "POST",
    path: "/v1/submissions/{submission}/partial-release",
    operation: "release-partially",
    tag: "Submissions",
    summary: "Release the records with which nothing is wrong",
    body: because,
    key: "optional",
    version: "asked",
    answer: acted,
  },
  issuePass: {
    method: "POST",
    path: "/v1/submissions/{submission}/passes",
    operation: "issue-pass",
    tag: "Passes",
    summary: "Get the pass of what was released",
    body: passRequest,
    key: "optional",
    answer: issued,
  },
  replay: {
    method: "POST",
    path: "/v1/submissions/{submission}/replay",
    operation: "replay",
    tag: "Submissions",
    summary: "Judge again from what was kept, and tell every difference",
    body: nothing,
    answer: replay,
  },
} as const satisfies Readonly<Record<string, Route>>;
