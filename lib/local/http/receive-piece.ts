import type { IncomingMessage } from "node:http";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { GateError } from "../../app/errors.ts";
import { problemMediaType, problemOf } from "../../http/problem.ts";
import { RequestRefusal } from "../../http/request-refusal.ts";
import { limits } from "./limits.ts";
import { discard } from "./receive-body.ts";

/** Takes pieces of files that are put to addresses below a path; no handler sees them. */
export interface TakingPieces {
  /** `/uploads/` */
  readonly path: string;
  readonly sizeMaxBytes: number;
  /**
   * Takes a piece as it comes: it is never held whole.
   *
   * @param target path and query, as they were sent.
   * @throws {GateError} what is told to the sender.
   */
  take(target: string, body: AsyncIterable<Uint8Array>): Promise<void>;
}

/** Whether a request puts a piece, or is wrong in how it does so. */
export const isPiece = (target: string, pieces: TakingPieces | undefined): pieces is TakingPieces =>
  pieces !== undefined && target.startsWith(pieces.path);

/**
 * Takes a piece, and says how that went; what was not read of a refused one is thrown away. Undefined
 * where its sender has gone.
 *
 * @param onBug told of what is no refusal.
 */
export async function receivePiece(
  request: IncomingMessage,
  pieces: TakingPieces,
  requestId: string,
  onBug: (error: unknown) => void,
): Promise<APIGatewayProxyStructuredResultV2 | undefined> {
  // Who says nothing for a while has gone; who goes on is waited for as long as addresses hold.
  request.setTimeout(limits.idleTimeoutMs, () => request.destroy());
  const over = setTimeout(() => request.destroy(), limits.pieceTimeoutMs).unref();
  try {
    admit(request, pieces);
    await pieces.take(request.url ?? "/", request.iterator({ destroyOnReturn: false }));
    return { statusCode: 200, headers: answerHeaders(requestId) };
  } catch (error) {
    if (request.destroyed && !request.complete) return undefined;
    discard(request);
    const problem = problemOf(error, requestId);
    if (problem.code === "internal") onBug(error);
    const allow = error instanceof RequestRefusal ? error.headers : {};
    return {
      statusCode: problem.status,
      headers: { ...answerHeaders(requestId), ...allow, "content-type": problemMediaType },
      body: JSON.stringify(problem),
    };
  } finally {
    clearTimeout(over);
    request.setTimeout(0);
  }
}

const answerHeaders = (requestId: string) => ({
  "cache-control": "no-store",
  "x-request-id": requestId,
});

function admit({ method, headers }: IncomingMessage, { sizeMaxBytes }: TakingPieces): void {
  if (method !== "PUT")
    throw new RequestRefusal("method_not_allowed", "this address takes PUT", {
      headers: { allow: "PUT" },
    });
  const stated = Number(headers["content-length"] ?? 0);
  if (stated <= sizeMaxBytes) return;
  throw new GateError(
    "too_large",
    `the body has ${stated} bytes, and a piece has at most ${sizeMaxBytes}`,
  );
}
