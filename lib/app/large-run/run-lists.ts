import type { Json } from "../../core/expression/value.ts";
import { canonicalJson } from "../digest.ts";
import { GateError } from "../errors.ts";
import { rootOfForest, startForest } from "../pass/merkle-forest.ts";
import type { Objects } from "../ports.ts";
import type { RunId } from "./run.ts";
import { type RunIndex, runObjects } from "./run-objects.ts";
import { bytesIn } from "./run-uploads.ts";
import type { RunRecord } from "./run-work.ts";

/**
 * What a judged run says of its own lists.
 *
 * @throws {GateError} `unavailable` when they were erased.
 */
export async function runIndex(objects: Objects, id: RunId): Promise<RunIndex> {
  const name = runObjects.index(id);
  if ((await objects.find(name)) === undefined) throw resultsErased();
  return JSON.parse((await bytesIn(objects, name)).toString("utf8")) as RunIndex;
}

/** The refusal of whatever needs lists that are no longer there. */
export const resultsErased = (): GateError =>
  new GateError("unavailable", "the results of this run have been erased", {
    reason: "evidence_erased",
  });

/** The lines of a list, over all its objects, one by one; memory is that of one piece and one line. */
export async function* linesOf(objects: Objects, names: readonly string[]): AsyncGenerator<Buffer> {
  for (const name of names) {
    let held = Buffer.alloc(0);
    for await (const chunk of objects.read(name)) {
      held = held.length === 0 ? Buffer.from(chunk) : Buffer.concat([held, chunk]);
      let start = 0;
      for (let end = held.indexOf(LF); end !== -1; end = held.indexOf(LF, start)) {
        yield held.subarray(start, end);
        start = end + 1;
      }
      held = held.subarray(start);
    }
    if (held.length > 0) yield held;
  }
}

const LF = 0x0a;

/**
 * Every record of a run, in order, and behind the last one whether they were all: nothing is to be
 * decided by them before.
 *
 * @param isRoot whether this is the Merkle root over the lines that were listed.
 * @throws {GateError} `unavailable`, reason `evidence_changed`, where they are not what was judged.
 */
export async function* provenRecordLines(
  objects: Objects,
  names: readonly string[],
  isRoot: (root: string) => boolean,
): AsyncGenerator<RunRecord> {
  const lines = startForest();
  for await (const record of recordLines(objects, names)) {
    lines.leaf(Buffer.from(canonicalJson(record as unknown as Json)));
    yield record;
  }
  if (isRoot(rootOfForest(lines.forest()))) return;
  throw new GateError(
    "unavailable",
    "the list of this run's records is not the one that was judged",
    {
      reason: "evidence_changed",
    },
  );
}

/** Every record of a run, in order. */
export async function* recordLines(
  objects: Objects,
  names: readonly string[],
): AsyncGenerator<RunRecord> {
  for await (const line of linesOf(objects, names))
    yield JSON.parse(line.toString("utf8")) as RunRecord;
}
