import { GateError, isGateError } from "../errors.ts";
import type { Objects } from "../ports.ts";
import type { LargeRun } from "./run.ts";
import { runObjects } from "./run-objects.ts";
import type { RunInput } from "./run-work.ts";
import { findJson, workNames, writeJson } from "./staged-plan.ts";

/** Objects that are asked for at once. */
const atOnce = 16;

/**
 * The files of a run as all its steps read them: each by the version that it had when cutting began, so
 * that nobody who may write to storage can put other bytes under what is being judged. Versions are asked
 * once, and stay what they were in every later leg and attempt.
 *
 * @throws {GateError} `conflict` with reason `upload_replaced` when one is not there, or has another size
 * than its pieces; `unavailable`.
 */
export async function pinnedInputs(
  objects: Objects,
  { id, payload }: LargeRun,
): Promise<readonly RunInput[]> {
  const inputs = (payload?.files ?? []).map(({ name, sizeBytes }, number) => ({
    object: runObjects.file(id, number),
    name,
    sizeBytes,
  }));
  const pins = runObjects.work(id, workNames.versions);
  const known = await findJson<Versions>(objects, pins);
  if (known === undefined) await writeJson(objects, pins, await asked(objects, inputs), onlyNew);
  const versions = known ?? (await findJson<Versions>(objects, pins));
  return inputs.map((input, at) => {
    const version = versions?.[at];
    return typeof version === "string" ? { ...input, version } : input;
  });
}

/** By the number of the file; null where the storage tells none. */
type Versions = readonly (string | null)[];

/** Of two that begin at once the first one's stand. */
const onlyNew = { onlyNew: true } as const;

async function asked(objects: Objects, inputs: readonly RunInput[]): Promise<Versions> {
  const versions: (string | null)[] = [];
  for (let from = 0; from < inputs.length; from += atOnce)
    versions.push(
      ...(await Promise.all(
        inputs.slice(from, from + atOnce).map((input) => versionOf(objects, input)),
      )),
    );
  return versions;
}

async function versionOf(objects: Objects, input: RunInput): Promise<string | null> {
  const found = await objects.find(input.object);
  if (found?.sizeBytes !== input.sizeBytes) throw uploadReplaced(input);
  return found.version ?? null;
}

/** @throws as `uploadReplaced` says, when a file is no longer the one that was cut. */
export async function refuseReplaced(objects: Objects, input: RunInput): Promise<void> {
  if (input.version === undefined) return;
  const found = await objects.find(input.object);
  if (found?.version !== input.version) throw uploadReplaced(input);
}

/**
 * The bytes of a file, or of a range of it, all of them.
 *
 * @throws as `uploadReplaced` says, while it is read.
 */
export async function* readPinned(
  objects: Objects,
  input: RunInput,
  range?: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array, void, void> {
  const { object, sizeBytes, version } = input;
  if (version === undefined) return yield* objects.read(object, range);
  const { start, end } = range ?? { start: 0, end: sizeBytes };
  let left = Math.min(end, sizeBytes) - start;
  try {
    for await (const chunk of objects.read(object, { start, end, version })) {
      left -= chunk.length;
      yield chunk;
    }
  } catch (error) {
    const isReplaced = isGateError(error, "conflict") && error.reason === "replaced";
    if (isReplaced || isGateError(error, "not_found")) throw uploadReplaced(input, error);
    throw error;
  }
  if (left > 0) throw uploadReplaced(input);
}

/** Whether something thrown tells that something else lies where a file was uploaded to. */
export const isUploadReplaced = (error: unknown): boolean =>
  isGateError(error, "conflict") && error.reason === reason;

const reason = "upload_replaced";

/** It is told by its object, since runs keep what failed for ever, and a file's name may name a person. */
const uploadReplaced = ({ object }: RunInput, cause?: unknown): GateError =>
  new GateError(
    "conflict",
    `${object} is not what was uploaded any more: something else was put there, or it was taken away, ` +
      "so nothing passes; find out who may write to this storage, cancel the run, and open a new one",
    { reason, cause },
  );
