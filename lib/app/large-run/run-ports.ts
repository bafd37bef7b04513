import type { Objects, RunMachine, Runs, Uploads } from "../ports.ts";
import type { SubmitPorts } from "../submit.ts";

/** What large submissions ask of the world until they are judged. */
export interface RunPorts extends SubmitPorts {
  readonly runs: Runs;
  readonly objects: Objects;
  readonly uploads: Uploads;
  readonly machine: RunMachine;
}
