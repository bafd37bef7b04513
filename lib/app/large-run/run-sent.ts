import { GateError, type Mistake } from "../errors.ts";
import type { Objects } from "../ports.ts";
import { runRecordName, type SentRecords } from "../review/submissions/sent-again.ts";
import { provenRecordLines } from "./run-lists.ts";
import type { ConcludedRun } from "./run-work.ts";

/** Records of a run that are held in memory, to be compared with what went out before. */
const comparedMax = 1_000_000;

/**
 * The records of a run that corrects something, by its list.
 *
 * @throws {GateError} `too_large` where they are more than are compared.
 */
export const sentRecordsOfRun = (
  objects: Objects,
  { plan: { inputs }, records }: Pick<ConcludedRun, "plan" | "records">,
): SentRecords => ({
  listSizeMaxBytes: 8 * 1024 ** 3,
  names: async (plan) => {
    if (records.count > comparedMax)
      throw new GateError(
        "too_large",
        `a part went out of what this run corrects, and only ${comparedMax} records are compared ` +
          "with it: send those that did not go out, in smaller runs",
      );
    const names = new Map<string, Mistake>();
    const isListed = (root: string): boolean => root === records.root;
    for await (const record of provenRecordLines(objects, records.lists, isListed)) {
      const name = runRecordName(record, plan);
      if (name === undefined) continue;
      const { file, offset } = record.position;
      const where = inputs[file]?.name ?? `file ${file + 1}`;
      names.set(name, { message: `${where}, byte ${offset}: it went out already: leave it out` });
    }
    return names;
  },
});
