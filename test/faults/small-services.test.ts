import type { KeyRow, KeyRows } from "../../lib/adapters/dynamodb/key-rows.ts";
import { eventBridgeClient, eventBridgeEvents } from "../../lib/adapters/eventbridge/events.ts";
import { kmsClient, kmsRootKeys } from "../../lib/adapters/kms/root-keys.ts";
import { kmsKeys } from "../../lib/adapters/kms/signing-keys.ts";
import {
  stepFunctionsClient,
  stepFunctionsMachine,
} from "../../lib/adapters/stepfunctions/machine.ts";
import type { GateEvent } from "../../lib/app/event.ts";
import type { LargeRun } from "../../lib/app/large-run/run.ts";
import type { Events } from "../../lib/app/ports.ts";
import { submissionIdOf } from "../../lib/app/submission-id.ts";
import { eventsContract, sampleEvent } from "../contracts/events.ts";
import { runMachineContract } from "../contracts/run-machine.ts";
import { signingKeysContract } from "../contracts/signing-keys.ts";
import { type EventBusEngine, startEventBus } from "../support/engines/event-bus.ts";
import type { JsonService } from "../support/engines/json-service.ts";
import { startKms } from "../support/engines/kms.ts";
import { type StateMachineEngine, startStateMachine } from "../support/engines/state-machine.ts";
import { drawn } from "./fault.ts";
import { impatient } from "./impatient.ts";
import { persistentPort } from "./persistent.ts";
import { type FaultProxy, startFaultProxy } from "./proxy.ts";
import { eventBridgeService, kmsService, stepFunctionsService } from "./services/others.ts";
import type { Service } from "./services/service.ts";

// Contracts of what is called seldom, word for word, while three of ten calls goes wrong.

const seed = Number(process.env["HOLDPOINT_FAULTS_SEED"] ?? 3);
const rate = 3_000;

const started: { stop(): Promise<void> }[] = [];
afterAll(async () => {
  for (const one of started.toReversed()) await one.stop();
});

/** What a client needs that finds an engine by a bad wire. */
async function wiredTo(service: Service, engine: JsonService) {
  const proxy: FaultProxy = await startFaultProxy(service, engine, drawn(seed, rate));
  started.push(engine, proxy);
  return { proxy, config: { ...engine.config, ...impatient, endpoint: proxy.endpoint } };
}

describe("over a bad wire KMS keeps the contract of SigningKeys:", () => {
  let keys: ReturnType<typeof kmsKeys>;
  let proxy: FaultProxy;
  beforeAll(async () => {
    const kms = await startKms();
    const wired = await wiredTo(kmsService, kms);
    proxy = wired.proxy;
    const createdAt = "2026-01-01T00:00:00.000Z";
    keys = persistentPort(
      kmsKeys({
        roots: kmsRootKeys(kmsClient(wired.config)),
        rows: rowsHere(),
        keyIds: Array.from({ length: 20 }, () => kms.createKey(createdAt)),
        tenant: "acme",
        now: () => "2026-11-22T10:00:00.000Z",
      }),
    );
  });
  signingKeysContract(() => keys);
  test("and it was a bad one", () => expect(proxy.injected.length).toBeGreaterThan(1));
});

/** What the table does: a row has its number once. */
function rowsHere(): KeyRows {
  let rows: readonly KeyRow[] = [];
  return {
    read: async () => rows,
    append: async (behind, more) => {
      if (rows.length !== behind) return false;
      rows = [...rows, ...more];
      return true;
    },
  };
}

describe("over a bad wire Step Functions keeps the contract of RunMachine:", () => {
  let engine: StateMachineEngine;
  let proxy: FaultProxy;
  let machine: ReturnType<typeof stepFunctionsMachine>;
  const ends = new Map<string, (failure?: string) => void>();
  const begun = new Map<string, number>();
  const nameOf = ({ id, judging }: LargeRun) => `${id}-${judging?.attempt}`;

  beforeAll(async () => {
    engine = await startStateMachine((input, stopped) => {
      const { run, attempt } = input as { readonly run: string; readonly attempt: number };
      const name = `${run}-${attempt}`;
      begun.set(name, (begun.get(name) ?? 0) + 1);
      return new Promise((resolve, reject) => {
        stopped.addEventListener("abort", () => reject(new Error("stopped")));
        ends.set(name, (failure) =>
          failure === undefined ? resolve() : reject(new Error(failure)),
        );
      });
    });
    const wired = await wiredTo(stepFunctionsService, engine);
    proxy = wired.proxy;
    const client = stepFunctionsClient(wired.config);
    machine = persistentPort(stepFunctionsMachine(client, engine.stateMachineArn));
  });
  runMachineContract(() => ({
    machine,
    begun: (run) => begun.get(nameOf(run)) ?? 0,
    end: (run, failure) => ends.get(nameOf(run))?.(failure),
    run: (name, attempt) =>
      ({
        id: submissionIdOf("billing", "tester", name),
        state: "judging",
        judging: { attempt },
      }) as LargeRun,
  }));
  test("and it was a bad one", () => expect(proxy.injected.length).toBeGreaterThan(1));
});

describe("over a bad wire EventBridge keeps the contract of Events:", () => {
  let bus: EventBusEngine;
  let proxy: FaultProxy;
  let events: Events;
  const ids = () => bus.taken.map(({ Detail }) => (JSON.parse(Detail) as GateEvent).id);

  beforeAll(async () => {
    bus = await startEventBus();
    const wired = await wiredTo(eventBridgeService, bus);
    proxy = wired.proxy;
    const once = persistentPort(eventBridgeEvents(eventBridgeClient(wired.config), "the-bus"));
    events = {
      // What was not taken is sent again, but for what no call takes.
      send: async (all) => {
        let left = await once.send(all);
        for (let tries = 0; left.length > 0 && tries < 20; tries++) left = await once.send(left);
        return left;
      },
    };
  });
  eventsContract(() => ({
    events,
    taken: () => bus.taken.map(({ Detail }) => JSON.parse(Detail) as GateEvent),
  }));

  test("each event is taken at least once, and no other", async () => {
    const all = Array.from({ length: 300 }, (_, n) => sampleEvent(`open ${n}`, 10_000));
    for (let from = 0; from < all.length; from += 15)
      expect(await events.send(all.slice(from, from + 15))).toEqual([]);
    const taken = ids().filter((id) => id.startsWith("open "));
    expect(new Set(taken)).toEqual(new Set(all.map(({ id }) => id)));
    expect(taken.length).toBeGreaterThan(all.length);
    expect(proxy.injected.length).toBeGreaterThan(10);
  });
});
