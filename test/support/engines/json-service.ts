import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { anyCredentials, anyRegion } from "./dynamodb.ts";

/** What an operation answers instead of doing something. */
export class ServiceRefusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what a service is told is asserted by its use
type Anything = any;

/** A service of AWS that speaks JSON: its operations by name, of which each is told the body. */
export type Operations = Readonly<Record<string, (input: Anything) => Anything>>;

export interface JsonService {
  readonly endpoint: string;
  /** For a client of the SDK. */
  readonly config: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: typeof anyCredentials;
  };
  /** The operations that were asked for, in order. */
  readonly asked: string[];
  /** Answers given instead of doing anything, one a request, in this order. */
  readonly refusals: ServiceRefusal[];
  stop(): Promise<void>;
}

/** Starts a server of this process that speaks AWS JSON 1.0 and 1.1; signatures are not looked at. */
export async function startJsonService(operations: Operations): Promise<JsonService> {
  const asked: string[] = [];
  const refusals: ServiceRefusal[] = [];
  const server = createServer((request, response) => {
    answer(request, response).catch((error) => response.destroy(error as Error));
  });
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const name = String(request.headers["x-amz-target"] ?? "").replace(/^.*\./, "");
    asked.push(name);
    response.setHeader("content-type", request.headers["content-type"] ?? "");
    try {
      const refusal = refusals.shift();
      if (refusal !== undefined) throw refusal;
      const operation = operations[name];
      if (operation === undefined) throw new ServiceRefusal("UnknownOperationException", name);
      response.end(JSON.stringify((await operation(JSON.parse(body))) ?? {}));
    } catch (error) {
      if (!(error instanceof ServiceRefusal)) throw error;
      response.statusCode = error.status;
      response.end(JSON.stringify({ __type: error.code, message: error.message }));
    }
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { readonly port: number };
  const endpoint = `http://127.0.0.1:${port}`;
  return {
    endpoint,
    config: { endpoint, region: anyRegion, credentials: anyCredentials },
    asked,
    refusals,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
