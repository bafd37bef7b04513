import { ExecutionError, StateMachine } from "aws-local-stepfunctions";
import type { Json } from "../../lib/infra/run-machine/states-language.ts";
import { type DistributedMap, distributed, readDistributedMap } from "./distributed-map.ts";
import { FailedState, failureOf } from "./failure.ts";

/** What an execution works with. */
export interface MachineWorld {
  /** Calls the function with this ARN. What it throws has its error's name, and the cause as message. */
  readonly invoke: (lambda: string, event: Json) => Promise<Json>;
  /** The whole text of an object, as a map's reader gets it. */
  readonly readObject: (bucket: string, key: string) => Promise<string>;
  /** From 0 up to 1: how long each retry waits, of its longest, since all wait with full jitter. */
  readonly random: () => number;
  /** Told of each state that is entered, with the seconds that retries have waited until then. */
  readonly onState?: (name: string) => void;
}

/** How an execution ended. */
export interface Execution {
  readonly status: "SUCCEEDED" | "FAILED";
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
  /** States that were entered, those of children and each retry included: what is paid for. */
  readonly transitions: number;
  readonly retries: number;
  /** What the retries of one thread after the other would have waited: nobody waits in a test. */
  readonly waitedSeconds: number;
}

/** What is counted over an execution and all of its children. */
export interface Tally {
  transitions: number;
  retries: number;
  waitedSeconds: number;
}

export interface MachineDefinition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, StateDefinition>>;
  readonly TimeoutSeconds?: number;
}
export type StateDefinition = { readonly Type: string } & Readonly<Record<string, Json>>;

/** Bytes of what a state is given or gives: Step Functions fails beyond them. */
export const payloadBytesMax = 262_144;

/**
 * Executes a definition over functions of ours. The States language is interpreted by a package; what
 * it has not, the distributed map, by us: each such map is handed to it as a task that we do.
 *
 * @throws {Error} where the definition has anything that neither knows.
 */
export async function execute(
  definition: MachineDefinition,
  input: Json,
  world: MachineWorld,
): Promise<Execution> {
  const tally: Tally = { transitions: 0, retries: 0, waitedSeconds: 0 };
  try {
    const output = await run(definition, input, world, tally);
    return { status: "SUCCEEDED", output, ...tally };
  } catch (error) {
    if (!(error instanceof FailedState)) throw error;
    return { status: "FAILED", error: error.name, cause: error.message, ...tally };
  }
}

/** @throws {FailedState} when it fails. */
export async function run(
  definition: MachineDefinition,
  input: Json,
  world: MachineWorld,
  tally: Tally,
): Promise<Json> {
  const maps = mapsIn(definition);
  const machine = new StateMachine(withoutMaps(definition) as never, unvalidated);
  const names = Object.keys(definition.States);
  const handlers = names.map((name) => [name, handlerOf(name)] as const);
  const execution = machine.run(input as never, {
    overrides: {
      taskResourceLocalHandlers: Object.fromEntries(handlers) as never,
      retryIntervalOverrides: Object.fromEntries(names.map((name) => [name, 0])),
    },
  });
  const counted = count();
  try {
    return (await execution.result) as Json;
  } catch (error) {
    throw error instanceof ExecutionError ? failureOf(error) : error;
  } finally {
    await counted;
  }

  function handlerOf(name: string): (given: Json) => Promise<Json> {
    const state = definition.States[name] as StateDefinition;
    const map = maps.get(name);
    return async (given) => {
      assertSmall(`the input of ${name}`, given);
      const result =
        map === undefined
          ? await world.invoke(state["Resource"] as string, given)
          : await distributed(map, given, world, tally);
      assertSmall(`the result of ${name}`, result);
      return result;
    };
  }

  async function count(): Promise<void> {
    for await (const event of execution.eventLogs) {
      if (event.type === "StateEntered") {
        tally.transitions++;
        world.onState?.(event.state.name);
      }
      if (event.type !== "StateRetried") continue;
      tally.transitions++;
      tally.retries++;
      tally.waitedSeconds += waitOf(event.retry) * world.random();
    }
  }
}

/** The longest time that a retry waits. */
function waitOf({ retrier, attempt }: { readonly retrier: Retrier; readonly attempt: number }) {
  const { IntervalSeconds = 1, BackoffRate = 2, MaxDelaySeconds = Infinity } = retrier;
  return Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** (attempt - 1));
}

interface Retrier {
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
}

/** The definition is validated once, by the test that asks what is wrong with it: that takes long. */
export const unvalidated = { validationOptions: { noValidate: true } };

function mapsIn({ States }: MachineDefinition): ReadonlyMap<string, DistributedMap> {
  const maps = Object.entries(States).filter(([, { Type }]) => Type === "Map");
  return new Map(maps.map(([name, state]) => [name, readDistributedMap(name, state)]));
}

/** Each map as a task that takes and gives what the map does. */
function withoutMaps(definition: MachineDefinition): MachineDefinition {
  const states = Object.entries(definition.States).map(([name, state]) => {
    assertKnown(name, state);
    if (state.Type !== "Map") return [name, state];
    const { ResultSelector, ResultPath, Catch, Next, End } = state;
    const kept = { ResultSelector, ResultPath, Catch, Next, End };
    const set = Object.entries(kept).filter(([, value]) => value !== undefined);
    return [
      name,
      { Type: "Task", Resource: anyLambda, TimeoutSeconds, ...Object.fromEntries(set) },
    ];
  });
  return { ...definition, States: Object.fromEntries(states) };
}

/** A task needs one; what is done in its name is ours. */
const anyLambda = "arn:aws:lambda:eu-north-1:000000000000:function:distributed-map";
/** As long as a timer can be: a map ends when its children do. */
const TimeoutSeconds = 2_000_000;

/** What these tests have seen the package do as the States language says. */
const known: Readonly<Record<string, readonly string[]>> = {
  Task: ["Resource", "Parameters", "ResultPath", "OutputPath", "TimeoutSeconds", "Retry", "Catch"],
  Choice: ["Choices", "Default"],
  Fail: ["Error", "Cause", "ErrorPath", "CausePath"],
};

function assertKnown(name: string, { Type, ...fields }: StateDefinition): void {
  if (Type === "Map") return; // its reader looks at each field
  const allowed = known[Type];
  const odd = Object.keys(fields).filter(
    (field) => !["Comment", "Next", "End", ...(allowed ?? [])].includes(field),
  );
  if (allowed === undefined || odd.length > 0)
    throw new Error(`${name}: this interpreter does not know ${Type} with ${odd.join(", ")}`);
}

function assertSmall(what: string, json: Json): void {
  const size = Buffer.byteLength(JSON.stringify(json) ?? "");
  if (size > payloadBytesMax)
    throw new FailedState("States.DataLimitExceeded", `${what} has ${size} bytes`);
}
