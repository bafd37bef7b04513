import { type JsonService, ServiceRefusal, startJsonService } from "./json-service.ts";

/** An execution as Step Functions tells of it. */
export interface Execution {
  readonly arn: string;
  readonly input: string;
  status: "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";
  error?: string;
  cause?: string;
}

/** A server that speaks Step Functions, and the executions that were started. */
export interface StateMachineEngine extends JsonService {
  readonly stateMachineArn: string;
  /** By name. */
  readonly executions: ReadonlyMap<string, Execution>;
}

/** What runs a state machine: it is told the input, and whether it was stopped. */
export type Interpreter = (input: unknown, stopped: AbortSignal) => Promise<void>;

/**
 * Starts a server whose executions are run by an interpreter: what this throws, an error's `name` and
 * `message`, is why the execution failed. Without one they run until a test ends them.
 */
export async function startStateMachine(interpret?: Interpreter): Promise<StateMachineEngine> {
  const base = "arn:aws:states:eu-north-1:000000000000";
  const stateMachineArn = `${base}:stateMachine:runs`;
  const executions = new Map<string, Execution>();
  const stops = new Map<string, AbortController>();
  const executionOf = (arn: string): Execution => {
    const execution = [...executions.values()].find((one) => one.arn === arn);
    if (execution === undefined) throw new ServiceRefusal("ExecutionDoesNotExist", arn);
    return execution;
  };
  const run = async (name: string, execution: Execution): Promise<void> => {
    if (interpret === undefined) return;
    const stop = new AbortController();
    stops.set(name, stop);
    try {
      await interpret(JSON.parse(execution.input), stop.signal);
      if (execution.status === "RUNNING") execution.status = "SUCCEEDED";
    } catch (thrown) {
      if (execution.status !== "RUNNING") return;
      const { name: error, message: cause } = thrown as Error;
      Object.assign(execution, { status: "FAILED", error, cause });
    }
  };
  const service = await startJsonService({
    StartExecution: ({ stateMachineArn: of, name, input }) => {
      if (of !== stateMachineArn) throw new ServiceRefusal("StateMachineDoesNotExist", of);
      if (!/^[\w-]{1,80}$/.test(name)) throw new ServiceRefusal("InvalidName", name);
      const arn = `${base}:execution:runs:${name}`;
      const before = executions.get(name);
      // The same start again is the same execution while it runs; afterwards its name is taken.
      if (before !== undefined && (before.status !== "RUNNING" || before.input !== input))
        throw new ServiceRefusal("ExecutionAlreadyExists", name);
      if (before === undefined) {
        const execution: Execution = { arn, input, status: "RUNNING" };
        executions.set(name, execution);
        run(name, execution).catch(() => undefined);
      }
      return { executionArn: arn, startDate: 1_795_000_000 };
    },
    StopExecution: ({ executionArn, cause }) => {
      const execution = executionOf(executionArn);
      if (execution.status === "RUNNING") Object.assign(execution, { status: "ABORTED", cause });
      stops.get(execution.arn.split(":").at(-1) as string)?.abort();
      return { stopDate: 1_795_000_000 };
    },
    DescribeExecution: ({ executionArn }) => {
      const { arn, input, status, error, cause } = executionOf(executionArn);
      const name = arn.split(":").at(-1);
      const startDate = 1_795_000_000;
      return { executionArn, stateMachineArn, name, startDate, input, status, error, cause };
    },
  });
  return Object.assign(service, { stateMachineArn, executions });
}
