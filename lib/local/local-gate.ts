import { randomUUID } from "node:crypto";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { createHandler as apiHandler } from "../../lambdas/api/handler.ts";
import { createHandler as buryHandler } from "../../lambdas/bury/handler.ts";
import { createHandler as dispatchHandler } from "../../lambdas/dispatch/handler.ts";
import { createHandler as openCasesHandler } from "../../lambdas/open-cases/handler.ts";
import { createHandler as submitHandler } from "../../lambdas/submit/handler.ts";
import { createHandler as sweepHandler } from "../../lambdas/sweep/handler.ts";
import { docsAssets } from "../adapters/files/docs-assets.ts";
import { type GateStore, openGateStore } from "../adapters/sqlite/gate-store.ts";
import { systemClock } from "../adapters/system/clock.ts";
import { systemSalts } from "../adapters/system/salts.ts";
import { GateError } from "../app/errors.ts";
import type { ActivePlan, Audits, Plans } from "../app/ports.ts";
import { calendarGap, calendarOf } from "../app/review/policy/business-hours.ts";
import { docsAssets as docsAssetNames } from "../http/docs-page.ts";
import type { IdentitySettings } from "../http/identity.ts";
import { type Archiving, startArchiving } from "./archiving.ts";
import { backUpGate } from "./back-up.ts";
import { beginsRun, isSubmission } from "./body-limits.ts";
import { makeDataFolder } from "./data-folder.ts";
import { type Deliveries, startDeliveries } from "./deliveries.ts";
import type { TakingPieces } from "./http/receive-piece.ts";
import { contextOf } from "./lambda-events.ts";
import type { LoadedTable } from "./load-references.ts";
import { type LocalReferences, openLocalReferences, referenceStore } from "./references.ts";
import { type LocalRuns, openLocalRuns } from "./runs/open-runs.ts";

export interface LocalGateSettings {
  /** Where all is kept. */
  readonly folder: string;
  /** The gates that are served, each with the rules that judge from now on. */
  readonly active: readonly ActivePlan[];
  readonly identity: IdentitySettings;
  /** Done when the folder is this process's alone, before its reference tables are opened. */
  readonly beforeOpening?: () => Promise<readonly LoadedTable[]>;
  /**
   * What addresses of uploads begin with: where this gate is served, asked when one is signed. Absent:
   * it is not served, and nothing can be uploaded.
   */
  readonly baseUrl?: () => string;
  /** Threads that judge large submissions; as many as there are processors when absent. */
  readonly workers?: number;
  /** Told of what failed on the way between the functions; it is tried again. */
  readonly onFailure: (what: string, error: unknown) => void;
}

