import { cancelRun } from "../../app/large-run/cancel-run.ts";
import { getRun, listRuns } from "../../app/large-run/get-run.ts";
import { openRun } from "../../app/large-run/open-run.ts";
import { resumeRun } from "../../app/large-run/resume-run.ts";
import type { RunPorts } from "../../app/large-run/run-ports.ts";
import { runResults } from "../../app/large-run/run-results.ts";
import { signPieces } from "../../app/large-run/sign-pieces.ts";
import { startRun } from "../../app/large-run/start-run.ts";
import type { runRoutes } from "../routes/run-routes.ts";
import type { Calls } from "../routes.ts";
import { commanded, paged } from "./command-parts.ts";

/** Answers what is asked of large submissions. */
export const runCalls = (ports: RunPorts): Pick<Calls, keyof typeof runRoutes> => ({
  openRun: ({ caller, parameters: { gate }, idempotencyKey = "", body }) =>
    openRun(ports, {
      caller,
      gate,
      idempotencyKey,
      ...(body.mapping !== undefined && { mapping: body.mapping }),
    }),
  listRuns: ({ caller, parameters: { gate } }) => listRuns(ports, { caller, gate }),
  getRun: ({ caller, parameters: { run } }) => getRun(ports, { caller, run }),
  signPieces: ({ caller, parameters: { run }, body }) =>
    signPieces(ports, { caller, run, ...body }),
  startRun: (request) =>
    startRun(ports, { ...commanded(request), ...request.parameters, ...request.body }),
  cancelRun: (request) =>
    cancelRun(ports, { ...commanded(request), ...request.parameters, ...request.body }),
  resumeRun: (request) => resumeRun(ports, { ...commanded(request), ...request.parameters }),
  runResults: ({ caller, parameters: { run, list }, query }) =>
    runResults(ports, { caller, run, list, ...paged(query) }),
});
