import validate from "asl-validator";
import { runMachineDefinition } from "../../lib/infra/run-machine/definition.ts";
import { refusedError, unavailableError } from "../../lib/infra/run-machine/retries.ts";
import type { Json } from "../../lib/infra/run-machine/states-language.ts";
import { execute, type MachineDefinition, type MachineWorld } from "./interpreter.ts";

// The machine alone, over functions that only say what is asked of them: what it calls, in which
// order, and what it makes of their failures. The real functions come in `machine.test.ts`.

const lambda = (name: string) => `arn:aws:lambda:eu-north-1:000000000000:function:${name}`;
const parts = {
  split: lambda("split"),
  judgeChunk: lambda("judge-chunk"),
  judgeKeys: lambda("judge-keys"),
  conclude: lambda("conclude"),
  bucket: "objects",
};
const definition = runMachineDefinition(parts) as unknown as MachineDefinition;
const input = { run: "r", attempt: 1 };

/** Of this realm: the interpreter asks whether an object is plain. */
const copyOf = <Value>(json: Value): Value => JSON.parse(JSON.stringify(json));

type Event = Readonly<Record<string, Json>>;

/** Functions that arrange so many tasks a phase, and fail where they are told to. */
function functions(
  tasks: Readonly<Record<string, readonly Json[]>>,
  fail: (event: Event, nth: number) => void = () => {},
) {
  const calls: { readonly by: string; readonly event: Event }[] = [];
  const states: string[] = [];
  const counts = new Map<string, number>();
  let merges = 0;
  const world: MachineWorld = {
    random: () => 0.5,
    onState: (name) => states.push(name),
    readObject: async (bucket, key) => {
      expect(bucket).toBe("objects");
      return JSON.stringify(tasks[key]);
    },
    invoke: async (arn, json) => {
      const event = json as Event;
      const key = JSON.stringify(event);
      const nth = (counts.get(key) ?? 0) + 1;
      counts.set(key, nth);
      calls.push({ by: arn.split(":").at(-1) as string, event });
      fail(event, nth);
      if (event["step"] !== "arrange") return { more: false };
      const phase = event["phase"] as string;
      const none = phase === "merge" && merges++ > 1;
      const count = none ? 0 : (tasks[phase] ?? []).length;
      return { phase, tasks: count, list: phase, batch: 2, tolerated: phase === "judge" ? 1 : 0 };
    },
  };
  const asked = (step: string) => calls.filter(({ event }) => event["step"] === step);
  return { world, calls, states, asked };
}

const failing = (name: string, message = "{}") => Object.assign(new Error(message), { name });

const three = { judge: [0, 1, 2], settle: [0], collect: [1], compare: [0], merge: [0] };

test("asl-validator finds nothing wrong with the definition", () => {
  const { errors } = validate(copyOf(definition) as never);
  expect(errors).toEqual([]);
  expect(JSON.stringify(definition).length).toBeLessThan(1_000_000); // what CreateStateMachine takes
});

test("the validator would find a state that nobody goes to, and a path that is none", () => {
  const wrong = copyOf(definition) as unknown as { States: Record<string, object> };
  wrong.States["Stray"] = { Type: "Succeed", OutputPath: "not a path" };
  expect(validate(wrong as never).isValid).toBe(false);
});

test("phases follow each other, and merging goes on until nothing is left", async () => {
  const { world, calls, states, asked } = functions(three);
  const { status } = await execute(definition, input, world);
  expect(status).toBe("SUCCEEDED");
  expect(
    states.filter((name) => name in definition.States && !/^(Arrange|Has|Is)/.test(name)),
  ).toEqual(["Split", "Judge", "Settle", "Collect", "Compare", "Merge", "Merge", "Conclude"]);
  expect(asked("judge").map(({ by, event }) => [by, event["tasks"]])).toEqual([
    ["judge-chunk", [0, 1]],
    ["judge-chunk", [2]],
  ]);
  expect(asked("compare")[0]).toEqual({
    by: "judge-keys",
    event: { step: "compare", run: "r", tasks: [0] },
  });
  expect(calls.at(-1)?.event).toEqual({ step: "conclude", run: "r", attempt: 1 });
});

test("cutting is called again for as long as there is more", async () => {
  const { world, calls } = functions({});
  let left = 3;
  const invoke: MachineWorld["invoke"] = async (arn, event) => {
    const done = await world.invoke(arn, event);
    return arn === parts.split ? { more: --left > 0 } : done;
  };
  await execute(definition, input, { ...world, invoke });
  expect(calls.filter(({ by }) => by === "split")).toHaveLength(3);
});

test("a part that fails for good is held, and everything else goes on", async () => {
  const { world, asked, states } = functions({ ...three, judge: [0, 1, 2], hold: [2] }, (event) => {
    if (event["step"] === "judge" && (event["tasks"] as number[])[0] === 2)
      throw failing("TypeError");
  });
  const { status, retries } = await execute(definition, input, world);
  expect(status).toBe("SUCCEEDED");
  expect(retries).toBe(3);
  expect(asked("hold")[0]?.event).toEqual({ step: "hold", run: "r", tasks: [2] });
  expect(states.indexOf("Hold")).toBeLessThan(states.indexOf("Settle"));
});

