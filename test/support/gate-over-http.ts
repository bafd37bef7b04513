import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "aws-lambda";
import { createHandler as createApiHandler } from "../../lambdas/api/handler.ts";
import { createHandler as createSubmitHandler } from "../../lambdas/submit/handler.ts";
import { docsAssets } from "../../lib/adapters/files/docs-assets.ts";
import { folderObjects } from "../../lib/adapters/objects-folder/objects.ts";
import { type FolderUploads, folderUploads } from "../../lib/adapters/objects-folder/uploads.ts";
import { type GateStore, openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import type { Role } from "../../lib/app/caller.ts";
import type { RunPorts } from "../../lib/app/large-run/run-ports.ts";
import type { ActivePlan, ReferenceTables, RunMachine } from "../../lib/app/ports.ts";
import type { ReplayPorts } from "../../lib/app/replay.ts";
import { closeCases } from "../../lib/app/review/cases/close-cases.ts";
import { openCase } from "../../lib/app/review/cases/open-case.ts";
import { docsAssets as docsAssetNames } from "../../lib/http/docs-page.ts";
import type { HttpEvent, HttpResult } from "../../lib/http/event.ts";
import { routeNameOf } from "../../lib/http/match-route.ts";
import type { Problem } from "../../lib/http/problem.ts";
import { type TestIssuer, testIssuer } from "./tokens.ts";

// Handlers would print a line for each of some thousand requests.
process.env["POWERTOOLS_LOG_LEVEL"] ??= "SILENT";
process.env["POWERTOOLS_METRICS_DISABLED"] ??= "true";

/** Who asks: every test's people. Each is another human being, but where `person` says otherwise. */
export interface Asking {
  readonly name: string;
  readonly roles: readonly Role[];
  readonly person?: string | null;
  readonly department?: string;
}

/** A request of a test: what is left out is as a well-behaved client has it. */
export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text and bytes as they are; anything else as JSON. */
  readonly body?: unknown;
  readonly as?: Asking;
}

export interface Heard {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body read as JSON; undefined where it is none. */
  // biome-ignore lint/suspicious/noExplicitAny: a test knows what it asked for
  readonly body: any;
  readonly problem: Problem;
}

/** The handlers of both functions over a SQLite store in a folder of its own. */
export interface GateOverHttp {
  readonly folder: string;
  readonly store: GateStore;
  readonly issuer: TestIssuer;
  /** What its handlers are made over; the machine of runs gets nowhere by itself. */
  readonly ports: RunPorts & ReplayPorts;
  /** What takes the pieces that are put to signed addresses. */
  readonly uploads: FolderUploads;
  /** Moves the clock. */
  at(instant: string): void;
  ask(asked: Ask): Promise<Heard>;
  /** An event as a gateway would hand it over. */
  handle(event: HttpEvent): Promise<HttpResult>;
  /** Brings what lies in the outbox to whom it is for. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

export const theNow = "2026-11-23T09:00:00.000Z";

/** Takes every run and gets nowhere: what judges runs has tests of its own. */
const idleMachine: RunMachine = {
  start: async () => undefined,
  stop: async () => undefined,
  look: async () => ({ is: "running" }),
};

const nothingLoaded: ReferenceTables = {
  loaded: async () => new Set(),
  rows: async () => [],
};

/**
 * Opens a gate with these plans in force; Monday morning, until a test says otherwise.
 *
 * @param references the tables that it reads; none was ever loaded where they are left out.
 */
export async function gateOverHttp(
  active: readonly ActivePlan[],
  references = nothingLoaded,
): Promise<GateOverHttp> {
  const folder = mkdtempSync(join(tmpdir(), "holdpoint-http-"));
  let now = theNow;
  const clock = { now: () => now };
  const store = await openGateStore(folder, { clock });
  for (const one of active) await store.plans.put(one, "2026-01-01T00:00:00.000Z");
  const issuer = testIssuer();
  const uploads = folderUploads(folder, {
    secret: "0".repeat(64),
    baseUrl: () => "http://127.0.0.1:1",
    now: () => new Date(now),
  });
  const ports = {
    ...store,
    references,
    clock,
    salts: systemSalts,
    objects: folderObjects(folder),
    uploads,
    machine: idleMachine,
  };
  const settings = { tenant: "acme", issuers: [issuer.trusted] };
  const submit = createSubmitHandler(ports, settings);
  const api = createApiHandler(ports, { ...settings, docsAsset: docsAssets(docsAssetNames) });
  const handle = (event: HttpEvent): Promise<HttpResult> =>
    routeNameOf(event.requestContext.http.method, event.rawPath) === "submit"
      ? submit(event, context)
      : api(event, context);
  return {
    folder,
    store,
    issuer,
    ports,
    uploads,
    at: (instant) => {
      now = instant;
    },
    handle,
    ask: async (asked) => heard(await handle(eventOf(asked, issuer))),
    deliver: async () => {
      const parcels = await store.outbox.pending("2999-01-01T00:00:00.000Z", 10_000);
      for (const parcel of parcels) {
        for (const message of parcel.messages)
          if (message.schema === "holdpoint/violations/1") await openCase(ports, message);
          else await closeCases(ports, message);
        await store.outbox.markSent(parcel);
      }
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const context = { awsRequestId: "request-1", functionName: "test" } as Context;

export function eventOf(
  { method = "GET", path, query = "", headers = {}, body, as }: Ask,
  issuer: TestIssuer,
): HttpEvent {
  const bytes = bytesOf(body);
  return {
    rawPath: path,
    rawQueryString: query,
    headers: {
      ...(as && { authorization: `Bearer ${issuer.token(claimsOf(as))}` }),
      ...(bytes && { "content-type": "application/json" }),
      ...headers,
    },
    requestContext: { requestId: "gateway-1", http: { method } },
    ...(bytes && { body: bytes.toString("base64"), isBase64Encoded: true }),
  };
}

function bytesOf(body: unknown): Buffer | undefined {
  if (body === undefined) return undefined;
  if (typeof body === "string" || body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(JSON.stringify(body));
}

const claimsOf = ({ name, roles, person, department }: Asking) => ({
  sub: name,
  holdpoint_roles: roles,
  ...(person !== null && { person: person ?? name }),
  ...(department !== undefined && { department }),
});

export function heard({ statusCode, headers, body, isBase64Encoded }: HttpResult): Heard {
  const text = isBase64Encoded ? Buffer.from(body, "base64").toString("utf8") : body;
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    read = undefined;
  }
  return { status: statusCode, headers, text, body: read, problem: read as Problem };
}
