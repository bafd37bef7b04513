import type { References } from "../../app/reference/source.ts";
import type { GatePlan } from "../gate-plan.ts";
import type { Io } from "../io.ts";
import type { CheckFlags } from "./run-check.ts";

/**
 * The reference tables that a check reads, opened. What was made of them for this check alone goes when
 * they are closed, and when the process is ended from outside.
 *
 * @throws {GateError} what `findReferences` throws.
 */
export async function referencesOf(
  io: Io,
  { reference, referenceAt }: CheckFlags,
  { gate, plan }: GatePlan,
): Promise<References> {
  const { findReferences } = await import("../../adapters/references/find.ts");
  const named = {
    ...(reference !== undefined && { reference }),
    ...(referenceAt !== undefined && { referenceAt }),
  };
  const tell = (text: string) => void io.stderr.write(text);
  let stop: (() => void) | undefined;
  const onTemporary = (remove: () => void): void => {
    stop = io.onEnd?.(() => {
      remove();
      return "";
    });
  };
  const options = { ...named, cwd: io.cwd, zone: gate.zone, tell, onTemporary };
  try {
    const references = await findReferences(options, plan);
    const close = (): void => {
      stop?.();
      references.close();
    };
    return { ...references, close };
  } catch (error) {
    stop?.();
    throw error;
  }
}
