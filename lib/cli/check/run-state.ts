import { createHash } from "node:crypto";
import {
  type InterruptedRun,
  interruptedRun,
  newRunFolder,
  type RunFacts,
  type RunFolder,
  removeDeserted,
  runsFolder,
} from "../../adapters/files/run-folder.ts";
import type { Io } from "../io.ts";

/** What a run is known by: what a person typed, and where. */
export interface RunNames {
  readonly files: readonly string[];
  readonly gate?: string;
  readonly ruleset?: string;
}

/** The folder of one run: made when it is needed, kept where the run may be taken up again. */
export interface RunState {
  /** The run that was interrupted, where one is to be taken up. */
  readonly interrupted: InterruptedRun | undefined;
  /** Whether it may be taken up again as it stands. */
  readonly isRecorded: () => boolean;
  readonly folder: () => RunFolder;
  /** From now on the run can be taken up again. */
  readonly record: (businessAt: string, facts: RunFacts) => void;
  /** The run has failed, and may be taken up again. */
  readonly release: () => void;
  /** The run is done, or can never be: takes away all that it left. */
  readonly remove: () => void;
}

export function runState({ env, cwd }: Io, names: RunNames, resume: boolean): RunState {
  const runs = runsFolder(env);
  const key = keyOf([cwd, names.gate ?? "", names.ruleset ?? "", ...names.files]);
  const interrupted = resume ? interruptedRun(runs, key) : undefined;
  let folder = interrupted?.folder;
  let isRecorded = interrupted !== undefined;
  const made = (): RunFolder => {
    folder ??= newRunFolder(runs, key);
    return folder;
  };
  return {
    interrupted,
    isRecorded: () => isRecorded,
    folder: made,
    record: (businessAt, facts) => {
      made().record({ schema: "holdpoint/run/1", businessAt, facts });
      isRecorded = true;
    },
    release: () => folder?.release(),
    remove: () => {
      isRecorded = false;
      if (!folder) return;
      folder.remove();
      removeDeserted(runs, key);
    },
  };
}

const keyOf = (names: readonly string[]): string =>
  createHash("sha256").update(JSON.stringify(names)).digest("hex").slice(0, 16);
