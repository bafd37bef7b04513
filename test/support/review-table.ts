import type { Caller, Role } from "../../lib/app/caller.ts";
import type { ApprovalState } from "../../lib/app/review/approval.ts";
import { approve } from "../../lib/app/review/approvals/approve.ts";
import { refuseApproval } from "../../lib/app/review/approvals/refuse-approval.ts";
import type { Decision, Reason, ViolationState } from "../../lib/app/review/case.ts";
import { ask } from "../../lib/app/review/cases/ask.ts";
import { assignCase } from "../../lib/app/review/cases/assign-case.ts";
import { decide } from "../../lib/app/review/cases/decide.ts";
import type { SubmissionState } from "../../lib/app/review/submission.ts";
import { expireSubmissions } from "../../lib/app/review/submissions/expire-submissions.ts";
import { rejectSubmission } from "../../lib/app/review/submissions/reject-submission.ts";
import { withdraw } from "../../lib/app/review/submissions/withdraw.ts";
import type { MarkedOrder } from "./marks-gate.ts";
import { marksGate } from "./marks-gate.ts";
import { agreed, callerOf, monday, people, type ReviewedGate } from "./reviewed-gate.ts";

// Sections 5.1 to 5.4 of the domain specification, written down once more by hand and independently
// of the product's own tables, so that tests through use cases, HTTP and CLI can hold it to them.

/** What somebody may be asked to do with a case, a submission and a request for a second person. */
export const caseCommands = [
  "claim",
  "unclaim",
  "assign",
  "ask",
  "answer",
  "propose",
  "release",
  "return",
  "reject",
  "false_positive",
] as const;
export type CaseCommand = (typeof caseCommands)[number];

export const submissionCommands = [
  "withdraw",
  "reject-submission",
  "release-partially",
  "supersede",
] as const;
export type SubmissionCommand = (typeof submissionCommands)[number];

export const approvalCommands = ["approve", "refuse-approval"] as const;
export type ApprovalCommand = (typeof approvalCommands)[number];
export type ReviewCommand = CaseCommand | SubmissionCommand | ApprovalCommand;

export const caseSituations = [
  "open",
  "assigned",
  "info_requested",
  "confirmed",
  "fixed",
  "released",
  "false_positive",
  "rejected",
  "obsolete",
] as const satisfies readonly ViolationState[];
export type CaseSituation = (typeof caseSituations)[number];

export const submissionSituations = [
  "released_auto",
  "held",
  "partially_released",
  "released",
  "rejected",
  "withdrawn",
  "superseded",
  "expired",
] as const satisfies readonly SubmissionState[];
export type SubmissionSituation = (typeof submissionSituations)[number];

export const approvalSituations = [
  "pending",
  "used",
  "refused",
  "stale",
  "expired",
] as const satisfies readonly ApprovalState[];
export type ApprovalSituation = (typeof approvalSituations)[number];

const decided: Partial<Record<CaseCommand, ViolationState>> = {
  release: "released",
  return: "confirmed",
  reject: "rejected",
  false_positive: "false_positive",
};

/** Section 5.2: a hold's violations. What is not here is refused. */
export const caseTable: Record<CaseSituation, Partial<Record<CaseCommand, ViolationState>>> = {
  open: {
    claim: "assigned",
    assign: "assigned",
    ask: "info_requested",
    propose: "open",
    ...decided,
  },
  assigned: {
    claim: "assigned",
    unclaim: "open",
    assign: "assigned",
    ask: "info_requested",
    propose: "assigned",
    ...decided,
  },
  info_requested: {
    claim: "info_requested",
    unclaim: "info_requested",
    assign: "info_requested",
    ask: "info_requested",
    answer: "assigned",
    propose: "info_requested",
    ...decided,
  },
  confirmed: {},
  fixed: {},
  released: {},
  false_positive: {},
  rejected: {},
  obsolete: {},
};

/** Section 5.1. */
export const submissionTable: Record<
  SubmissionSituation,
  Partial<Record<SubmissionCommand, SubmissionState>>
> = {
  released_auto: {},
  held: {
    withdraw: "withdrawn",
    "reject-submission": "rejected",
    "release-partially": "partially_released",
    supersede: "superseded",
  },
  // Nothing more has become clean since, so that no further part goes out.
  partially_released: {
    withdraw: "withdrawn",
    "reject-submission": "rejected",
    supersede: "superseded",
  },
  released: {},
  rejected: { supersede: "rejected" },
  withdrawn: {},
  superseded: {},
  expired: {},
};

