import { StateMachine } from "aws-local-stepfunctions";
import type { Json } from "../../lib/infra/run-machine/states-language.ts";
import { FailedState } from "./failure.ts";
import {
  type MachineDefinition,
  type MachineWorld,
  payloadBytesMax,
  run,
  type StateDefinition,
  type Tally,
  unvalidated,
} from "./interpreter.ts";

/** A distributed map as this interpreter can do it: a JSON array in S3, in batches, by children. */
export interface DistributedMap {
  readonly name: string;
  readonly reader: Json;
  readonly batchItemsMax: Json | undefined;
  readonly batchItemsMaxPath: Json | undefined;
  readonly batchBytesMax: number;
  readonly batchInput: Json;
  readonly concurrencyMax: number;
  readonly toleratedPath: Json | undefined;
  readonly processor: MachineDefinition;
}

/** What a map may have; anything else is refused, since it would be left undone. */
const fields = {
  map: [
    ["Type", "Comment", "ItemReader", "ItemBatcher", "MaxConcurrency", "ItemProcessor"],
    ["ToleratedFailureCountPath", "ResultPath", "ResultSelector", "Catch", "Next", "End"],
  ].flat(),
  ItemReader: ["Resource", "ReaderConfig", "Parameters"],
  ReaderConfig: ["InputType"],
  ItemBatcher: ["MaxItemsPerBatch", "MaxItemsPerBatchPath", "MaxInputBytesPerBatch", "BatchInput"],
  ItemProcessor: ["ProcessorConfig", "StartAt", "States", "Comment"],
  ProcessorConfig: ["Mode", "ExecutionType"],
} as const;

/** @throws {Error} where it has, or lacks, what this interpreter does not do. */
export function readDistributedMap(name: string, state: StateDefinition): DistributedMap {
  const only = (what: keyof typeof fields, value: Json | undefined): Fields => {
    const found = (value ?? {}) as Fields;
    const odd = Object.keys(found).filter((field) => !fields[what].includes(field as never));
    if (odd.length > 0) throw new Error(`${name}: this interpreter knows no ${what}.${odd}`);
    return found;
  };
  only("map", state);
  const reader = only("ItemReader", state["ItemReader"]);
  const batcher = only("ItemBatcher", state["ItemBatcher"]);
  const processor = only("ItemProcessor", state["ItemProcessor"]);
  const config = only("ProcessorConfig", processor["ProcessorConfig"]);
  const isKnown =
    config["Mode"] === "DISTRIBUTED" &&
    config["ExecutionType"] === "STANDARD" &&
    reader["Resource"] === "arn:aws:states:::s3:getObject" &&
    only("ReaderConfig", reader["ReaderConfig"])["InputType"] === "JSON";
  if (!isKnown) throw new Error(`${name}: only distributed maps over JSON in S3 are known`);
  return {
    name,
    reader: reader["Parameters"] as Json,
    batchItemsMax: batcher["MaxItemsPerBatch"],
    batchItemsMaxPath: batcher["MaxItemsPerBatchPath"],
    batchBytesMax: (batcher["MaxInputBytesPerBatch"] as number) ?? payloadBytesMax,
    batchInput: batcher["BatchInput"] ?? {},
    concurrencyMax: (state["MaxConcurrency"] as number) || 10_000,
    toleratedPath: state["ToleratedFailureCountPath"],
    processor: { StartAt: processor["StartAt"], States: processor["States"] } as MachineDefinition,
  };
}

type Fields = Readonly<Record<string, Json>>;

/**
 * Reads the items, batches them, and has a child execution do each batch, some at a time. Items whose
 * child failed count as failed; beyond what is tolerated the map fails, and begins no other child.
 *
 * @returns what the children gave, in the order of the items; those that failed have no place there.
 * @throws {FailedState} `States.ItemReaderFailed`, `States.ExceedToleratedFailureThreshold`.
 */
export async function distributed(
  map: DistributedMap,
  input: Json,
  world: MachineWorld,
  tally: Tally,
): Promise<Json> {
  const settings = (await evaluated(
    {
      reader: map.reader,
      batchInput: map.batchInput,
      ...(map.toleratedPath !== undefined && { "tolerated.$": map.toleratedPath }),
      ...(map.batchItemsMaxPath !== undefined && { "batchItems.$": map.batchItemsMaxPath }),
    },
    input,
  )) as unknown as Settings;
  const items = await itemsOf(settings.reader, world);
  const batchItemsMax = settings.batchItems ?? (map.batchItemsMax as number) ?? items.length;
  const batches = batched(items, batchItemsMax, map.batchBytesMax, settings.batchInput);
  const outputs: Json[] = [];
  let failed = 0;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < batches.length && failed <= (settings.tolerated ?? 0)) {
      const at = next++;
      const batch = batches[at] as Batch;
      try {
        outputs[at] = await run(map.processor, batch as unknown as Json, world, tally);
      } catch (error) {
        if (!(error instanceof FailedState)) throw error;
        failed += batch.Items.length;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(map.concurrencyMax, batches.length) }, work));
  if (failed > (settings.tolerated ?? 0))
    throw new FailedState(
      "States.ExceedToleratedFailureThreshold",
      "The specified tolerated failure threshold was exceeded",
    );
  return outputs.filter((output) => output !== undefined);
}

interface Settings {
  readonly reader: { readonly Bucket: string; readonly Key: string };
  readonly batchInput: Json;
  readonly tolerated?: number;
  readonly batchItems?: number;
}

interface Batch {
  readonly BatchInput: Json;
  readonly Items: readonly Json[];
}

/** A payload template over an input, by the package's own reading of paths. */
async function evaluated(template: Json, input: Json): Promise<Json> {
  const states = { Evaluated: { Type: "Pass", Parameters: template, End: true } };
  const definition = { StartAt: "Evaluated", States: states };
  const machine = new StateMachine(definition as never, unvalidated);
  return (await machine.run(input as never).result) as Json;
}

async function itemsOf(
  { Bucket, Key }: Settings["reader"],
  world: MachineWorld,
): Promise<readonly Json[]> {
  try {
    const items = JSON.parse(await world.readObject(Bucket, Key));
    if (!Array.isArray(items)) throw new Error("it is no JSON array");
    return items;
  } catch (error) {
    throw new FailedState("States.ItemReaderFailed", `${Key}: ${(error as Error).message}`);
  }
}

function batched(
  items: readonly Json[],
  itemsMax: number,
  bytesMax: number,
  batchInput: Json,
): readonly Batch[] {
  const batches: Json[][] = [];
  const own = sizeOf({ BatchInput: batchInput, Items: [] });
  let bytes = 0;
  for (const item of items) {
    const size = sizeOf(item) + 1;
    if (own + size > bytesMax)
      throw new FailedState("States.ItemReaderFailed", `an item has ${size} bytes`);
    const last = batches.at(-1);
    if (last !== undefined && last.length < itemsMax && bytes + size <= bytesMax) last.push(item);
    else batches.push([item]);
    bytes = batches.at(-1)?.length === 1 ? own + size : bytes + size;
  }
  return batches.map((Items) => ({ BatchInput: batchInput, Items }));
}

const sizeOf = (json: Json): number => Buffer.byteLength(JSON.stringify(json));
