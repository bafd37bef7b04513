import { localAt } from "../../../core/expression/functions/zones.ts";
import { formatDate, parseInstant } from "../../../core/expression/time.ts";
import type { Caller, Role } from "../../caller.ts";
import type { Gate } from "../../gate.ts";
import { isBefore } from "../../instant.ts";
import type { Case, Decision } from "../case.ts";
import type { Operation } from "../operation.ts";
import type { Submission } from "../submission.ts";
import { type Extent, extentOf, narrowed, reviewing, rolesFor } from "./permissions.ts";
import { isAmong, isSameDepartment, isSamePerson, nameForm } from "./person.ts";
import { forbidden, type Refusal } from "./refusal.ts";

/** Who would do what to what; what is not known of it is left out. */
export interface Admission {
  readonly caller: Caller;
  readonly operation: Operation;
  /** Absent where several gates are meant: then no deputy acts. */
  readonly gate?: Gate;
  /**
   * A submission, or a run that will be one. Absent for what is of no submission, and for lists: ask
   * again for each one that is listed.
   */
  readonly submission?: Authored;
  readonly case?: Case;
  readonly decision?: Decision;
  /** Who would get the case. */
  readonly assignee?: Pick<Caller, "principal" | "person">;
  /** Whether a second person was ever asked for in the submission: what its approvers may read. */
  readonly toApprove?: boolean;
  /** RFC 3339. */
  readonly now: string;
}

/**
 * The one place of law 6: whether somebody may do something. Every use case asks here, whatever it
 * was called through. Pure.
 *
 * @throws {GateError} `forbidden` with one of `refusalReasons`.
 */
export function admit(admission: Admission): void {
  const refusal = refusalOf(admission);
  if (refusal !== undefined) throw forbidden(refusal);
}

/** Why somebody may not do something; undefined where she may. Total. */
export function refusalOf(admission: Admission): Refusal | undefined {
  return (
    roleRefusal(admission) ??
    personRefusal(admission) ??
    extentRefusal(admission) ??
    caseRefusal(admission)
  );
}

function roleRefusal({ caller, operation }: Admission): Refusal | undefined {
  if (caller.roles.some((role) => extentOf(role, operation) !== undefined)) return undefined;
  const needed = rolesFor(operation).join(", ");
  return { reason: "role_missing", message: `'${operation}' is for the roles ${needed}` };
}

/** Who reviews is a human being who did not make it, and does not run the system. */
function personRefusal({
  caller,
  operation,
  submission,
  assignee,
}: Admission): Refusal | undefined {
  const reviews = reviewing.has(operation);
  if ((reviews || operation === "recall-pass") && !(caller.isPerson && nameForm(caller.person)))
    return {
      reason: "no_person",
      message: `'${operation}' is for people: sign in with a token that names a person`,
    };
  if (!reviews) return undefined;
  if (caller.roles.includes("admin"))
    return {
      reason: "admin_decides",
      message: "who administers the gate reviews nothing: sign in with an account without 'admin'",
    };
  if (submission === undefined) return undefined;
  if (isAuthor(submission, caller))
    return {
      reason: "author_decides",
      message: `who made a submission has no part in its review: somebody else does '${operation}'`,
    };
  if (assignee !== undefined && isAuthor(submission, assignee))
    return {
      reason: "author_decides",
      message: "who made a submission has no part in its review: assign somebody else",
    };
  return undefined;
}

/** What tells whose something is. */
export type Authored = Pick<Submission, "authors" | "submittedBy" | "department">;

/** Whether somebody made a submission, or what it corrects. */
export const isAuthor = (
  { authors, submittedBy }: Authored,
  someone: Pick<Caller, "principal" | "person">,
): boolean =>
  isAmong(authors, someone) ||
  authors.includes(someone.principal) ||
  isSamePerson(submittedBy, someone);