/** Section 5.4: a request is answered once, while it waits. */
export const approvalTable: Record<
  ApprovalSituation,
  Partial<Record<ApprovalCommand, ApprovalState>>
> = {
  pending: { approve: "used", "refuse-approval": "refused" },
  used: {},
  refused: {},
  stale: {},
  expired: {},
};

/** Somebody in a role, and what section 5.3 lets her do. */
export interface Actor {
  readonly title: string;
  readonly caller: Caller;
  readonly may: readonly ReviewCommand[];
}

const working = ["claim", "unclaim", "assign", "ask", "propose"] as const;
const deciding = ["release", "return", "reject", "false_positive"] as const;
const managing = [...working, ...deciding, "reject-submission", "release-partially"] as const;
const second = ["approve", "refuse-approval"] as const;

const actor = (
  title: string,
  role: Role,
  may: Actor["may"],
  more: Partial<Caller> = {},
): Actor => ({
  title,
  caller: { ...callerOf(title.replaceAll(" ", "-"), role), ...more },
  may,
});

/** Every role, in the ways in which it may stand to the submission of `shop`, of the sales department. */
export const actors: readonly Actor[] = [
  { title: "its sender", caller: people.shop, may: ["answer", "withdraw", "supersede"] },
  actor("another sender", "submitter", []),
  actor("a colleague of its sender", "submitter", ["supersede"], { department: "sales" }),
  actor("an analyst", "service_analyst", [...working, "false_positive"]),
  actor("a manager", "service_manager", [...managing, ...second]),
  actor("a deputy", "deputy_service_manager", []),
  actor("a second approver", "second_approver", second),
  actor("a functional manager of the department", "functional_manager", ["answer"], {
    department: "sales",
  }),
  actor("a functional manager of another", "functional_manager", []),
  actor("compliance", "compliance", second),
  actor("a rule editor", "rule_editor", []),
  actor("an executive", "executive", []),
  actor("an auditor", "auditor", []),
  actor("an admin", "admin", []),
  actor("a machine with a manager's role", "service_manager", [], { isPerson: false }),
  { title: "nobody in particular", caller: { ...callerOf("nobody"), roles: [] }, may: [] },
];

/** The deputy on a day of the manager's absence: see `sendManagerAway`. */
export const actingDeputy: Actor = actor("an acting deputy", "deputy_service_manager", managing);

/** From now on the gate records that its manager is away. */
export const sendManagerAway = (gate: ReviewedGate): Promise<void> =>
  gate.put(marksGate('review: { absences: [{ from: "2026-11-23", to: "2026-11-23" }] }\n'), monday);

/** What comes of a command: where it leads, or with what it is refused. */
export type Expected =
  | { readonly to: string }
  | { readonly refused: readonly ("forbidden" | "conflict" | "not_found")[] };

/** By role first, then by state. */
export function expected(
  { may }: Actor,
  command: ReviewCommand,
  to: string | undefined,
  late: readonly ("forbidden" | "conflict" | "not_found")[],
): Expected {
  if (!may.includes(command)) return { refused: ["forbidden"] };
  return to === undefined ? { refused: late } : { to };
}

export const expectedOfCase = (who: Actor, command: CaseCommand, from: CaseSituation): Expected =>
  // Where nothing was asked there is no question to answer.
  expected(who, command, caseTable[from][command], ["conflict", "not_found"]);

export const expectedOfSubmission = (
  who: Actor,
  command: SubmissionCommand,
  from: SubmissionSituation,
): Expected => expected(who, command, submissionTable[from][command], ["conflict"]);

export const expectedOfApproval = (
  who: Actor,
  command: ApprovalCommand,
  from: ApprovalSituation,
): Expected => expected(who, command, approvalTable[from][command], ["forbidden"]);

/** A reason that is long enough. */
export const reason: Reason = agreed;
/** Who arranged it: nobody of the actors. */
export const arranger = callerOf("arranger", "service_manager");
/** To whom cases are assigned, unless somebody of the actors is to give one back. */
export const assignee = { principal: "https://login|tiina", person: "tiina" };

let submitted = 0;

async function held(gate: ReviewedGate, orders: readonly MarkedOrder[]): Promise<string> {
  const { submission_id } = await gate.submit(`arranged-${submitted++}`, orders);
  return submission_id;
}

/**
 * Two orders that hold, each by a rule of its own, and two with which nothing is wrong: as much may be
 * left behind by one person.
 */
