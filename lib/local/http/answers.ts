import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { APIGatewayProxyStructuredResultV2 } from "aws-lambda";

/** What the server itself says no with, before or instead of a handler. */
export interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

/** As a gateway would answer: nothing of it depends on a handler. */
export const refusalAnswer = (
  { status, title, detail }: Refusal,
  requestId: string,
): APIGatewayProxyStructuredResultV2 => ({
  statusCode: status,
  headers: {
    "content-type": "application/problem+json",
    "cache-control": "no-store",
    "x-request-id": requestId,
    ...(status === 503 && { "retry-after": "1" }),
  },
  body: problemText({ status, title, detail }, requestId),
});

const problemText = (refusal: Refusal, requestId?: string): string =>
  JSON.stringify({
    type: "about:blank",
    ...refusal,
    code: codes[refusal.status] ?? "invalid",
    ...(requestId !== undefined && { request_id: requestId }),
  });

const codes: Readonly<Record<number, string>> = {
  408: "unavailable",
  413: "too_large",
  431: "too_large",
  500: "internal",
  503: "unavailable",
};

/** Writes what a handler answered; of an answer to HEAD only its headers. */
export function writeAnswer(
  response: ServerResponse,
  answer: APIGatewayProxyStructuredResultV2,
  isHead: boolean,
): void {
  const { statusCode = 200, headers = {}, cookies = [], body = "", isBase64Encoded } = answer;
  const bytes = Buffer.from(body, isBase64Encoded ? "base64" : "utf8");
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
  if (cookies.length > 0) response.setHeader("set-cookie", cookies);
  const hasNone = statusCode === 204 || statusCode === 304;
  if (!hasNone) response.setHeader("content-length", bytes.length);
  response.writeHead(statusCode);
  response.end(isHead || hasNone ? undefined : bytes);
}

/** Answers what was no HTTP at all, or came too slowly, and closes the connection. */
export function refuseConnection(socket: Duplex, refusal: Refusal): void {
  const { status, title } = refusal;
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = problemText(refusal);
  socket.end(
    `HTTP/1.1 ${status} ${title}\r\nconnection: close\r\n` +
      `content-type: application/problem+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    () => socket.destroy(),
  );
}
