import { GateError } from "../../app/errors.ts";
import { loadHistory } from "../../app/history/load-history.ts";
import { listGates } from "../../app/list-gates.ts";
import type { ReviewPorts } from "../../app/review/command.ts";
import { operations } from "../../app/review/operation.ts";
import { rolesFor } from "../../app/review/policy/permissions.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { docsPage, docsPolicy, docsStart, docsStartName } from "../docs-page.ts";
import type { gateRoutes } from "../routes/gate-routes.ts";
import type { Calls } from "../routes.ts";
import { commanded } from "./command-parts.ts";

/** What describes the API: its document, and the files of the page that renders it. */
export interface Description {
  /** The OpenAPI document, made when it is first asked for. */
  openapi(): Promise<Readonly<Record<string, unknown>>>;
  /** A file of the page by its name; undefined where this deployment serves no page. */
  asset?(name: string): Promise<Uint8Array | undefined>;
}

/** Answers what is asked of the gate itself. */
export const gateCalls = (
  ports: ReviewPorts,
  { openapi, asset }: Description,
): Pick<Calls, keyof typeof gateRoutes> => ({
  listGates: async () => ({ items: await listGates(ports) }),
  loadHistory: (request) =>
    loadHistory(ports, {
      ...commanded(request),
      ...request.parameters,
      subject: request.body.subject,
      runs: request.body.runs as readonly JsonObject[],
    }),
  me: async ({ caller }) => {
    const { principal, person, isPerson, roles, department, tenant } = caller;
    const allowed = operations.filter((operation) =>
      rolesFor(operation).some((role) => roles.includes(role)),
    );
    return {
      principal,
      person,
      isPerson,
      roles,
      ...(department !== undefined && { department }),
      tenant,
      operations: allowed,
    };
  },
  openapi,
  docs: async () => {
    if (asset === undefined) throw noPage();
    return { mediaType: "text/html; charset=utf-8", bytes: docsPage, policy: docsPolicy };
  },
  docsAsset: async ({ parameters }) => {
    const isStart = parameters.asset === docsStartName && asset !== undefined;
    const bytes = isStart ? docsStart : await asset?.(parameters.asset);
    const mediaType = mediaTypes[parameters.asset.replace(/^.*\./, "")];
    if (bytes === undefined || mediaType === undefined) throw noPage();
    return { mediaType, bytes };
  },
});

const mediaTypes: Readonly<Record<string, string>> = {
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  png: "image/png",
};

const noPage = (): GateError =>
  new GateError(
    "not_found",
    "there is no such page here: /openapi.json describes the API, and any local gate renders it",
  );
