import type { ActionEntry } from "../../lib/app/audit-entry.ts";
import type { Actor } from "../../lib/app/caller.ts";
import type { Approval } from "../../lib/app/review/approval.ts";
import type { Case } from "../../lib/app/review/case.ts";
import { noMoney } from "../../lib/app/review/money.ts";
import type { Submission } from "../../lib/app/review/submission.ts";

const anyone: Actor = { principal: "tester", person: "tester", roles: ["service_manager"] };

/** A held submission at version 1. */
export const sampleSubmission = (id: string, more: Partial<Submission> = {}): Submission => ({
  schema: "holdpoint/submission/1",
  id,
  version: 1,
  tenant: "acme",
  gate: "order",
  subject: "order",
  state: "held",
  verdict: "hold",
  counts: { received: 1, passed: 0, held: 1, blocked: 0, unreadable: 0 },
  receivedAt: "2026-11-22T10:00:00.000Z",
  submittedBy: anyone,
  authors: ["tester"],
  payload: "00",
  report: "01",
  revision: "02",
  gateVersion: "03",
  release: "split",
  violations: 1,
  settled: {},
  releasedAlone: { money: noMoney, customers: 0 },
  releases: [],
  ...more,
});

/** An open case at version 1; `own` is the part of its id that is not the submission's. */
export const sampleCase = (submission: string, own: string, more: Partial<Case> = {}): Case => ({
  schema: "holdpoint/case/1",
  id: `${submission}.${own}`,
  version: 1,
  submission,
  gate: "order",
  subject: "order",
  rule: "ORD-1",
  severity: "hold",
  scope: "record",
  waivable: true,
  state: "open",
  violations: "0",
  count: 1,
  atRisk: { money: { amounts: { EUR: "10" } }, customers: 1 },
  expected: { contacts: "0.1", cost: "1", currency: "EUR" },
  openedAt: "2026-11-22T10:00:00.000Z",
  deadline: "2026-11-23T10:00:00.000Z",
  questions: [],
  ...more,
});

/** A pending approval at version 1. */
export const sampleApproval = (
  submission: string,
  own: string,
  more: Partial<Approval> = {},
): Approval => ({
  schema: "holdpoint/approval/1",
  id: `${submission}.${own}`,
  version: 1,
  submission,
  gate: "order",
  state: "pending",
  action: {
    kind: "decide",
    case: `${submission}.0000000000000000`,
    decision: "release",
    violations: "0",
    reason: { code: "one_off_agreed", text: "agreed with the customer" },
  },
  binding: "04",
  why: ["money_at_risk"],
  approvers: ["second_approver"],
  requestedBy: anyone,
  requestedAt: "2026-11-22T10:00:00.000Z",
  expiresAt: "2026-11-25T10:00:00.000Z",
  ...more,
});

/** An entry of an action on a submission; `own` is the part of its id that is not the submission's. */
export const sampleAction = (
  submission: string,
  own: string,
  more: Partial<ActionEntry> = {},
): ActionEntry => ({
  schema: "holdpoint/audit/1",
  action: "case.claimed",
  id: `${submission}.${own}`,
  at: "2026-11-22T11:00:00.000Z",
  tenant: "acme",
  by: anyone,
  gate: "order",
  submission,
  command: "05",
  facts: {},
  ...more,
});
