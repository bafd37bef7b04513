import * as z from "zod";
import type { Route } from "../route.ts";
import { consent, refusal } from "../schemas/commands.ts";
import { approval } from "../schemas/documents.ts";
import { acted } from "../schemas/entries.ts";
import { flag, gateName, paging } from "../schemas/parameters.ts";

/** The second pair of eyes. */
export const approvalRoutes = {
  listApprovals: {
    method: "GET",
    path: "/v1/approvals",
    operation: "read-approvals",
    tag: "Approvals",
    summary: "List what waits for a second person, the first to expire first",
    query: z.strictObject({
      gate: gateName.optional(),
      mine: flag("Only those that you may decide"),
      ...paging,
    }),
    answer: z.strictObject({
      items: z.array(approval),
      next: z.string().optional(),
      truncated: z.literal(true).optional(),
    }),
  },
  getApproval: {
    method: "GET",
    path: "/v1/approvals/{approval}",
    operation: "read-approvals",
    tag: "Approvals",
    summary: "See what a second person is asked for",
    version: "told",
    answer: approval,
  },
  approve: {
    method: "POST",
    path: "/v1/approvals/{approval}/consent",
    operation: "approve",
    tag: "Approvals",
    summary: "Consent, as the second person: it is done at once",
    body: consent,
    key: "optional",
    answer: acted,
  },
  refuseApproval: {
    method: "POST",
    path: "/v1/approvals/{approval}/refusal",
    operation: "refuse-approval",
    tag: "Approvals",
    summary: "Refuse, as the second person, or withdraw what you asked for",
    body: refusal,
    key: "optional",
    answer: acted,
  },
} as const satisfies Readonly<Record<string, Route>>;
