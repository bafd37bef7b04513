import { join } from "node:path";
import { type GateStore, openGateStore } from "../../../lib/adapters/sqlite/gate-store.ts";
import { parseGate } from "../../../lib/app/gate.ts";
import type { Message } from "../../../lib/app/message.ts";
import { auditsContract } from "../../contracts/audits.ts";
import { changesContract } from "../../contracts/changes.ts";
import { deadLettersContract } from "../../contracts/dead-letters.ts";
import {
  approvalsContract,
  casesContract,
  passesContract,
  submissionsContract,
} from "../../contracts/documents.ts";
import { earlierRunsContract } from "../../contracts/earlier-runs.ts";
import { plansContract } from "../../contracts/plans.ts";
import { signingKeysContract } from "../../contracts/signing-keys.ts";
import { violationsContract } from "../../contracts/violations.ts";
import { workQueueContract } from "../../contracts/work-queue.ts";
import { folderWith } from "../../support/cli.ts";
import { compileSmall } from "../../support/small-engine.ts";

describe("the SQLite store", () => {
  let nowMs = Date.parse("2026-11-22T10:00:00.000Z");
  const clock = { now: () => new Date(nowMs).toISOString() };
  const opened: GateStore[] = [];
  const open = async (): Promise<GateStore> => {
    const store = await openGateStore(join(folderWith(), "gate"), { clock });
    opened.push(store);
    return store;
  };
  let store: GateStore;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => Promise.all(opened.map((one) => one.close())));

  describe("keeps the contract of Audits and Outbox:", () => auditsContract(() => store));
  describe("keeps the contract of Audits over documents:", () => changesContract(() => store));
  describe("keeps the contract of Submissions:", () => submissionsContract(() => store));
  describe("keeps the contract of Cases:", () => casesContract(() => store));
  describe("keeps the contract of Approvals:", () => approvalsContract(() => store));
  describe("keeps the contract of Passes:", () => passesContract(() => store));
  describe("keeps the contract of DeadLetters:", () => deadLettersContract(() => store));
  describe("keeps the contract of EarlierRuns:", () => earlierRunsContract(() => store));
  describe("keeps the contract of SigningKeys:", () => signingKeysContract(() => store.keys));

  describe("keeps the contract of WorkQueue:", () => {
    workQueueContract(
      async () => (await open()).queue,
      async (ms) => {
        nowMs += ms;
      },
    );
  });

  describe("keeps the contract of Violations:", () => {
    const received: Message[] = [];
    violationsContract(
      () => store.violations,
      async () => {
        for (;;) {
          const some = await store.queue.receive(10, 3_600_000);
          if (some.length === 0) return received;
          received.push(...some.map(({ body }) => JSON.parse(body) as Message));
        }
      },
    );
  });

  describe("keeps the contract of Plans:", () => {
    const gateOf = (name: string) =>
      parseGate(`{ name: ${name}, subject: bill, ruleset: bills, zone: Europe/Tallinn }`, "g.yaml");
    const plans = { 1: ["record.total >= 0"], 2: ["record.total > 0"] } as const;
    plansContract(
      () => ({ plans: store.plans, put: store.plans.put }),
      (name, variant) => ({
        gate: gateOf(name),
        plan: compileSmall({ rules: [{ id: "REC-01", must: plans[variant][0] }] }),
      }),
    );
  });
});
