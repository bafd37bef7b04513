import { bodySizeMaxBytes } from "../app/submit.ts";
import { actionSizeMaxBytes } from "../http/request/json-body.ts";

/** Whether something is handed to a gate: that has a function of its own. */
export const isSubmission = (method: string, target: string): boolean =>
  method === "POST" && /^\/v1\/gates\/[^/?]+\/submissions(\?|$)/.test(target);

/** Whether something large is handed to a gate: only those that are served take it. */
export const beginsRun = (method: string, target: string): boolean =>
  method === "POST" && /^\/v1\/(gates\/[^/?]+\/runs|runs\/[^/?]+\/start)(\?|$)/.test(target);

/** How long the body of a request may be: what is submitted may be longer than what is said of it. */
export const bodyBytesMax = (method: string, target: string): number =>
  isSubmission(method, target) ? bodySizeMaxBytes : actionSizeMaxBytes;
