import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Engine } from "../support/engines/process.ts";
import { attemptOf, type Call, type Fault, type FaultPlan, type Injected } from "./fault.ts";
import type { Asked, Partly, Service, Told } from "./services/service.ts";

/** A proxy on loopback that lets faults befall the calls of one service. */
export interface FaultProxy extends Engine {
  /** What befell, in order. */
  readonly injected: readonly Injected[];
  readonly calls: () => number;
  /** What befalls from now on. */
  follow(plan: FaultPlan): void;
  /** Waits until all that it was asked is done, and what it does later too. */
  idle(): Promise<void>;
}

/** Starts a proxy before an engine. It ends with everything that it still has to send later. */
export async function startFaultProxy(
  service: Service,
  engine: Engine,
  plan: FaultPlan,
): Promise<FaultProxy> {
  const way = wayTo(engine);
  const injected: Injected[] = [];
  const occurrences = new Map<string, number>();
  const open = new Set<Socket>();
  const serving = new Set<Promise<void>>();
  let following = plan;
  let calls = 0;

  const callOf = (asked: Asked): Call => {
    const operation = service.operationOf(asked);
    const occurrence = occurrences.get(operation) ?? 0;
    occurrences.set(operation, occurrence + 1);
    calls += 1;
    const attempt = attemptOf(asked.headers["amz-sdk-request"]);
    return { service: service.name, operation, occurrence, attempt };
  };
  const serve = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const asked = await askedBy(incoming);
    if (asked === undefined) return;
    const call = callOf(asked);
    const drawn = following(call);
    const fault = drawn && fitting(drawn, service, asked);
    if (fault !== undefined) injected.push({ ...call, ...fault });
    const exchange = { service, way, asked, incoming, response };
    await (fault === undefined ? pass(exchange) : befall(exchange, fault));
  };
  const server = createServer((incoming, response) => {
    response.on("error", () => {});
    const work = serve(incoming, response)
      .catch(() => void incoming.socket.destroy())
      .finally(() => serving.delete(work));
    serving.add(work);
  });
  server.on("connection", (socket) => {
    open.add(socket);
    socket.on("error", () => {});
    socket.once("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    injected,
    calls: () => calls,
    follow: (next) => {
      following = next;
    },
    idle: async () => {
      while (serving.size > 0) await Promise.all(serving);
      await way.idle();
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of open) socket.destroy();
      await Promise.all([closed, way.end()]);
    },
  };
}

interface Way {
  ask(asked: Asked): Promise<Told>;
  /** Asks later, when nobody waits for it any more. */
  askLater(asked: Asked, ms: number): void;
  /** Waits until nothing is left to be asked later. */
  idle(): Promise<void>;
  end(): Promise<void>;
}

function wayTo({ endpoint }: Engine): Way {
  const agent = new Agent({ keepAlive: true });
  const later = new Set<Promise<unknown>>();
  const ask = (asked: Asked): Promise<Told> => answerOf(agent, endpoint, asked);
  const idle = async (): Promise<void> => {
    await Promise.all(later);
  };
  return {
    ask,
    idle,
    askLater: (asked, ms) => {
      const work = sleep(ms)
        .then(() => ask(asked))
        .catch(() => {})
        .finally(() => later.delete(work));
      later.add(work);
    },
    end: async () => {
      await idle();
      agent.destroy();
    },
  };
}

interface Exchange {
  readonly service: Service;
  readonly way: Way;
  readonly asked: Asked;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
}

/** What cannot befall a call is another fault instead, so that none is lost. */
function fitting(fault: Fault, service: Service, asked: Asked): Fault {
  const isBatch = service.partly(asked, fault.detail) !== undefined;
  return fault.kind === "partial" && !isBatch ? { ...fault, kind: "throttled" } : fault;
}

const slowMs = 40;
/** A late call arrives when others may have written since. */
const lateMsMax = 400;

