import { rmSync } from "node:fs";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoApprovals } from "../../lib/adapters/dynamodb/approvals.ts";
import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoCases } from "../../lib/adapters/dynamodb/cases.ts";
import { dynamoDeadLetters } from "../../lib/adapters/dynamodb/dead-letters.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoOutbox } from "../../lib/adapters/dynamodb/outbox.ts";
import { dynamoPasses } from "../../lib/adapters/dynamodb/passes.ts";
import { dynamoSubmissions } from "../../lib/adapters/dynamodb/submissions.ts";
import { type GateStore, openGateStore } from "../../lib/adapters/sqlite/gate-store.ts";
import { systemSalts } from "../../lib/adapters/system/salts.ts";
import type { Caller, Role } from "../../lib/app/caller.ts";
import type { ActivePlan, Clock, Objects, Plans, ReferenceTables } from "../../lib/app/ports.ts";
import type { ReplayPorts } from "../../lib/app/replay.ts";
import type { CaseId, Decision, Reason } from "../../lib/app/review/case.ts";
import { closeCases } from "../../lib/app/review/cases/close-cases.ts";
import { decide } from "../../lib/app/review/cases/decide.ts";
import { openCase } from "../../lib/app/review/cases/open-case.ts";
import { releasePartially } from "../../lib/app/review/submissions/release-partially.ts";
import { type Answer, submit } from "../../lib/app/submit.ts";
import { type Mark, type MarkedOrder, marked, markRules, marksGate } from "./marks-gate.ts";
import { quickFolder } from "./quick-folder.ts";
import { deployedKeys } from "./root-keys.ts";
import { temporaryObjects } from "./temporary-objects.ts";

/** What a gate is kept in, of either family. */
export type ReviewedStore = Pick<
  GateStore,
  | "audits"
  | "submissions"
  | "cases"
  | "approvals"
  | "earlierRuns"
  | "passes"
  | "letters"
  | "keys"
  | "outbox"
> & { readonly plans: Plans };

/** A gate in a store of its own, with all use cases and a clock that the test sets. */
export interface ReviewedGate {
  readonly ports: ReplayPorts;
  readonly store: ReviewedStore;
  at(instant: string): void;
  /** Puts a gate with its rules in force from an instant on. */
  put(plan: ActivePlan, at: string): Promise<void>;
  /** Hands orders in, and opens their cases. */
  submit(
    key: string,
    orders: readonly MarkedOrder[],
    headers?: Readonly<Record<string, unknown>>,
  ): Promise<Answer>;
  deliver(): Promise<void>;
  /** Decides on all violations that a mark made. */
  decide(submission: string, mark: Mark, decision?: Decision): Promise<void>;
  releasePart(submission: string): Promise<void>;
  caseOf(submission: string, mark: Mark): Promise<CaseId>;
  close(): Promise<void>;
}

/** Monday morning. */
export const monday = "2026-11-23T09:00:00.000Z";

export const agreed: Reason = {
  code: "one_off_agreed",
  text: "agreed with the customer on the phone",
};

/** Each name is an account and a human being of its own. */
export const callerOf = (name: string, ...roles: readonly Role[]): Caller => ({
  principal: `https://login|${name}`,
  person: name,
  isPerson: true,
  roles,
  department: name === "shop" ? "sales" : "service",
  tenant: "acme",
});
export const people = {
  shop: callerOf("shop", "submitter"),
  manager: callerOf("mari", "service_manager"),
  compliance: callerOf("kaido", "compliance"),
  auditor: callerOf("aino", "auditor"),
  admin: callerOf("root", "admin"),
  analyst: callerOf("leena", "service_analyst"),
} as const;

let compiled: ActivePlan | undefined;
const active = (): ActivePlan => {
  compiled ??= marksGate();
  return compiled;
};
const noTables: ReferenceTables = { loaded: async () => new Set(), rows: async () => [] };

/** On SQLite, in memory where the machine has such a disk. */
export async function reviewedGate({
  references = noTables,
  plan = active(),
} = {}): Promise<ReviewedGate> {
  const folder = quickFolder("reviewed");
  const clock = settableClock();
  const store = await openGateStore(folder, { clock });
  await store.plans.put(plan, "2026-01-01T00:00:00.000Z");
  return gateOn(store, clock, { references, plan, put: store.plans.put }, async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });
}

/** On a table of DynamoDB that is there and empty. */
export function reviewedGateOnDynamo(
  documents: DynamoDBDocumentClient,
  table: string,
  objects: Objects = temporaryObjects(),
  plan = active(),
): ReviewedGate {
  const clock = settableClock();
  const store: ReviewedStore = {
    audits: dynamoAudits(documents, table, objects),
    submissions: dynamoSubmissions(documents, table),
    cases: dynamoCases(documents, table),
    approvals: dynamoApprovals(documents, table),
    earlierRuns: dynamoEarlierRuns(documents, table),
    passes: dynamoPasses(documents, table),
    letters: dynamoDeadLetters(documents, table),
    keys: deployedKeys(documents, table, clock.now),
    outbox: dynamoOutbox(documents, table),
    plans: {
      gates: async () => [plan.gate.name],
      active: async () => plan,
      past: async () => plan,
    },
  };
  const put = async () => {
    throw new Error("this gate has one plan");
  };
  return gateOn(store, clock, { references: noTables, plan, put }, async () => {});
}

interface SettableClock extends Clock {
  set(instant: string): void;
}

function settableClock(): SettableClock {
  let now = monday;
  return {
    now: () => now,
    set: (instant) => {
      now = instant;
    },
  };
}

function gateOn(
  store: ReviewedStore,
  clock: SettableClock,
  {
    references,
    plan,
    put,
  }: Pick<ReviewedGate, "put"> & {
    readonly references: ReferenceTables;
    readonly plan: ActivePlan;
  },
  close: () => Promise<void>,
): ReviewedGate {
  const ports: ReplayPorts = { ...store, references, clock, salts: systemSalts };
  const deliver = async (): Promise<void> => {
    for (const parcel of await store.outbox.pending("2999-01-01T00:00:00.000Z", 1_000)) {
      for (const message of parcel.messages)
        if (message.schema === "holdpoint/violations/1") await openCase(ports, message);
        else await closeCases(ports, message);
      await store.outbox.markSent(parcel);
    }
  };
  const caseOf = async (submission: string, mark: Mark): Promise<CaseId> => {
    const found = (await store.cases.of(submission)).find(({ rule }) => rule === markRules[mark]);
    if (found === undefined) throw new Error(`${submission} has no case of ${mark}`);
    return found.id;
  };
  return {
    ports,
    store,
    deliver,
    caseOf,
    close,
    put,
    at: clock.set,
    submit: async (key, orders, headers) => {
      const command = { gate: plan.gate.name, body: marked(orders, headers), idempotencyKey: key };
      const answer = await submit(ports, { ...command, caller: people.shop });
      await deliver();
      return answer;
    },
    decide: async (submission, mark, decision = "release") => {
      const command = { case: await caseOf(submission, mark), decision, reason: agreed };
      await decide(ports, { caller: people.manager, ...command });
    },
    releasePart: async (submission) => {
      await releasePartially(ports, { caller: people.manager, submission, reason: agreed });
    },
  };
}
