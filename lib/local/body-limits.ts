import { bodySizeMaxBytes } from "../app/submit.ts";

/** The longest body of an action. */
const actionBytesMax = 1024 * 1024;

/** How long the body of a request may be: what is submitted may be longer than what is said of it. */
export const bodyBytesMax = (method: string, target: string): number =>
  method === "POST" && /^\/v1\/gates\/[^/?]+\/submissions(\?|$)/.test(target)
    ? bodySizeMaxBytes
    : actionBytesMax;
