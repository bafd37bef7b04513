import type { ActionEntry } from "../../lib/app/audit-entry.ts";
import type { Actor } from "../../lib/app/caller.ts";
import { sha256 } from "../../lib/app/digest.ts";
import type { DeadLetter } from "../../lib/app/letters/dead-letter.ts";
import type { Pass } from "../../lib/app/pass/pass.ts";
import type { Approval } from "../../lib/app/review/approval.ts";
import type { Case } from "../../lib/app/review/case.ts";
import { noMoney } from "../../lib/app/review/money.ts";
import type { Submission } from "../../lib/app/review/submission.ts";

/** Documents with everything that they must have, for tests of what keeps them. */

export const sampleActor: Actor = {
  principal: "issuer|anna",
  person: "P-1",
  roles: ["service_manager"],
};

const exposure = { money: noMoney, customers: 0 };
const at = "2026-11-22T10:00:00.000Z";

export function sampleSubmission(id: string, more: Partial<Submission> = {}): Submission {
  return {
    schema: "holdpoint/submission/1",
    id,
    version: 1,
    tenant: "acme",
    gate: "order",
    subject: "order",
    state: "held",
    verdict: "hold",
    counts: { received: 1, passed: 0, held: 1, blocked: 0, unreadable: 0 },
    receivedAt: at,
    submittedBy: sampleActor,
    authors: [sampleActor.person],
    payload: "00",
    report: "01",
    revision: "02",
    gateVersion: "03",
    release: "all-or-nothing",
    violations: 1,
    settled: {},
    releasedAlone: exposure,
    releases: [],
    ...more,
  };
}

/** The id is of the submission and the rule, unless another is given. */
export function sampleCase(submission: string, more: Partial<Case> = {}): Case {
  const rule = more.rule ?? "ORD-1";
  return {
    schema: "holdpoint/case/1",
    id: `${submission}.${sha256(rule).slice(0, 16)}`,
    version: 1,
    submission,
    gate: "order",
    subject: "order",
    rule,
    severity: "hold",
    scope: "record",
    waivable: true,
    state: "open",
    violations: "0",
    count: 1,
    atRisk: exposure,
    expected: { contacts: "0", cost: "0", currency: "EUR" },
    openedAt: at,
    deadline: "2026-11-23T16:00:00.000Z",
    questions: [],
    ...more,
  };
}

export function sampleApproval(submission: string, more: Partial<Approval> = {}): Approval {
  return {
    schema: "holdpoint/approval/1",
    id: `${submission}.${sha256("approval").slice(0, 16)}`,
    version: 1,
    submission,
    gate: "order",
    state: "pending",
    action: {
      kind: "decide",
      case: sampleCase(submission).id,
      decision: "release",
      violations: "0",
      reason: { code: "expected_change", text: "the price list changed today" },
    },
    binding: "04",
    why: ["money_at_risk"],
    approvers: ["second_approver"],
    requestedBy: sampleActor,
    requestedAt: at,
    expiresAt: "2026-11-24T16:00:00.000Z",
    ...more,
  };
}

export function samplePass(submission: string, more: Partial<Pass> = {}): Pass {
  return {
    schema: "holdpoint/pass/1",
    id: `${submission}.${sha256("pass").slice(0, 16)}`,
    version: 1,
    submission,
    gate: "order",
    release: submission,
    kind: "whole",
    records: 1,
    issuedAt: at,
    validUntil: "2026-11-25T10:00:00.000Z",
    keyId: "05",
    envelope: { payloadType: "application/vnd.in-toto+json", payload: "e30=", signatures: [] },
    ...more,
  };
}

/** An action on a submission; the name makes its id. */
export function sampleAction(
  submission: string,
  name: string,
  more: Partial<ActionEntry> = {},
): ActionEntry {
  return {
    schema: "holdpoint/audit/1",
    action: "case.claimed",
    id: `${submission}.${sha256(name).slice(0, 24)}`,
    at,
    tenant: "acme",
    by: sampleActor,
    gate: "order",
    submission,
    command: sha256(`command ${name}`),
    facts: {},
    ...more,
  };
}

/** Of a submission or of `deployment`; the id is of its body. */
export function sampleLetter(of: string, more: Partial<DeadLetter> = {}): DeadLetter {
  const body = more.body ?? "a body";
  return {
    schema: "holdpoint/dead-letter/1",
    id: `${of}.${sha256(body).slice(0, 16)}`,
    version: 1,
    state: "dead",
    queue: "violations",
    ...(of !== "deployment" && { gate: "order", submission: of }),
    body,
    receives: 5,
    diedAt: at,
    deaths: 1,
    ...more,
  };
}