/** A gate on one machine: the handlers that run on AWS, over a folder. */
export interface LocalGate {
  readonly store: GateStore;
  /** The tables that were loaded when it was opened. */
  readonly loaded: readonly LoadedTable[];
  answer(event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2>;
  /** What takes the pieces that are put to addresses of uploads. */
  readonly pieces: TakingPieces;
  /** Copies all but private keys into a new folder, while the gate runs. */
  backup(folder: string): Promise<void>;
  /** Ends deliveries after what is under way, and lets the folder go; idempotent. */
  close(): Promise<void>;
}

/**
 * Opens the gate of a folder and begins to deliver what is in its outbox and queue.
 *
 * @throws {GateError} `unavailable` when another process has the folder or it cannot be written,
 * `invalid` when what is in it is not a gate's.
 */
export async function openLocalGate(settings: LocalGateSettings): Promise<LocalGate> {
  const { folder, active } = settings;
  makeDataFolder(folder);
  const store = await openGateStore(folder);
  const opened: (() => Promise<void> | void)[] = [store.close];
  const close = async (): Promise<void> => {
    for (const end of opened.splice(0).reverse()) await end();
  };
  try {
    const loaded = (await settings.beforeOpening?.()) ?? [];
    for (const one of active) await store.plans.put(one, systemClock.now());
    const subjects = [...new Set(active.map(({ plan }) => plan.subject))];
    const references = await openLocalReferences(referenceStore(folder), subjects);
    opened.push(references.close);
    await tellGaps(settings, references);
    const { tenant } = settings.identity;
    const archiving = startArchiving({ folder, store, tenant, onFailure: settings.onFailure });
    opened.push(archiving.stop);
    const { baseUrl = notServed, workers, onFailure } = settings;
    const runs = openLocalRuns({
      ...{ folder, store, references, baseUrl, onFailure },
      ...(workers !== undefined && { workers }),
      onEnded: () => wired.deliveries.wake(),
    });
    const wired = wire(settings, store, references, { ...archiving, runs });
    opened.push(wired.deliveries.stop);
    opened.push(runs.close);
    await runs.takeUp();
    const backup = (into: string): Promise<void> => backUpGate(store, folder, into);
    const { answer } = wired;
    return { store, loaded, answer, pieces: runs.pieces, backup, close };
  } catch (error) {
    await close();
    throw error;
  }
}

const notServed = (): never => {
  throw new GateError("unavailable", "this gate is not served: nothing can be put to it");
};

/** A calendar that does not know today is no reason not to open: no day of it is free, that is all. */
async function tellGaps(
  { active, onFailure }: LocalGateSettings,
  { tables }: LocalReferences,
): Promise<void> {
  for (const { gate } of active) {
    const gap = calendarGap(await calendarOf(tables, gate), systemClock.now());
    if (gap !== undefined) onFailure(`gate ${gate.name}`, new GateError("unavailable", gap));
  }
}

function wire(
  { active, identity, onFailure }: LocalGateSettings,
  store: GateStore,
  references: LocalReferences,
  {
    archive,
    seals,
    runs: { runs, objects, uploads, machine },
  }: Pick<Archiving, "archive" | "seals"> & { readonly runs: LocalRuns },
): { readonly answer: LocalGate["answer"]; readonly deliveries: Deliveries } {
  const { queue, outbox, violations } = store;
  const ports = {
    ...store,
    audits: waking(store.audits, () => deliveries.wake()),
    references: references.tables,
    pastReferences: references.past,
    clock: systemClock,
    salts: systemSalts,
    ...{ runs, objects, uploads, machine },
  };
  const deliveries: Deliveries = startDeliveries({
    outbox,
    queue,
    clock: systemClock,
    dispatch: dispatchHandler({ outbox, violations }),
    openCases: openCasesHandler(ports),
    bury: buryHandler(ports, identity),
    sweep: sweepHandler(ports),
    onFailure,
  });
  const served = { ...ports, plans: servedOf(ports.plans, active) };
  const submit = submitHandler(served, identity);
  const docsAsset = docsAssets(docsAssetNames);
  const api = apiHandler({ ...ports, archive, seals }, { ...identity, docsAsset });
  const runsApi = apiHandler(served, identity);
  return {
    deliveries,
    answer: (event) => {
      const { method } = event.requestContext.http;
      if (isSubmission(method, event.rawPath))
        return submit(event, contextOf("submit", randomUUID()));
      const answer = beginsRun(method, event.rawPath) ? runsApi : api;
      return answer(event, contextOf("api", randomUUID()));
    },
  };
}

/**
 * Where something may be handed in: at the gates that were named at this start. One that was served
 * before is known so that what it holds is decided; nobody corrects its rules, and its tables may not
 * be open.
 */
const servedOf = (plans: Plans, active: readonly ActivePlan[]): Plans => {
  const served = new Set(active.map(({ gate }) => gate.name));
  return {
    ...plans,
    gates: async () => (await plans.gates()).filter((name) => served.has(name)),
    active: async (name, at) => (served.has(name) ? plans.active(name, at) : undefined),
  };
};

/** Tells of parcels as the table's stream would, as soon as they are stored. */
const waking = (audits: Audits, wake: () => void): Audits => ({
  ...audits,
  append: async (entry, changes) => {
    await audits.append(entry, changes);
    if (changes.outbox !== undefined && changes.outbox.length > 0) wake();
  },
});
