import type { LargeRun } from "../../lib/app/large-run/run.ts";
import type { RunLook, RunMachine } from "../../lib/app/ports.ts";
import type { Json } from "../../lib/infra/run-machine/states-language.ts";
import {
  type Execution,
  execute,
  type MachineDefinition,
  type MachineWorld,
} from "./interpreter.ts";

export interface InterpretedMachine extends RunMachine {
  /** How the attempt that a run is at has ended, once it has. */
  ended(run: LargeRun): Promise<Execution>;
}

/** The machine of a definition, executed here: one execution an attempt, by its name, as on AWS. */
export function interpretedMachine(
  definition: MachineDefinition,
  world: MachineWorld,
): InterpretedMachine {
  const executions = new Map<string, { promise: Promise<Execution>; is: RunLook }>();
  const nameOf = ({ id, judging }: LargeRun): string => `${id}-${judging?.attempt}`;
  return {
    start: async (run) => {
      if (executions.has(nameOf(run))) return;
      const input: Json = { run: run.id, attempt: run.judging?.attempt ?? 0 };
      const begun = {
        promise: execute(definition, input, world),
        is: { is: "running" } as RunLook,
      };
      executions.set(nameOf(run), begun);
      begun.promise.then(
        ({ status, error = "" }) => {
          begun.is = status === "SUCCEEDED" ? { is: "ended" } : { is: "failed", message: error };
        },
        () => {},
      );
    },
    stop: async () => {
      throw new Error("this machine cannot be stopped");
    },
    look: async (run) => executions.get(nameOf(run))?.is ?? { is: "unknown" },
    ended: async (run) => {
      const begun = executions.get(nameOf(run));
      if (begun === undefined) throw new Error(`nothing has been started as ${nameOf(run)}`);
      return begun.promise;
    },
  };
}