const orders: readonly MarkedOrder[] = [
  { number: "1", marks: ["hold1"] },
  { number: "2", marks: ["hold2"] },
  { number: "3", marks: [] },
  { number: "4", marks: [] },
];

export interface ArrangedCase {
  readonly submission: string;
  readonly case: string;
  /** The id of the question that was asked; some other where none was. */
  readonly question: string;
}

/**
 * A case in a state, in a submission of which something else is still held where the state allows.
 *
 * @param owner who has the case, where somebody has it.
 */
export async function arrangeCase(
  gate: ReviewedGate,
  situation: CaseSituation,
  owner: Pick<Caller, "principal" | "person"> = assignee,
): Promise<ArrangedCase> {
  const { ports } = gate;
  const submission = await held(gate, orders);
  const id = await gate.caseOf(submission, "hold1");
  const assign = () =>
    assignCase(ports, {
      caller: arranger,
      case: id,
      assignee: { principal: owner.principal, person: owner.person },
    });
  const by = (decision: Decision) =>
    decide(ports, { caller: arranger, case: id, decision, reason });
  const ways: Record<CaseSituation, () => Promise<unknown>> = {
    open: async () => undefined,
    assigned: assign,
    info_requested: async () => {
      await assign();
      await ask(ports, { caller: arranger, case: id, text: "Is this right?" });
    },
    confirmed: () => by("return"),
    fixed: async () => {
      const corrected = [{ number: "1", marks: [] }, ...orders.slice(1)];
      await gate.submit(`corrects-${submission}`, corrected, { supersedes: submission });
    },
    released: () => by("release"),
    false_positive: () => by("false_positive"),
    rejected: () => by("reject"),
    obsolete: async () => {
      await withdraw(ports, { caller: people.shop, submission, text: "Sent by mistake." });
      await gate.deliver();
    },
  };
  await ways[situation]();
  const [question] = (await ports.cases.find(id))?.questions ?? [];
  return { submission, case: id, question: question?.id ?? "0123456789abcdef" };
}

/** A submission in a state. */
export async function arrangeSubmission(
  gate: ReviewedGate,
  situation: SubmissionSituation,
): Promise<string> {
  const { ports } = gate;
  const submission = await held(
    gate,
    situation === "released_auto" ? [{ number: "1", marks: [] }] : orders,
  );
  const ways: Record<SubmissionSituation, () => Promise<unknown>> = {
    released_auto: async () => undefined,
    held: async () => undefined,
    partially_released: () => gate.releasePart(submission),
    released: async () => {
      await gate.decide(submission, "hold1");
      await gate.decide(submission, "hold2");
    },
    rejected: () => rejectSubmission(ports, { caller: arranger, submission, reason }),
    withdrawn: () => withdraw(ports, { caller: people.shop, submission, text: "By mistake." }),
    superseded: () => gate.submit(`corrects-${submission}`, orders, { supersedes: submission }),
    expired: async () => {
      gate.at("2026-12-07T09:00:00.000Z"); // 14 days later
      await expireSubmissions(ports, "marks");
      gate.at(monday);
    },
  };
  await ways[situation]();
  await gate.deliver();
  return submission;
}

export interface ArrangedApproval {
  readonly submission: string;
  readonly case: string;
  readonly approval: string;
  readonly binding: string;
}

/** A request for a second person, for a block that its rule was wrong about, in a state. */
export async function arrangeApproval(
  gate: ReviewedGate,
  situation: ApprovalSituation,
): Promise<ArrangedApproval> {
  const { ports } = gate;
  const submission = await held(gate, [{ number: "1", marks: ["block"] }, ...orders.slice(1)]);
  const id = await gate.caseOf(submission, "block");
  const { entry } = await decide(ports, {
    caller: arranger,
    case: id,
    decision: "false_positive",
    reason,
  });
  const approval = entry.approval as string;
  const binding = String(entry.facts["binding"]);
  const caller = callerOf("kaie", "compliance");
  const ways: Record<ApprovalSituation, () => Promise<unknown>> = {
    pending: async () => undefined,
    used: () => approve(ports, { caller, approval, binding }),
    refused: () => refuseApproval(ports, { caller, approval, note: "No." }),
    stale: async () => {
      await withdraw(ports, { caller: people.shop, submission, text: "By mistake." });
      await gate.deliver();
    },
    expired: async () => {
      gate.at("2026-12-01T09:00:00.000Z"); // 24 business hours and more
      await expireSubmissions(ports, "marks");
      gate.at(monday);
    },
  };
  await ways[situation]();
  return { submission, case: id, approval, binding };
}
