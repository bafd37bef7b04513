import { ScanCommand } from "@aws-sdk/lib-dynamodb";
import { documentsOf } from "../../test/support/engines/dynamodb.ts";
import {
  example,
  gateAt,
  placeIn,
  request,
  startWorld,
} from "../../test/support/gate-on-engines.ts";
import type { MeasuredInputs, StoredBy } from "./inputs.ts";

type Calls = Pick<
  MeasuredInputs,
  "submitCpuMs" | "passing" | "held" | "openCaseCpuMs" | "dispatchCpuMs"
>;

/**
 * The functions' own processor time a call, over engines that run in processes of their own: signing
 * requests, reading answers, judging and packing included; networks and engines not.
 */
export async function measureCalls(calls: number): Promise<Calls> {
  const world = await startWorld();
  try {
    const place = await placeIn(world, "scale");
    const gate = gateAt(place);
    const submitAll = async (name: "pass" | "hold", from: number, count: number): Promise<void> => {
      for (let i = 0; i < count; i++) {
        const order = { ...JSON.parse(example(name)), order_number: `S-${name}-${from + i}` };
        const { status } = await gate.submit(request(JSON.stringify(order), `${name}-${from + i}`));
        if (status !== 200 && status !== 201) throw new Error(`submit answered ${status}`);
      }
    };
    const stored = async (name: "pass" | "hold", at: number): Promise<StoredBy> => {
      const before = await sizes(world, place.name);
      await submitAll(name, at, 20);
      const after = await sizes(world, place.name);
      return {
        writeUnits: (2 * (after.units - before.units)) / 20,
        bytes: (after.bytes - before.bytes) / 20,
      };
    };
    await submitAll("pass", 0, calls); // warm
    const passing = await stored("pass", calls);
    const held = await stored("hold", 0);
    const submitCpuMs = await cpuOf(calls, () => submitAll("pass", 10_000, calls));
    await submitAll("hold", 10_000, calls);
    const dispatchCpuMs = await cpuOf(calls, async () => {
      await gate.sweep();
    });
    const openCaseCpuMs = await cpuOf(calls, () => gate.consume());
    gate.end();
    return { submitCpuMs, passing, held, openCaseCpuMs, dispatchCpuMs };
  } finally {
    await world.stop();
  }
}

async function cpuOf(calls: number, work: () => Promise<void>): Promise<number> {
  const from = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000 / calls;
}

/** All that a table holds, in bytes of JSON and in kilobytes as DynamoDB rounds up each item. */
async function sizes(world: Awaited<ReturnType<typeof startWorld>>, table: string) {
  const documents = documentsOf(world.dynamo);
  let [bytes, units, next] = [0, 0, undefined as Record<string, unknown> | undefined];
  do {
    const page = await documents.send(
      new ScanCommand({ TableName: table, ...(next && { ExclusiveStartKey: next }) }),
    );
    for (const item of page.Items ?? []) {
      const size = sizeOf(item);
      bytes += size;
      units += Math.ceil(size / 1024);
    }
    next = page.LastEvaluatedKey;
  } while (next !== undefined);
  documents.destroy();
  return { bytes, units };
}

/** As DynamoDB counts: names and values in bytes, numbers about half their digits. */
const sizeOf = (item: Record<string, unknown>): number =>
  Object.entries(item).reduce((sum, [name, value]) => sum + name.length + valueSize(value), 0);

function valueSize(value: unknown): number {
  if (value instanceof Uint8Array) return value.length;
  if (typeof value === "string") return Buffer.byteLength(value);
  return typeof value === "number" ? 8 : JSON.stringify(value).length;
}