test.each([
  ["more parts fail than it bears", "judge", "States.ExceedToleratedFailureThreshold"],
  ["keys cannot be settled", "settle", "States.ExceedToleratedFailureThreshold"],
  ["there is no conclusion", "conclude", "TypeError"],
])("when %s, the run is told, and nothing is concluded", async (_, step, error) => {
  const { world, calls } = functions(three, (event) => {
    if (event["step"] === step) throw failing("TypeError", "what went wrong");
  });
  const execution = await execute(definition, input, world);
  expect([execution.status, execution.error]).toEqual(["FAILED", error]);
  const told = calls.at(-1)?.event as Event;
  expect(told).toMatchObject({ step: "fail", run: "r", attempt: 1, failure: { Error: error } });
});

test("a run that cannot even be told fails all the same", async () => {
  const { world } = functions(three, () => {
    throw failing("TypeError");
  });
  expect((await execute(definition, input, world)).status).toBe("FAILED");
});

// How often a call is made until it is given up, and how long the retries wait at random() = 1/2.
test.each([
  [unavailableError, 17, [600, 4_800]], // half an hour on average, an hour and 5 minutes at most
  ["Lambda.TooManyRequestsException", 21, [600, 2_400]],
  [refusedError, 1, [-1, 1]], // it would be refused again
  ["TypeError", 4, [3, 21]],
  ["Sandbox.Timedout", 4, [3, 21]],
])("%s: a call is made %d times", async (error, times, [least, most]) => {
  const { world, asked } = functions({}, (event) => {
    if (event["phase"] === "judge") throw failing(error);
  });
  const { waitedSeconds, status } = await execute(definition, input, world);
  expect([status, asked("arrange").length]).toEqual(["FAILED", times]);
  expect(waitedSeconds).toBeGreaterThan(least as number);
  expect(waitedSeconds).toBeLessThan(most as number);
});

test("a call that fails and then succeeds leaves no trace in what follows", async () => {
  const calm = functions(three);
  await execute(definition, input, calm.world);
  const rough = functions(three, (_, nth) => {
    if (nth < 3) throw failing(unavailableError);
  });
  const { status } = await execute(definition, input, rough.world);
  expect(status).toBe("SUCCEEDED");
  const done = (calls: typeof calm.calls) => new Set(calls.map((call) => JSON.stringify(call)));
  expect(done(rough.calls)).toEqual(done(calm.calls));
});

test("no list is too long for what a state may hold", async () => {
  const many = Array.from({ length: 10_000 }, (_, partition) => ({ do: "settle", partition }));
  const { world, asked } = functions({ settle: many });
  expect((await execute(definition, input, world)).status).toBe("SUCCEEDED");
  expect(asked("settle").flatMap(({ event }) => event["tasks"])).toHaveLength(10_000);
});

// What the interpreter itself does with what is too large, missing or unknown to it.
test("batches are cut by bytes as well", async () => {
  const large = Array.from({ length: 6 }, () => "x".repeat(90_000));
  const { world, asked } = functions({ settle: large });
  const batches = { ...definition, States: copyOf(definition.States) };
  (batches.States["Settle"] as never as { ItemBatcher: object }).ItemBatcher = {
    MaxItemsPerBatch: 5,
    MaxInputBytesPerBatch: 200_000,
    BatchInput: { "run.$": "$.run" },
  };
  expect(await execute(batches, input, world)).toMatchObject({ status: "SUCCEEDED" });
  expect(asked("settle").map(({ event }) => (event["tasks"] as Json[]).length)).toEqual([2, 2, 2]);
});

test("what is larger than 256 KB ends an execution, whatever it would catch", async () => {
  const { world } = functions(three);
  const invoke: MachineWorld["invoke"] = async (arn, event) =>
    arn === parts.split ? { more: false, rest: "x".repeat(300_000) } : world.invoke(arn, event);
  const { status, error } = await execute(definition, input, { ...world, invoke });
  expect([status, error]).toEqual(["FAILED", "States.DataLimitExceeded"]);
});

test("a list that is not there, or is none, is told", async () => {
  const { world, calls } = functions(three);
  const readObject = async () => "{}";
  const { error } = await execute(definition, input, { ...world, readObject });
  expect(error).toBe("States.ItemReaderFailed");
  expect(calls.at(-1)?.event["step"]).toBe("fail");
});

test.each([
  ["a map's field", "Judge", { ToleratedFailurePercentage: 5 }],
  ["a map's retry", "Judge", { Retry: [] }],
  ["an inline map", "Judge", { ItemProcessor: { ProcessorConfig: { Mode: "INLINE" } } }],
  ["a task's field", "Split", { HeartbeatSeconds: 5 }],
  ["a kind of state", "Split", { Type: "Wait", Seconds: 5 }],
])("the interpreter refuses %s that it does not know", async (_, name, odd) => {
  const states = copyOf(definition.States) as Record<string, object>;
  states[name] = { ...states[name], ...odd };
  const changed = { ...definition, States: states } as unknown as MachineDefinition;
  await expect(execute(changed, input, functions(three).world)).rejects.toThrow(/know/);
});
