import { passesOf } from "../../app/pass/get-pass.ts";
import { issuePass } from "../../app/pass/issue-pass.ts";
import { type ReplayPorts, replay } from "../../app/replay.ts";
import { auditTrail } from "../../app/review/queries/audit-trail.ts";
import { casesOf } from "../../app/review/queries/cases-of.ts";
import { getReport } from "../../app/review/queries/get-report.ts";
import { getSubmission } from "../../app/review/queries/get-submission.ts";
import { listHeld } from "../../app/review/queries/list-held.ts";
import { pageViolations } from "../../app/review/queries/page-violations.ts";
import { rejectSubmission } from "../../app/review/submissions/reject-submission.ts";
import { releasePartially } from "../../app/review/submissions/release-partially.ts";
import { withdraw } from "../../app/review/submissions/withdraw.ts";
import type { submissionRoutes } from "../routes/submission-routes.ts";
import type { Calls } from "../routes.ts";
import { commanded, exactReason, paged } from "./command-parts.ts";

/** Answers what is asked of a submission; judging it is a function of its own. */
export const submissionCalls = (
  ports: ReplayPorts,
): Pick<Calls, Exclude<keyof typeof submissionRoutes, "submit">> => ({
  listHeld: ({ caller, query }) => listHeld(ports, { caller, gate: query.gate, ...paged(query) }),
  getSubmission: ({ caller, parameters: { submission } }) =>
    getSubmission(ports, { caller, submission }),
  getReport: ({ caller, parameters: { submission } }) => getReport(ports, { caller, submission }),
  pageViolations: ({ caller, parameters: { submission }, query }) =>
    pageViolations(ports, {
      caller,
      submission,
      ...(query.rule !== undefined && { rule: query.rule }),
      ...(query.case !== undefined && { case: query.case }),
      ...(query.severity !== undefined && { severity: query.severity }),
      ...paged(query),
    }),
  casesOf: async ({ caller, parameters: { submission } }) => ({
    items: await casesOf(ports, { caller, submission }),
  }),
  auditTrail: ({ caller, parameters: { submission } }) => auditTrail(ports, { caller, submission }),
  passesOf: async ({ caller, parameters: { submission } }) => ({
    items: await passesOf(ports, { caller, submission }),
  }),
  withdraw: (request) =>
    withdraw(ports, { ...commanded(request), ...request.parameters, ...request.body }),
  rejectSubmission: (request) =>
    rejectSubmission(ports, {
      ...commanded(request),
      ...request.parameters,
      reason: exactReason(request.body.reason),
    }),
  releasePartially: (request) =>
    releasePartially(ports, {
      ...commanded(request),
      ...request.parameters,
      reason: exactReason(request.body.reason),
    }),
  issuePass: (request) =>
    issuePass(ports, {
      ...commanded(request),
      ...request.parameters,
      ...(request.body.release !== undefined && { release: request.body.release }),
    }),
  replay: ({ caller, parameters: { submission } }) => replay(ports, { caller, submission }),
});
