import { approve } from "../../app/review/approvals/approve.ts";
import { refuseApproval } from "../../app/review/approvals/refuse-approval.ts";
import type { ReviewPorts } from "../../app/review/command.ts";
import { getApproval } from "../../app/review/queries/get-approval.ts";
import { listApprovals } from "../../app/review/queries/list-approvals.ts";
import type { approvalRoutes } from "../routes/approval-routes.ts";
import type { Calls } from "../routes.ts";
import { commanded, paged } from "./command-parts.ts";

/** Answers what is asked of the second pair of eyes. */
export const approvalCalls = (ports: ReviewPorts): Pick<Calls, keyof typeof approvalRoutes> => ({
  listApprovals: ({ caller, query }) =>
    listApprovals(ports, {
      caller,
      ...(query.gate !== undefined && { gate: query.gate }),
      ...(query.mine !== undefined && { mine: query.mine }),
      ...paged(query),
    }),
  getApproval: ({ caller, parameters }) => getApproval(ports, { caller, ...parameters }),
  approve: (request) => {
    const { binding, note } = request.body;
    return approve(ports, {
      ...commanded(request),
      ...request.parameters,
      binding,
      ...(note !== undefined && { note }),
    });
  },
  refuseApproval: (request) =>
    refuseApproval(ports, { ...commanded(request), ...request.parameters, ...request.body }),
});