async function befall(exchange: Exchange, { kind, detail }: Fault): Promise<void> {
  const { service, way, asked, incoming, response } = exchange;
  const lateMs = detail % lateMsMax;
  switch (kind) {
    case "throttled":
      return write(response, service.throttled(asked, detail));
    case "failed":
      return write(response, service.failed(asked, detail));
    case "failed-after":
      await way.ask(asked);
      return write(response, service.failed(asked, detail));
    case "unavailable":
      return write(response, gatewaysOwn);
    case "silent-before":
      return; // until the caller hangs up
    case "silent-after":
      await way.ask(asked);
      return;
    case "late":
      await hungUp(incoming.socket);
      return way.askLater(asked, lateMs);
    case "dropped-before":
      return void incoming.socket.resetAndDestroy();
    case "dropped-after":
      await way.ask(asked);
      return void incoming.socket.resetAndDestroy();
    case "dropped-midway":
      writeHalf(response, await way.ask(asked));
      await sleep(1);
      return void incoming.socket.resetAndDestroy();
    case "slow": {
      const told = await way.ask(asked);
      const rest = writeHalf(response, told);
      await sleep(slowMs);
      return void response.end(rest);
    }
    case "stalled":
      return void writeHalf(response, await way.ask(asked));
    case "garbled": {
      const told = await way.ask(asked);
      return write(response, { ...told, body: told.body.subarray(0, told.body.length * 0.7) });
    }
    case "partial":
      return partly(exchange, service.partly(asked, detail) as Partly);
    case "doubled": {
      const [told] = await Promise.all([way.ask(asked), way.ask(asked)]);
      return write(response, told);
    }
    case "echoed":
      await pass(exchange);
      return way.askLater(asked, lateMs);
    case "closed":
      response.once("finish", () => incoming.socket.destroySoon());
      return pass(exchange);
  }
}

const pass = async ({ way, asked, response }: Exchange): Promise<void> =>
  write(response, await way.ask(asked));

async function partly({ way, asked, response }: Exchange, { body, mend }: Partly): Promise<void> {
  const told = body === undefined ? undefined : await way.ask({ ...asked, body });
  write(response, mend(told));
}

const gatewaysOwn: Told = {
  status: 503,
  headers: ["content-type", "text/html"],
  body: Buffer.from("<html><body><h1>503 Service Unavailable</h1></body></html>"),
};

const hungUp = (socket: Socket): Promise<unknown> =>
  socket.destroyed ? Promise.resolve() : new Promise((resolve) => socket.once("close", resolve));

function write(response: ServerResponse, told: Told): void {
  if (response.destroyed) return;
  response.writeHead(told.status, headersOf(response, told));
  response.end(told.body);
}

/** Gives the half that is still to come. */
function writeHalf(response: ServerResponse, told: Told): Buffer {
  const half = Math.ceil(told.body.length / 2);
  if (response.destroyed) return told.body;
  response.writeHead(told.status, headersOf(response, told));
  response.write(told.body.subarray(0, half));
  return told.body.subarray(half);
}

/** Of hops, and what the body says itself. */
const ownHeaders = ["connection", "keep-alive", "transfer-encoding", "content-length"];

function headersOf({ req }: ServerResponse, { headers, body }: Told): string[] {
  const kept = pairsOf(headers).filter(
    ([name]) =>
      !ownHeaders.includes(name.toLowerCase()) ||
      (req.method === "HEAD" && name.toLowerCase() === "content-length"),
  );
  const length = req.method === "HEAD" ? [] : [["content-length", String(body.length)]];
  return [...kept, ...length].flat();
}

const pairsOf = (raw: readonly string[]): (readonly [string, string])[] =>
  Array.from({ length: raw.length / 2 }, (_, n) => [raw[2 * n]!, raw[2 * n + 1]!]);

/** Undefined where the caller hung up before all was said. */
function askedBy(incoming: IncomingMessage): Promise<Asked | undefined> {
  const { method = "GET", url: path = "/", rawHeaders, headers } = incoming;
  const parts: Buffer[] = [];
  return new Promise((resolve) => {
    incoming.on("data", (part: Buffer) => parts.push(part));
    incoming.once("end", () =>
      resolve({ method, path, rawHeaders, headers, body: Buffer.concat(parts) }),
    );
    incoming.once("close", () => resolve(undefined));
  });
}

function answerOf(agent: Agent, endpoint: string, asked: Asked): Promise<Told> {
  const { method, path, rawHeaders, body } = asked;
  const kept = pairsOf(rawHeaders).filter(
    ([name]) => ![...ownHeaders, "expect"].includes(name.toLowerCase()),
  );
  const headers = [...kept, ["content-length", String(body.length)]].flat();
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    const asking = request({ hostname, port, method, path, agent, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on("data", (part) => parts.push(part));
      answer.once("end", () =>
        resolve({
          status: answer.statusCode ?? 500,
          headers: answer.rawHeaders,
          body: Buffer.concat(parts),
        }),
      );
      answer.once("error", reject);
    });
    asking.once("error", reject);
    asking.end(body);
  });
}
