import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { anyCredentials, anyRegion } from "../support/engines/dynamodb.ts";
import type { Engine } from "../support/engines/process.ts";
import {
  befallingTries,
  drawn,
  type FaultKind,
  faultKinds,
  type Injected,
  replayed,
  spared,
} from "./fault.ts";
import { impatientAtFirst } from "./impatient.ts";
import { type FaultProxy, startFaultProxy } from "./proxy.ts";
import { dynamoDbService } from "./services/dynamodb.ts";

// The proxy must bite: what each fault does to the one call of a client that tries once.

/** An engine that counts what reaches it. */
async function countingEngine(): Promise<Engine & { readonly reached: () => number }> {
  let reached = 0;
  const server: Server = createServer((incoming, response) => {
    incoming.resume().on("end", () => {
      reached += 1;
      response.writeHead(200, { "content-type": "application/x-amz-json-1.0" });
      response.end(JSON.stringify({ Item: { pk: { S: "a" } } }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    reached: () => reached,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let engine: Awaited<ReturnType<typeof countingEngine>>;
let proxy: FaultProxy;
beforeAll(async () => {
  engine = await countingEngine();
  proxy = await startFaultProxy(dynamoDbService, engine, spared);
});
afterAll(async () => {
  await proxy?.stop();
  await engine?.stop();
});

/** Nothing comes after these, or no more, until the caller gives up: it has to be quick about it. */
const silentKinds: readonly FaultKind[] = ["silent-before", "silent-after", "late", "stalled"];

/** A client whose first tries so many faults of a kind befall. */
const clientOf = (maxAttempts: number, faults: number, kind: FaultKind): DynamoDBClient =>
  new DynamoDBClient({
    ...impatientAtFirst(silentKinds.includes(kind) ? faults : 0),
    ...{ maxAttempts, endpoint: proxy.endpoint, region: anyRegion, credentials: anyCredentials },
  });

const get = (client: DynamoDBClient): Promise<string> =>
  client.send(new GetItemCommand({ TableName: "t", Key: { pk: { S: "a" } } })).then(
    ({ Item }) => Item?.["pk"]?.S ?? "nothing",
    (error: Error) => error.name,
  );

// What a client hears that tries once, and how often its call reaches the engine in the end.
const bites: Readonly<Record<FaultKind, readonly [RegExp, number]>> = {
  throttled: [/Throughput|Throttling|RequestLimit/, 0],
  failed: [/InternalServerError|ServiceUnavailable/, 0],
  "failed-after": [/InternalServerError|ServiceUnavailable/, 1],
  unavailable: [/Error/, 0],
  "silent-before": [/Timeout/, 0],
  "silent-after": [/Timeout/, 1],
  late: [/Timeout/, 1],
  "dropped-before": [/Error/, 0],
  "dropped-after": [/Error/, 1],
  "dropped-midway": [/Error/, 1],
  slow: [/^a$/, 1],
  stalled: [/Error/, 1],
  garbled: [/Error/, 1],
  partial: [/Throughput|Throttling|RequestLimit/, 0], // no batch: throttled instead
  doubled: [/^a$/, 2],
  echoed: [/^a$/, 2],
  closed: [/^a$/, 1],
};

interface Played {
  readonly heard: string;
  readonly faults: number;
  /** How often the call reached the engine in the end. */
  readonly times: number;
}

/**
 * A call of a client whose first tries befall so many faults at most. A hasty try may be given up before
 * it reaches the proxy, on a busy machine: what was not befallen says nothing, and is played again.
 */
async function played(attempts: number, faultsMax: number, kind: FaultKind): Promise<Played> {
  const client = clientOf(attempts, faultsMax, kind);
  for (;;) {
    const [injected, reached] = [proxy.injected.length, engine.reached()];
    proxy.follow(befallingTries(faultsMax, kind));
    const heard = await get(client);
    await proxy.idle();
    const faults = proxy.injected.length - injected;
    if (silentKinds.includes(kind) && faults < faultsMax) continue;
    client.destroy();
    return { heard, faults, times: engine.reached() - reached };
  }
}

test.each(faultKinds)("%s: as it says", async (kind) => {
  const [said, times] = bites[kind];
  const heard = expect.stringMatching(said);
  expect(await played(1, 1, kind)).toEqual({ heard, faults: 1, times });
});

// What is no answer is told at once: the SDK takes it for a bug.
test.each(faultKinds.filter((kind) => kind !== "garbled"))(
  "a client that tries three times gets over any two faults in a row: %s",
  async (kind) => {
    const isAnswered = bites[kind][0].test("a");
    expect(await played(3, 2, kind)).toMatchObject({ heard: "a", faults: isAnswered ? 1 : 2 });
  },
);

describe("a plan", () => {
  const calls = Array.from({ length: 2_000 }, (_, occurrence) => ({
    ...{ service: "DynamoDB", operation: "Query", occurrence },
  }));
  const plan = drawn(7, 1_000);

  test("befalls as many calls as its rate says, by each kind", () => {
    const faults = calls.flatMap((call) => plan(call) ?? []);
    expect(faults.length).toBeGreaterThan(150);
    expect(faults.length).toBeLessThan(250);
    expect(new Set(faults.map(({ kind }) => kind)).size).toBe(faultKinds.length);
  });

  test("is the same again by its seed, and by what it did", () => {
    const first = calls.map(plan);
    expect(calls.map(drawn(7, 1_000))).toEqual(first);
    expect(calls.map(drawn(8, 1_000))).not.toEqual(first);
    const injected = calls.flatMap((call): Injected[] => {
      const fault = plan(call);
      return fault === undefined ? [] : [{ ...call, ...fault }];
    });
    const again = replayed(injected);
    for (const [at, call] of calls.entries()) expect(again(call)?.kind).toBe(first[at]?.kind);
  });
});
