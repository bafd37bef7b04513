import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { codeOf, reasonOf } from "../../adapters/files/failures.ts";
import { GateError } from "../../app/errors.ts";
import { type Refusal, refusalAnswer, refuseConnection, writeAnswer } from "./answers.ts";
import { limits } from "./limits.ts";
import { type Budget, receiveBody } from "./receive-body.ts";
import { isPiece, receivePiece, type TakingPieces } from "./receive-piece.ts";
import { requestEvent } from "./request-event.ts";

/** What answers requests: the handlers, whichever the request is for. */
export interface Answering {
  /** How long the body of a request may be. */
  readonly bodyBytesMax: (method: string, target: string) => number;
  readonly answer: (event: APIGatewayProxyEventV2) => Promise<APIGatewayProxyStructuredResultV2>;
  /** What takes pieces of files; nobody does when absent. */
  readonly pieces?: TakingPieces;
  /** Told of each request when it was answered. */
  readonly onAnswered?: (told: Answered) => void;
  /** Told of what a handler threw, which is a bug: the caller hears nothing of it. */
  readonly onBug?: (error: unknown) => void;
}

export interface Answered {
  readonly method: string;
  readonly target: string;
  readonly status: number;
  readonly ms: number;
}

export interface Listening {
  /** `http://127.0.0.1:4600` */
  readonly url: string;
  /**
   * Takes no more requests, and waits for those that are worked on, this long at most; then what is
   * left is cut off. Gives how many that were.
   */
  stop(waitMs: number): Promise<number>;
}

/**
 * Serves HTTP on an address, 0 for any free port.
 *
 * @param times when a request is late, where that is not as usual.
 * @throws {GateError} `unavailable` when the address cannot be had, with what to do.
 */
