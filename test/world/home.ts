import { rmSync } from "node:fs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import type { WorkQueue } from "../../lib/adapters/work-queue.ts";
import type { ActivePlan, Outbox, ReferenceTables } from "../../lib/app/ports.ts";
import type { PassPorts } from "../../lib/app/review/command.ts";
import { marksGate } from "../support/marks-gate.ts";
import { quickFolder } from "../support/quick-folder.ts";

/** What a gate lives on in the simulated world: a family of adapters, and a queue. */
export interface Home {
  readonly name: string;
  /** The clock is whoever's who acts. */
  readonly ports: Omit<PassPorts, "clock">;
  readonly outbox: Outbox;
  readonly queue: WorkQueue;
  /** Sets the time by which the queue hides messages and gives them out again. */
  passTo(milliseconds: number): void;
  /** Messages in the queue, hidden or not; absent where none is ever hidden from who received it. */
  readonly left?: () => Promise<number>;
  /** The same home, where what is asked of it can go wrong: so that it can be looked at. */
  readonly undisturbed?: Omit<Home, "undisturbed">;
  /** Where its rows lie, for a test that changes them behind its back. */
  readonly folder?: string;
  readonly table?: { readonly documents: DynamoDBDocumentClient; readonly name: string };
  close(): Promise<void>;
}

/** Long before everything that happens. */
const inForceFrom = "2026-01-01T00:00:00.000Z";

const noTables: ReferenceTables = {
  loaded: async () => new Set<string>(),
  rows: async () => [],
};

/** The gate's rules, compiled once. */
export const active: ActivePlan = marksGate();

/** SQLite in a folder of its own, in memory where the machine has such a disk. */
export async function sqliteHome(): Promise<Home> {
  const folder = quickFolder("world");
  let nowMs = Date.parse(inForceFrom);
  const store = await openGateStore(folder, {
    clock: { now: () => new Date(nowMs).toISOString() },
  });
  await store.plans.put(active, inForceFrom);
  const { audits, submissions, cases, approvals, earlierRuns, passes, keys, plans } = store;
  const { outbox, queue } = store;
  return {
    name: "SQLite",
    ports: {
      ...{ audits, submissions, cases, approvals, earlierRuns, passes, keys, plans },
      references: noTables,
      salts: systemSalts,
    },
    outbox,
    queue,
    folder,
    passTo: (milliseconds) => {
      nowMs = milliseconds;
    },
    close: async () => {
      await store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