/** One role that reaches far enough is enough; else the first that does not says why. */
function extentRefusal(admission: Admission): Refusal | undefined {
  let first: Refusal | undefined;
  for (const role of admission.caller.roles) {
    const extent = extentOf(role, admission.operation);
    if (extent === undefined) continue;
    const refusal = narrowedRefusal(admission, role) ?? beyond[extent](admission);
    if (refusal === undefined) return undefined;
    first ??= refusal;
  }
  return first;
}

function narrowedRefusal({ gate, operation }: Admission, role: Role): Refusal | undefined {
  if (gate === undefined || !narrowed.has(operation) || gate.review.decide.includes(role))
    return undefined;
  return {
    reason: "not_deciding_here",
    message: `at the gate '${gate.name}' ${gate.review.decide.join(", ")} decide`,
  };
}

/** Why an extent does not reach as far as this; undefined where it does. */
const beyond: Readonly<Record<Extent, (admission: Admission) => Refusal | undefined>> = {
  all: () => undefined,
  own: ({ caller, submission }) =>
    submission === undefined || isAuthor(submission, caller)
      ? undefined
      : { reason: "not_own_submission", message: "this is for the submission's own sender" },
  department: ({ caller, submission }) =>
    submission === undefined || isSameDepartment(caller.department, submission.department)
      ? undefined
      : { reason: "other_department", message: "this is for the sender's own department" },
  to_approve: ({ submission, case: one, toApprove }) =>
    submission === undefined || toApprove === true || one?.approval !== undefined
      ? undefined
      : { reason: "nothing_to_approve", message: "no second person was asked for here" },
  deputy: ({ gate, now }) =>
    gate !== undefined && isManagerAway(gate, now)
      ? undefined
      : {
          reason: "deputy_not_acting",
          message: "a deputy acts on the days of an absence that the gate records, and not today",
        },
  false_positive: ({ decision, case: one }) => {
    if (decision !== undefined && decision !== "false_positive")
      return {
        reason: "only_false_positive",
        message: `an analyst decides 'false_positive' alone: propose '${decision}' to a manager`,
      };
    return one?.severity === "block"
      ? {
          reason: "only_false_positive",
          message: "an analyst says 'false_positive' of what holds, and of nothing that blocks",
        }
      : undefined;
  },
};

/** Whether this day, by the gate's clocks, is one of a recorded absence. */
export function isManagerAway({ review, zone }: Gate, now: string): boolean {
  const local = localAt(parseInstant(now) ?? 0n, zone);
  if (local === undefined) return false;
  const today = formatDate(local.day);
  return review.absences.some(({ from, to }) => from <= today && today <= to);
}

/** What works on a case while somebody has it. */
const working: ReadonlySet<Operation> = new Set([
  "claim",
  "unclaim",
  "assign",
  "ask",
  "propose",
  "decide",
]);

function caseRefusal(admission: Admission): Refusal | undefined {
  const { caller, operation, case: one, decision, now } = admission;
  if (one === undefined || !working.has(operation)) return undefined;
  const { lease } = one;
  if (lease !== undefined && isBefore(now, lease.until) && !isSamePerson(lease.by, caller))
    return {
      reason: "leased",
      message: `somebody else works on this case until ${lease.until}: take another, or wait`,
    };
  return operation === "decide" && decision !== undefined
    ? decisionRefusal(one, decision)
    : undefined;
}

/** What no single decision lets through; section 0.2 of the domain specification. */
function decisionRefusal({ severity, waivable }: Case, decision: Decision): Refusal | undefined {
  // What is attested passes its rule: nobody lets anything through against it.
  if (decision !== "release" && decision !== "false_positive") return undefined;
  if (!waivable)
    return {
      reason: "not_waivable",
      message: "nobody lets through what this rule finds: return it, or reject it",
    };
  if (decision === "release" && severity === "block")
    return {
      reason: "block_not_released",
      message:
        "what blocks is not released: return it to be corrected" +
        ", or say 'false_positive' where the rule is wrong here",
    };
  return undefined;
}
