import { timingSafeEqual } from "node:crypto";
import { isAbsolute } from "node:path";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { GateError } from "../app/errors.ts";
import { problemMediaType, problemOf } from "../http/problem.ts";
import type { LocalGate } from "./local-gate.ts";

/** What only the owner of the data folder may ask of a running gate; see `RunningGate.control`. */
export const backupPath = "/local/backup";

/**
 * The gate's answers, and beside them what no gateway has: a backup, for whoever knows the secret
 * that is written into the data folder. To everybody else these paths are not there.
 */
export function controlled(
  gate: LocalGate,
  secret: string,
): (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2> {
  return (event) => {
    const { rawPath, headers, requestContext } = event;
    const isOwner = isSame(headers["x-holdpoint-control"] ?? "", secret);
    const isBackup = rawPath === backupPath && requestContext.http.method === "POST";
    return isOwner && isBackup ? backUp(gate, event) : gate.answer(event);
  };
}

function isSame(said: string, secret: string): boolean {
  const [a, b] = [Buffer.from(said), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function backUp(
  { backup }: LocalGate,
  { body = "", requestContext }: APIGatewayProxyEventV2,
): Promise<APIGatewayProxyStructuredResultV2> {
  try {
    if (!isAbsolute(body)) throw new GateError("invalid", "name the folder by its whole path");
    await backup(body);
    return { statusCode: 204 };
  } catch (error) {
    const problem = problemOf(error, requestContext.requestId);
    return {
      statusCode: problem.status,
      headers: { "content-type": problemMediaType },
      body: JSON.stringify(problem),
    };
  }
}
