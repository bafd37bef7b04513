import { isObject, type JsonObject } from "../../core/expression/value.ts";
import type { ActionEntry } from "../audit-entry.ts";
import { changedIn, pick } from "./changed-in.ts";
import type { EventName } from "./event-kinds.ts";
import type { Told } from "./told.ts";

/** What an action is told as, besides where it leaves submissions. */
export function acted(entry: ActionEntry): readonly Told[] {
  const { action } = entry;
  switch (action) {
    case "case.opened":
      return [ofCase(entry, action, openedCase(entry))];
    case "case.closed":
      return [ofCase(entry, action, pick(entry.facts, ["because"]))];
    case "decision.made":
      return [decided(entry, false)];
    case "approval.requested":
      return [ofApproval(entry, action, requested(entry))];
    case "approval.given":
      return [
        ofApproval(entry, action),
        ...("decision" in entry.facts ? [decided(entry, true)] : []),
      ];
    case "approval.refused":
      return [ofApproval(entry, action, pick(entry.facts, ["withdrawn"]))];
    case "approval.lapsed":
      return [ofApproval(entry, action, pick(entry.facts, ["because"]))];
    case "pass.issued":
      return [ofPass(entry, action, pick(entry.facts, ["records"]))];
    case "pass.recalled":
      return [ofPass(entry, action, { reason: entry.reason?.code })];
    case "key.rotated":
      return [{ name: action, data: pick(entry.facts, ["from", "compromised"]) }];
    case "run.opened":
    case "run.started":
    case "run.resumed":
    case "run.cancelled":
    case "run.failed":
    case "run.expired":
      return changedIn(entry, "runs").map(([run]) => ofRun(entry, action, run));
    case "letter.died":
    case "letter.redriven":
    case "letter.discarded":
      return changedIn(entry, "letters").map((changed) => ofLetter(entry, action, changed));
    default:
      return [];
  }
}

type More = Readonly<Record<string, unknown>>;
type Changed = readonly [id: string, fields: JsonObject];

const ofCase = (entry: ActionEntry, name: EventName, more: More): Told => {
  const { gate, submission, case: subject } = entry;
  return { name, subject, data: { gate, submission, case: subject, ...more } };
};

function openedCase(entry: ActionEntry): More {
  const [, fields] = changedIn(entry, "cases")[0] ?? [];
  if (fields === undefined) return {};
  const { count: violations, expected } = fields;
  return {
    ...pick(fields, ["subject", "rule", "severity", "scope", "deadline"]),
    violations,
    expected: isObject(expected) ? pick(expected, ["contacts", "cost", "currency"]) : undefined,
  };
}

const decided = (entry: ActionEntry, approved: boolean): Told => {
  const { count: violations, ...facts } = entry.facts;
  return ofCase(entry, "decision.made", {
    ...pick(facts, ["rule", "severity", "decision"]),
    violations,
    reason: entry.reason?.code,
    approved,
  });
};

const ofApproval = (entry: ActionEntry, name: EventName, more: More = {}): Told => {
  const { gate, submission, approval: subject } = entry;
  return {
    name,
    subject,
    data: { gate, submission, approval: subject, case: entry.case, ...more },
  };
};

function requested(entry: ActionEntry): More {
  const [, fields] = changedIn(entry, "approvals").find(([id]) => id === entry.approval) ?? [];
  const { action, why, expiresAt: expires_at } = fields ?? {};
  return { action: isObject(action) ? action["kind"] : undefined, why, expires_at };
}

const ofPass = (entry: ActionEntry, name: EventName, more: More): Told => {
  const { gate, submission, facts } = entry;
  const { kind, validUntil: valid_until } = facts;
  const subject = entry.pass ?? changedIn(entry, "passes")[0]?.[0];
  return { name, subject, data: { gate, submission, pass: subject, kind, valid_until, ...more } };
};

const runStateBy = {
  "run.opened": "open",
  "run.started": "judging",
  "run.resumed": "judging",
  "run.cancelled": "cancelled",
  "run.failed": "failed",
  "run.expired": "expired",
} as const;

const ofRun = (entry: ActionEntry, name: keyof typeof runStateBy, run: string): Told => ({
  name,
  subject: run,
  data: {
    gate: entry.gate,
    run,
    state: runStateBy[name],
    ...pick(entry.facts, ["attempt", "code"]),
  },
});

const ofLetter = (entry: ActionEntry, name: EventName, [letter]: Changed): Told => {
  const { gate, submission, facts } = entry;
  const data = { letter, gate, submission, ...pick(facts, ["queue", "deaths"]) };
  return { name, subject: letter, data };
};
