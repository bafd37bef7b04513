import type { Role } from "../../caller.ts";
import type { Operation } from "../operation.ts";

/**
 * How far a role may do something: with `all` submissions; with its `own`; with those of its own
 * `department`; with those in which somebody's second eyes were asked for (`to_approve`); as a
 * manager on days of a recorded absence (`deputy`); or only to say `false_positive`.
 */
export type Extent = "all" | "own" | "department" | "to_approve" | "deputy" | "false_positive";

type Row = Readonly<Partial<Record<Operation, Extent>>>;

const seesAll: Row = {
  "read-submission": "all",
  "read-report": "all",
  "read-cases": "all",
  "read-pass": "all",
  "read-run": "all",
};

/** What works on a case or decides: for human beings who did not make what is reviewed. */
export const reviewing: ReadonlySet<Operation> = new Set([
  "claim",
  "unclaim",
  "assign",
  "ask",
  "propose",
  "decide",
  "reject-submission",
  "approve",
  "refuse-approval",
  "release-partially",
]);

/** All that a service manager does; her deputy does it in her absence. */
const managing: readonly Operation[] = [...reviewing, "issue-pass", "recall-pass"];

const asManager = (extent: Extent): Row =>
  Object.fromEntries(managing.map((operation) => [operation, extent]));

/**
 * Section 5.3 of the domain specification: who may do what, how far. What is not here is refused. A
 * gate may narrow who decides, and nothing widens this.
 */
export const permissions: Readonly<Record<Role, Row>> = {
  submitter: {
    submit: "all",
    "open-run": "all",
    "upload-run": "own",
    "cancel-run": "own",
    "resume-run": "own",
    "read-run": "own",
    "read-submission": "own",
    "read-report": "own",
    withdraw: "own",
    answer: "own",
    "read-cases": "own",
    "issue-pass": "own",
    "read-pass": "own",
  },
  service_analyst: {
    ...seesAll,
    "read-approvals": "all",
    claim: "all",
    unclaim: "all",
    assign: "all",
    ask: "all",
    propose: "all",
    decide: "false_positive",
  },
  service_manager: {
    ...seesAll,
    "read-approvals": "all",
    "read-letters": "all",
    ...asManager("all"),
  },
  deputy_service_manager: {
    ...seesAll,
    "read-approvals": "all",
    "read-letters": "all",
    ...asManager("deputy"),
  },
  second_approver: {
    "read-submission": "to_approve",
    "read-report": "to_approve",
    "read-cases": "to_approve",
    "read-approvals": "all",
    approve: "all",
    "refuse-approval": "all",
  },
  functional_manager: {
    "read-submission": "department",
    "read-report": "department",
    answer: "department",
    "read-cases": "department",
    "read-pass": "department",
    "read-run": "department",
  },
  compliance: {
    ...seesAll,
    "read-approvals": "all",
    approve: "all",
    "refuse-approval": "all",
    "recall-pass": "all",
  },
  // Rules, objections and settings have operations of their own; what is reviewed is not theirs.
  rule_editor: {},
  executive: {},
  auditor: {
    ...seesAll,
    "read-approvals": "all",
    "read-letters": "all",
    "read-audit": "all",
    replay: "all",
  },
  // Who operates the gate sees what no consumer could take, and decides on nothing that was judged.
  admin: {
    "rotate-keys": "all",
    // What is usual is data, as reference tables are: who decides on what is held does not make it so.
    "load-history": "all",
    "read-letters": "all",
    "redrive-letter": "all",
    "discard-letter": "all",
    // A run that is stuck, or floods the gate, is an operator's to end; nothing is released by that.
    "read-run": "all",
    "cancel-run": "all",
    "resume-run": "all",
  },
};

/** How far a role may do something; undefined where it may not at all. */
export const extentOf = (role: Role, operation: Operation): Extent | undefined =>
  permissions[role][operation];

/** The roles that may do something at all, in the order of the table. */
export const rolesFor = (operation: Operation): readonly Role[] =>
  (Object.keys(permissions) as Role[]).filter((role) => extentOf(role, operation) !== undefined);

/** What `review.decide` of a gate may narrow. */
export const narrowed: ReadonlySet<Operation> = new Set([
  "decide",
  "reject-submission",
  "release-partially",
]);
