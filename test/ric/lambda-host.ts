import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { join } from "node:path";
import { repository } from "../support/house.ts";

/** A function as Lambda would run it: its bundle's folder and its variables. */
export interface HostedFunction {
  readonly name: string;
  /** Where `index.mjs` lies. */
  readonly folder: string;
  /** A module of another name; under the client of ours only. */
  readonly index?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Of the heap of each process. */
  readonly memoryMb?: number;
}

/** What runs the bundle and speaks to the runtime interface. */
export type RuntimeClient =
  /** Amazon's own, as in the managed runtime. */
  | "amazon"
  /** Some lines of ours: nothing to compile. */
  | "ours";

/** What an invocation failed of: `name` is Lambda's error type, the message its cause as JSON. */
export class InvocationError extends Error {
  constructor(name: string, cause: object) {
    super(JSON.stringify(cause));
    this.name = name;
  }
}

export interface LambdaHost {
  /** Has an event handled by a process that is free, or by a new one. @throws {InvocationError} */
  invoke(event: unknown): Promise<unknown>;
  /** What its processes have printed. */
  log(): string;
  /** Ends the processes; a later event starts new ones, as Lambda does. */
  kill(): void;
  stop(): Promise<void>;
}

/** Where Amazon's client is, once `npm run test:runtime` has installed it. */
export const amazonClient = join(repository, "test/ric/node_modules/aws-lambda-ric/index.mjs");
export const hasAmazonClient = (): boolean => existsSync(amazonClient);
const ownClient = join(repository, "test/ric/runtime-loop.ts");

/**
 * Speaks Lambda's runtime interface (2018-06-01) on loopback to processes that run one bundle: each
 * takes one event at a time. One that ends, or takes too long, fails its event and is replaced.
 */
