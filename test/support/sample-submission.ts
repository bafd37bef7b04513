import type { JudgedEntry } from "../../lib/app/audit-entry.ts";
import type { Dossier } from "../../lib/app/changes.ts";
import { parcelsOf, type ViolationsMessage } from "../../lib/app/message.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import type { Report } from "../../lib/core/report.ts";

/** What is written of one submission that breaks `rules` rules, as the use case would make it. */
export function sampleWriting(key: string, rules = 1) {
  const id = submissionIdOf("order", "tester", key);
  const messages = Array.from({ length: rules }, (_, index) => sampleMessage(id, index));
  const report = sampleReport();
  const entry: JudgedEntry = {
    schema: "holdpoint/audit/1",
    action: "submission.judged",
    id,
    receivedAt: "2026-11-22T10:00:00.000Z",
    tenant: "acme",
    submittedBy: "tester",
    by: { principal: "tester", person: "tester", roles: ["submitter"] },
    gate: "order",
    gateVersion: "03",
    subject: "order",
    stage: "intake",
    zone: "Europe/Tallinn",
    businessAt: "2026-11-22T10:00:00.000Z",
    payload: { digest: "00", sizeBytes: 2 },
    report: { digest: "01" },
    ruleset: { name: "order", revision: "02", engine: "1", parameters: {} },
    references: [],
    requiredTables: [],
    verdict: "hold",
    counts: report.counts,
    rules: [],
    records: [],
    violations: [],
    violationsOmitted: 0,
    messages: messages.map((message) => message.id),
    masked: [],
  };
  const dossier: Dossier = { salt: "ab".repeat(32), payload: Buffer.from("{}"), report };
  return { entry, dossier, outbox: parcelsOf(messages) };
}

export function sampleMessage(submission: string, index: number): ViolationsMessage {
  return {
    schema: "holdpoint/violations/1",
    id: `${submission}-${index}`,
    submission,
    gate: "order",
    subject: "order",
    rule: `ORD-${index}`,
    severity: "hold",
    violations: { warn: 0, hold: 1, block: 0 },
    scope: "record",
    waivable: true,
    atRisk: { money: { amounts: { EUR: "10" } }, customers: 1 },
    receivedAt: "2026-11-22T10:00:00.000Z",
  };
}

function sampleReport(): Report {
  return {
    schema: "holdpoint/report/1",
    counts: { received: 1, passed: 0, held: 1, blocked: 0, unreadable: 0 },
    verdict: "hold",
    gate: "order",
    subject: "order",
    ruleset: { name: "order", revision: "02", engine: "1" },
    businessAt: "2026-11-22T10:00:00.000Z",
    rules: [],
    violations: [],
    violationsOmitted: 0,
    held: [],
    heldOmitted: 0,
    unreadable: [],
    unreadableOmitted: 0,
    aggregates: {},
    texts: {},
  };
}
