import type { Audits, Clock, Runs } from "../ports.ts";
import { actByGate } from "../review/act-by-gate.ts";
import { changed } from "../review/effects.ts";
import type { RunId } from "./run.ts";

/** Why an attempt came to nothing. */
export interface RunFailure {
  /** Of which attempt: what comes late from an earlier one changes nothing. */
  readonly attempt: number;
  /** A GateError's code, or a word of the machine's: at most 100 characters are kept. */
  readonly code: string;
  /** For the sender: it holds nothing of a person. At most 1,000 characters are kept. */
  readonly message: string;
}

const codeMax = 100;
const messageMax = 1_000;

/**
 * Tells that an attempt at judging a run came to nothing: nothing passes, and the run can be taken up
 * again. Idempotent; of a run that is cancelled, judged or at another attempt nothing changes.
 *
 * @returns whether this call told it.
 */
export const failRun = (
  ports: { readonly audits: Audits; readonly clock: Clock; readonly runs: Runs },
  id: RunId,
  { attempt, code, message }: RunFailure,
): Promise<boolean> =>
  actByGate(ports, {
    submission: id,
    cause: ["run.failed", `${attempt}`],
    step: async ({ at }) => {
      const run = await ports.runs.find(id);
      if (run?.state !== "judging" || run.judging?.attempt !== attempt) return undefined;
      const failure = { at, code: cut(code, codeMax), message: cut(message, messageMax) };
      return {
        action: "run.failed",
        tenant: run.tenant,
        gate: run.gate,
        runs: [changed(run, { state: "failed", failure })],
        facts: { attempt, code: failure.code, message: failure.message },
      };
    },
  });

const cut = (text: string, max: number): string =>
  [...text.toWellFormed()].slice(0, max).join("").trim() || "unknown";
