import { answerQuestion } from "../../app/review/cases/answer-question.ts";
import { ask } from "../../app/review/cases/ask.ts";
import { assignCase } from "../../app/review/cases/assign-case.ts";
import { claimCase } from "../../app/review/cases/claim-case.ts";
import { decide } from "../../app/review/cases/decide.ts";
import { propose } from "../../app/review/cases/propose.ts";
import { unclaimCase } from "../../app/review/cases/unclaim-case.ts";
import type { ReviewPorts } from "../../app/review/command.ts";
import { getCase } from "../../app/review/queries/get-case.ts";
import { listQueue } from "../../app/review/queries/list-queue.ts";
import type { caseRoutes } from "../routes/case-routes.ts";
import type { Calls } from "../routes.ts";
import { commanded, exactReason, paged } from "./command-parts.ts";

/** Answers what is asked of cases. */
export const caseCalls = (ports: ReviewPorts): Pick<Calls, keyof typeof caseRoutes> => ({
  listQueue: ({ caller, query }) =>
    listQueue(ports, {
      caller,
      ...(query.gate !== undefined && { gate: query.gate }),
      ...(query.state !== undefined && { states: query.state }),
      ...(query.severity !== undefined && { severity: query.severity }),
      ...(query.mine !== undefined && { mine: query.mine }),
      ...paged(query),
    }),
  getCase: ({ caller, parameters }) => getCase(ports, { caller, ...parameters }),
  claimCase: (request) => claimCase(ports, { ...commanded(request), ...request.parameters }),
  unclaimCase: (request) => unclaimCase(ports, { ...commanded(request), ...request.parameters }),
  assignCase: (request) => {
    const { principal, person, department } = request.body.assignee;
    const assignee = { principal, person, ...(department !== undefined && { department }) };
    return assignCase(ports, { ...commanded(request), ...request.parameters, assignee });
  },
  ask: (request) => ask(ports, { ...commanded(request), ...request.parameters, ...request.body }),
  answerQuestion: (request) =>
    answerQuestion(ports, { ...commanded(request), ...request.parameters, ...request.body }),
  propose: (request) =>
    propose(ports, {
      ...commanded(request),
      ...request.parameters,
      decision: request.body.decision,
      ...(request.body.answers !== undefined && { answers: request.body.answers }),
      reason: exactReason(request.body.reason),
    }),
  decide: (request) => {
    const { decision, answers, reason, violations } = request.body;
    return decide(ports, {
      ...commanded(request),
      ...request.parameters,
      decision,
      ...(answers !== undefined && { answers }),
      reason: exactReason(reason),
      ...(violations !== undefined && { violations }),
    });
  },
});
