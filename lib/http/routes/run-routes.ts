import * as z from "zod";
import type { Route } from "../route.ts";
import { nothing } from "../schemas/commands.ts";
import { paging } from "../schemas/parameters.ts";
import {
  piecesRequest,
  resultPage,
  run,
  runCancellation,
  runOpening,
  runStart,
  signedPieces,
} from "../schemas/runs.ts";

/** Submissions that are too large for one request, until they are judged. */
export const runRoutes = {
  openRun: {
    method: "POST",
    path: "/v1/gates/{gate}/runs",
    operation: "open-run",
    tag: "Runs",
    summary: "Open a large submission",
    description:
      "For what is larger than 4 MiB or 2,000 records. The key names the submission that it becomes.",
    body: runOpening,
    key: "required",
    answer: run,
  },
  listRuns: {
    method: "GET",
    path: "/v1/gates/{gate}/runs",
    operation: "read-run",
    tag: "Runs",
    summary: "List the runs that are open or being judged",
    answer: z.strictObject({ items: z.array(run) }),
  },
  getRun: {
    method: "GET",
    path: "/v1/runs/{run}",
    operation: "read-run",
    tag: "Runs",
    summary: "See how far a run is, and what it became",
    version: "told",
    answer: run,
  },
  signPieces: {
    method: "POST",
    path: "/v1/runs/{run}/pieces",
    operation: "upload-run",
    tag: "Runs",
    summary: "Get addresses to which pieces of a file can be put",
    body: piecesRequest,
    answer: signedPieces,
  },
  startRun: {
    method: "POST",
    path: "/v1/runs/{run}/start",
    operation: "upload-run",
    tag: "Runs",
    summary: "End the upload, and have the run judged",
    body: runStart,
    key: "optional",
    version: "asked",
    answer: run,
  },
  cancelRun: {
    method: "POST",
    path: "/v1/runs/{run}/cancellation",
    operation: "cancel-run",
    tag: "Runs",
    summary: "End a run that is not judged yet",
    body: runCancellation,
    key: "optional",
    version: "asked",
    answer: run,
  },
  resumeRun: {
    method: "POST",
    path: "/v1/runs/{run}/resumption",
    operation: "resume-run",
    tag: "Runs",
    summary: "Take up a run again that has failed",
    body: nothing,
    key: "optional",
    version: "asked",
    answer: run,
  },
  runResults: {
    method: "GET",
    path: "/v1/runs/{run}/results/{list}",
    operation: "read-report",
    tag: "Runs",
    summary: "Page through a list of a judged run",
    description:
      "`not-passed`: all that is held, blocked or unreadable; `records`: every record with its " +
      "digest and verdict; `manifest`: what was uploaded",
    query: z.strictObject({ ...paging }),
    answer: resultPage,
  },
} as const satisfies Readonly<Record<string, Route>>;