export async function listen(
  host: string,
  port: number,
  answering: Answering,
  times: Pick<typeof limits, "headersTimeoutMs" | "requestTimeoutMs" | "lateCheckMs"> = limits,
): Promise<Listening> {
  const working = new Set<Promise<void>>();
  const budget: Budget = { bytes: 0 };
  const server = createServer({
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: times.headersTimeoutMs,
    // How long a body may take depends on what it is.
    requestTimeout: 0,
    keepAliveTimeout: limits.idleTimeoutMs,
    connectionsCheckingInterval: times.lateCheckMs,
  });
  server.maxConnections = limits.connectionsMax;
  // The bytes of all headers are bounded; dropping some of many would change what was asked.
  server.maxHeadersCount = 0;
  let isStopping = false;
  const take = (request: IncomingMessage, response: ServerResponse): void => {
    if (isStopping) response.setHeader("connection", "close");
    const isBusy = working.size >= limits.requestsMax;
    const work = serve(request, response, answering, { budget, isBusy, ...times }).finally(() =>
      working.delete(work),
    );
    working.add(work);
  };
  server.on("request", take);
  server.on("checkContinue", (request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "", headers } = request;
    const { pieces } = answering;
    const bytesMax = isPiece(url, pieces)
      ? pieces.sizeMaxBytes
      : answering.bodyBytesMax(method, url);
    const isTooLarge = Number(headers["content-length"]) > bytesMax;
    if (!isTooLarge) response.writeContinue();
    take(request, response);
  });
  server.on("clientError", (error: NodeJS.ErrnoException, socket) =>
    refuseConnection(socket, refusalOf(error)),
  );
  await bound(server, host, port);
  return {
    url: urlOf(server),
    stop: async (waitMs) => {
      isStopping = true;
      server.close();
      server.closeIdleConnections();
      await Promise.race([Promise.all(working), elapsed(waitMs)]);
      const cut = working.size;
      server.closeAllConnections();
      return cut;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  answering: Answering,
  state: ServerState,
): Promise<void> {
  const { method = "GET", url: target = "/" } = request;
  const startMs = performance.now();
  response.on("error", () => {}); // who asked may have gone
  const answer = await answerTo(request, answering, state);
  if (answer === undefined || response.destroyed) return;
  writeAnswer(response, answer, method === "HEAD");
  const status = answer.statusCode ?? 200;
  answering.onAnswered?.({ method, target, status, ms: performance.now() - startMs });
}

/** What requests are taken in. */
interface ServerState {
  readonly budget: Budget;
  readonly isBusy: boolean;
  readonly requestTimeoutMs: number;
}

/** Undefined where nobody waits for an answer any more. */
async function answerTo(
  request: IncomingMessage,
  answering: Answering,
  { budget, isBusy, requestTimeoutMs }: ServerState,
): Promise<APIGatewayProxyStructuredResultV2 | undefined> {
  const { method = "GET", url: target = "/", rawHeaders, socket } = request;
  const id = randomUUID();
  const { pieces, onBug = () => {} } = answering;
  if (isPiece(target, pieces) && !isBusy) return receivePiece(request, pieces, id, onBug);
  const bytesMax = answering.bodyBytesMax(method, target);
  const received = await receiveBody(
    request,
    bytesMax,
    isBusy ? noBudget : budget,
    requestTimeoutMs,
  );
  if (received.kind === "gone") return undefined;
  if (received.kind === "too_large") return refusalAnswer(tooLarge(bytesMax), id);
  if (received.kind === "late") return refusalAnswer(late, id);
  if (received.kind === "no_room" || isBusy) return refusalAnswer(noRoom, id);
  const { body } = received;
  const sourceIp = socket.remoteAddress ?? "";
  const receivedAt = new Date();
  const asked = { id, method, target, rawHeaders, body, sourceIp, receivedAt };
  try {
    return await answering.answer(requestEvent(asked));
  } catch (error) {
    onBug(error);
    return refusalAnswer(bug, id);
  } finally {
    budget.bytes -= body.length;
  }
}

/** Room for no body at all. */
const noBudget: Budget = { bytes: Number.POSITIVE_INFINITY };

const bug: Refusal = {
  status: 500,
  title: "A bug of the gate",
  detail: "nothing was told, and nothing may go out: try again with the same key",
};

const tooLarge = (bytesMax: number): Refusal => ({
  status: 413,
  title: "Too large",
  detail: `the body is longer than ${bytesMax} bytes, which is as long as it may be here`,
});

const late: Refusal = {
  status: 408,
  title: "Request Timeout",
  detail: "the request did not come in time",
};

const noRoom: Refusal = {
  status: 503,
  title: "Not available now",
  detail: "too much is being worked on: try again with the same key",
};

function refusalOf({ code }: NodeJS.ErrnoException): Refusal {
  if (code === "HPE_HEADER_OVERFLOW")
    return {
      status: 431,
      title: "Request Header Fields Too Large",
      detail: `request line and headers have more than ${limits.headerBytesMax} bytes`,
    };
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return late;
  return { status: 400, title: "Bad Request", detail: "this is no HTTP request" };
}

function bound(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => reject(cannotListen(host, port, cause)));
    server.listen({ host, port, backlog: limits.connectionsMax }, () => {
      server.removeAllListeners("error");
      server.on("error", () => {});
      resolve();
    });
  });
}

function cannotListen(host: string, port: number, cause: unknown): GateError {
  const code = codeOf(cause);
  if (code === "EADDRINUSE")
    return new GateError(
      "unavailable",
      `port ${port} of ${host} is in use: stop what uses it, or name another one by --port (0 takes ` +
        "any that is free)",
      { cause },
    );
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
    return new GateError("unavailable", `this machine has no address ${host}: correct --host`, {
      cause,
    });
  if (code === "EACCES")
    return new GateError("unavailable", `port ${port} is not yours to take: name one above 1023`, {
      cause,
    });
  return new GateError("unavailable", `${host}:${port} cannot be served: ${reasonOf(cause)}`, {
    cause,
  });
}

function urlOf(server: Server): string {
  const { address, family, port } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

const elapsed = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
