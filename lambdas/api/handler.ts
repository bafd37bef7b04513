import type { RunPorts } from "../../lib/app/large-run/run-ports.ts";
import type { Limits } from "../../lib/app/ports.ts";
import type { ReplayPorts } from "../../lib/app/replay.ts";
import type { SealedPorts } from "../../lib/app/seal/queries/list-seals.ts";
import { createApi } from "../../lib/http/api.ts";
import { approvalCalls } from "../../lib/http/calls/approval-calls.ts";
import { auditCalls } from "../../lib/http/calls/audit-calls.ts";
import { caseCalls } from "../../lib/http/calls/case-calls.ts";
import { type Description, gateCalls } from "../../lib/http/calls/gate-calls.ts";
import { letterCalls } from "../../lib/http/calls/letter-calls.ts";
import { passCalls } from "../../lib/http/calls/pass-calls.ts";
import { runCalls } from "../../lib/http/calls/run-calls.ts";
import { submissionCalls } from "../../lib/http/calls/submission-calls.ts";
import type { IdentitySettings } from "../../lib/http/identity.ts";
import { observerOf } from "../shared/observed.ts";
import { servedBy } from "../shared/served.ts";

/** Whom this function believes, and whether it also serves the page that describes the API. */
export interface ApiSettings extends IdentitySettings {
  /** A file of that page by its name; absent where no page is served. */
  readonly docsAsset?: Description["asset"];
}

/**
 * What is asked of the world; without archive and seals there is nothing to export, and without a
 * machine there are no large submissions.
 */
export type ApiPorts = ReplayPorts &
  Partial<SealedPorts> &
  Partial<OwnRunPorts> & { readonly limits?: Limits };
type OwnRunPorts = Pick<RunPorts, "runs" | "objects" | "uploads" | "machine">;

/** Answers every route of the table but submitting, which is a function of its own. */
export const createHandler = (ports: ApiPorts, settings: ApiSettings) => {
  const { archive, seals, runs, objects, uploads, machine } = ports;
  const description = {
    // Made when it is first asked for, so that no other request waits for it.
    openapi: async () => (await import("../../lib/http/openapi.ts")).openapiDocument(),
    ...(settings.docsAsset && { asset: settings.docsAsset }),
  };
  const calls = {
    ...submissionCalls(ports),
    ...caseCalls(ports),
    ...approvalCalls(ports),
    ...passCalls(ports),
    ...letterCalls(ports),
    ...(archive && seals && auditCalls({ ...ports, archive, seals })),
    ...(runs &&
      objects &&
      uploads &&
      machine &&
      runCalls({ ...ports, runs, objects, uploads, machine })),
    ...gateCalls(ports, description),
  };
  return servedBy(createApi(calls, settings, ports), observerOf("api"));
};
