import {
  stepFunctionsClient,
  stepFunctionsMachine,
} from "../../../lib/adapters/stepfunctions/machine.ts";
import type { LargeRun } from "../../../lib/app/large-run/run.ts";
import { submissionIdOf } from "../../../lib/app/submission-id.ts";
import { runMachineContract } from "../../contracts/run-machine.ts";
import { ServiceRefusal } from "../../support/engines/json-service.ts";
import { type StateMachineEngine, startStateMachine } from "../../support/engines/state-machine.ts";

let engine: StateMachineEngine;
let client: ReturnType<typeof stepFunctionsClient>;
const ends = new Map<string, (failure?: string) => void>();
const begun = new Map<string, number>();

const nameOf = ({ id, judging }: LargeRun) => `${id}-${judging?.attempt}`;
const runOf = (name: string, attempt: number) =>
  ({
    id: submissionIdOf("billing", "tester", name),
    state: "judging",
    judging: { attempt },
  }) as LargeRun;

beforeAll(async () => {
  engine = await startStateMachine((input, stopped) => {
    const { run, attempt } = input as { readonly run: string; readonly attempt: number };
    const name = `${run}-${attempt}`;
    begun.set(name, (begun.get(name) ?? 0) + 1);
    return new Promise((resolve, reject) => {
      stopped.addEventListener("abort", () => reject(new Error("stopped")));
      ends.set(name, (failure) => (failure === undefined ? resolve() : reject(new Error(failure))));
    });
  });
  client = stepFunctionsClient(engine.config);
});
afterAll(() => {
  client?.destroy();
  return engine?.stop();
});
const machine = () => stepFunctionsMachine(client, engine.stateMachineArn);

describe("Step Functions keeps the contract of RunMachine:", () => {
  runMachineContract(() => ({
    machine: machine(),
    begun: (run) => begun.get(nameOf(run)) ?? 0,
    end: (run, failure) => ends.get(nameOf(run))?.(failure),
    run: runOf,
  }));
});

test("an execution is told its run and attempt, and named by both", async () => {
  const run = runOf("told", 3);
  await machine().start(run);
  const execution = engine.executions.get(nameOf(run));
  expect(JSON.parse(execution?.input ?? "")).toEqual({ run: run.id, attempt: 3 });
  expect(nameOf(run).length).toBeLessThanOrEqual(80);
  await machine().stop(run);
});

test.each([
  ["FAILED", "States.TaskFailed", "x".repeat(2_000), 550],
  ["TIMED_OUT", undefined, undefined, 20],
  ["ABORTED", undefined, "the run is cancelled", 60],
] as const)(
  "what is %s is a failure with its reason, not too long",
  async (status, error, cause, max) => {
    const run = runOf(`status ${status}`, 1);
    await machine().start(run);
    Object.assign(engine.executions.get(nameOf(run)) ?? {}, { status, error, cause });
    const look = await machine().look(run);
    if (look.is !== "failed") throw new Error(look.is);
    expect(look.message).toContain(status);
    expect(look.message).toContain((cause ?? "").slice(0, 20));
    expect(look.message.length).toBeLessThanOrEqual(max);
  },
);

test("what the machine refuses is unavailable; trouble that passes is waited out", async () => {
  const run = runOf("refused", 1);
  engine.refusals.push(new ServiceRefusal("StateMachineDoesNotExist", "gone"));
  await expect(machine().start(run)).rejects.toMatchObject({ code: "unavailable" });
  engine.refusals.push(new ServiceRefusal("ThrottlingException", "later"));
  await machine().start(run);
  expect(begun.get(nameOf(run))).toBe(1);
  await machine().stop(run);
});

test("a run that is not being judged has no attempt: that is a bug", async () => {
  const { judging: _, ...open } = runOf("open", 1);
  await expect(machine().start(open as LargeRun)).rejects.toThrow("is not being judged");
});