export function hostFunction(
  hosted: HostedFunction,
  client: RuntimeClient,
  processesMax = 1,
): LambdaHost {
  const instances = new Set<Instance>();
  const waiting: Invocation[] = [];
  let printed = "";
  let isStopped = false;
  return {
    invoke: (event) => {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      waiting.push({ id: randomUUID(), body: JSON.stringify(event), resolve, reject });
      give();
      return promise;
    },
    log: () => printed,
    kill: () => {
      for (const { process } of instances) process?.kill("SIGKILL");
    },
    stop: async () => {
      isStopped = true;
      await Promise.all([...instances].map(end));
    },
  };

  /** Hands events to processes that ask for one; begins another process where too few do. */
  function give(): void {
    for (const instance of instances) {
      const { next } = instance;
      if (next === undefined) continue;
      const invocation = waiting.shift();
      if (invocation === undefined) return;
      begin(instance, invocation, next);
    }
    const idle = [...instances].filter(({ running }) => running === undefined).length;
    if (waiting.length > idle && instances.size < processesMax) start();
  }

  function begin(instance: Instance, invocation: Invocation, response: ServerResponse): void {
    instance.next = undefined;
    instance.running = invocation;
    instance.timer = setTimeout(() => timeOut(instance), hosted.timeoutMs);
    response.writeHead(200, {
      "content-type": "application/json",
      "lambda-runtime-aws-request-id": invocation.id,
      "lambda-runtime-deadline-ms": `${Date.now() + hosted.timeoutMs}`,
      "lambda-runtime-invoked-function-arn": arnOf(hosted.name),
      "lambda-runtime-trace-id": "Root=1-00000000-000000000000000000000000;Sampled=0",
    });
    response.end(invocation.body);
  }

  /** The interface knows one process, so that each has its own. */
  function start(): void {
    const server = createServer((request, response) => {
      answer(instance, request, response).catch((error) =>
        response.writeHead(500).end(String(error)),
      );
    });
    const instance: Instance = { server };
    instances.add(instance);
    server.listen(0, "127.0.0.1", () => {
      if (!isStopped) begun(instance, (server.address() as { readonly port: number }).port);
    });
  }

  function begun(instance: Instance, port: number): void {
    const child = spawn(process.execPath, argumentsOf(client, hosted), {
      cwd: hosted.folder,
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...hosted.env,
        PATH: process.env["PATH"] ?? "",
        NODE_OPTIONS: `--max-old-space-size=${hosted.memoryMb ?? 1_769}`,
        LAMBDA_TASK_ROOT: hosted.folder,
        AWS_LAMBDA_FUNCTION_NAME: hosted.name,
        AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "1769",
        AWS_LAMBDA_LOG_GROUP_NAME: `/holdpoint/${hosted.name}`,
        AWS_LAMBDA_LOG_STREAM_NAME: "test",
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        _HANDLER: "index.handler",
      },
    });
    instance.process = child;
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (bytes) => {
        printed = (printed + bytes).slice(-1_000_000);
      });
    child.once("exit", (code, signal) => ended(instance, `${signal ?? code}`));
  }

  function timeOut(instance: Instance): void {
    const seconds = (hosted.timeoutMs / 1000).toFixed(2);
    settle(instance)?.reject(
      errorOf("Sandbox.Timedout", `Task timed out after ${seconds} seconds`),
    );
    instance.process?.kill("SIGKILL");
  }

  function ended(instance: Instance, how: string): void {
    instances.delete(instance);
    instance.server.closeAllConnections();
    instance.server.close();
    settle(instance)?.reject(
      errorOf("Runtime.ExitError", `Runtime exited with error: ${how}\n${printed.slice(-2_000)}`),
    );
    // A process that ends before it has asked for anything would be started again for ever.
    if (!instance.asked && !instance.process?.killed)
      for (const { reject } of waiting.splice(0))
        reject(errorOf("Runtime.InitError", `${how}\n${printed.slice(-2_000)}`));
    else give();
  }

  async function answer(
    instance: Instance,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const [, , , what, invocation, kind] = (request.url ?? "").split("/");
    if (what === "invocation" && invocation === "next") {
      instance.asked = true;
      instance.next = response;
      return give();
    }
    const body = await bodyOf(request);
    response.writeHead(202, { "content-type": "application/json" }).end('{"status":"OK"}');
    if (instance.running?.id !== invocation) return;
    const running = settle(instance);
    if (kind === "response") running?.resolve(body === "" ? null : JSON.parse(body));
    else running?.reject(errorFrom(body));
  }
}

interface Invocation {
  readonly id: string;
  readonly body: string;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: InvocationError) => void;
}

interface Instance {
  readonly server: Server;
  process?: ChildProcess;
  /** Whether it has ever asked for an event. */
  asked?: boolean;
  /** Its question for an event, not answered yet. */
  next?: ServerResponse | undefined;
  running?: Invocation | undefined;
  timer?: NodeJS.Timeout | undefined;
}

/** Ends a process and waits until it has. */
async function end({ process, server }: Instance): Promise<void> {
  server.closeAllConnections();
  server.close();
  if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
  const gone = new Promise((resolve) => process.once("exit", resolve));
  process.kill("SIGKILL");
  await gone;
}

/** Takes the event from an instance that has, or gives, no more to do with it. */
function settle(instance: Instance): Invocation | undefined {
  const { running } = instance;
  clearTimeout(instance.timer);
  instance.running = undefined;
  return running;
}

const argumentsOf = (
  client: RuntimeClient,
  { folder, index = join(folder, "index.mjs") }: HostedFunction,
): readonly string[] =>
  client === "amazon" ? [amazonClient, "index.handler"] : [ownClient, index];

export const arnOf = (name: string): string =>
  `arn:aws:lambda:eu-north-1:000000000000:function:${name}`;

const errorOf = (errorType: string, errorMessage: string): InvocationError =>
  new InvocationError(errorType, { errorType, errorMessage });

function errorFrom(body: string): InvocationError {
  const { errorType, errorMessage, trace = [], stackTrace = trace } = JSON.parse(body);
  return new InvocationError(errorType, { errorType, errorMessage, trace: stackTrace });
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString();
}
