import { createHandler as createApiHandler } from "../../lambdas/api/handler.ts";
import { createHandler as createSubmitHandler } from "../../lambdas/submit/handler.ts";
import type { Caller } from "../../lib/app/caller.ts";
import { eventOf, type Heard, heard } from "../support/gate-over-http.ts";
import { marked } from "../support/marks-gate.ts";
import {
  type ApprovalCommand,
  type ArrangedApproval,
  type ArrangedCase,
  assignee,
  type CaseCommand,
  reason,
  type SubmissionCommand,
} from "../support/review-table.ts";
import type { ReviewedGate } from "../support/reviewed-gate.ts";
import { testIssuer } from "../support/tokens.ts";

/** The commands of the review's table, as requests with signed tokens to the functions. */
export interface ReviewOverHttp {
  onCase(caller: Caller, command: CaseCommand, on: ArrangedCase): Promise<Heard>;
  onSubmission(caller: Caller, command: SubmissionCommand, submission: string): Promise<Heard>;
  onApproval(caller: Caller, command: ApprovalCommand, on: ArrangedApproval): Promise<Heard>;
}

interface Request {
  readonly method: "POST" | "DELETE";
  readonly path: string;
  readonly body?: unknown;
}

const post = (path: string, body: unknown): Request => ({ method: "POST", path, body });

export function reviewOverHttp({ ports }: ReviewedGate): ReviewOverHttp {
  const issuer = testIssuer();
  const settings = { tenant: "acme", issuers: [issuer.trusted] };
  const api = createApiHandler(ports as never, settings as never);
  const submit = createSubmitHandler(ports, settings);
  const context = { awsRequestId: "request-1", functionName: "test" } as never;
  let keys = 0;
  const send = async (caller: Caller, request: Request): Promise<Heard> => {
    const { principal, roles, person, isPerson, department } = caller;
    const event = eventOf(
      {
        ...request,
        headers: { "idempotency-key": `key-${keys++}` },
        as: {
          name: principal.slice(principal.indexOf("|") + 1),
          roles,
          person: isPerson ? person : null,
          ...(department !== undefined && { department }),
        },
      },
      issuer,
    );
    return heard(await (request.path.endsWith("/submissions") ? submit : api)(event, context));
  };
  return {
    onCase: (caller, command, on) => send(caller, caseRequest(command, on)),
    onSubmission: (caller, command, submission) =>
      send(caller, submissionRequest(command, submission)),
    onApproval: (caller, command, { approval, binding }) =>
      send(
        caller,
        command === "approve"
          ? post(`/v1/approvals/${approval}/consent`, { binding })
          : post(`/v1/approvals/${approval}/refusal`, { note: "I see it otherwise." }),
      ),
  };
}

function caseRequest(command: CaseCommand, { case: id, question }: ArrangedCase): Request {
  const path = `/v1/cases/${id}`;
  switch (command) {
    case "claim":
      return post(`${path}/claim`, {});
    case "unclaim":
      return { method: "DELETE", path: `${path}/claim` };
    case "assign":
      return post(`${path}/assignment`, { assignee });
    case "ask":
      return post(`${path}/questions`, { text: "Really?" });
    case "answer":
      return post(`${path}/questions/${question}/answer`, { text: "Yes." });
    case "propose":
      return post(`${path}/proposal`, { decision: "release", reason });
    default:
      return post(`${path}/decision`, { decision: command, reason });
  }
}

function submissionRequest(command: SubmissionCommand, submission: string): Request {
  const path = `/v1/submissions/${submission}`;
  switch (command) {
    case "withdraw":
      return post(`${path}/withdrawal`, { text: "Sent by mistake." });
    case "reject-submission":
      return post(`${path}/rejection`, { reason });
    case "release-partially":
      return post(`${path}/partial-release`, { reason });
    case "supersede": {
      const body = marked([{ number: "1", marks: [] }], { supersedes: submission });
      return post("/v1/gates/marks/submissions", Buffer.from(body).toString());
    }
  }
}
