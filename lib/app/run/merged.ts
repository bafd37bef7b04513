import type { Gathered } from "../../core/gather.ts";
import type { HeldRecord, UnreadableRecord } from "../../core/report.ts";
import type { RecordRef } from "../../core/violation.ts";
import type { MerkleForest } from "../pass/merkle-forest.ts";
import { jsonLines, valuesIn } from "./json-lines.ts";
import { type ExposureState, noExposures } from "./record-exposures.ts";
import type { TablesRead } from "./rows-read.ts";
import type { Scratch } from "./scratch.ts";
import { openSections, writeSections } from "./section-file.ts";
import { fileNames } from "./workshop.ts";

/** What a group of parts, or of groups, gave: in bounded size, whatever its own. */
export interface Merged {
  readonly gathered: Gathered;
  readonly counts: MergedCounts;
  /** The first ones, as many as a report lists. */
  readonly held: readonly HeldRecord[];
  readonly unreadable: readonly UnreadableRecord[];
  /** The first records, where all of a submission may be so few that they are shown one by one. */
  readonly first: readonly RecordRef[];
  readonly exposures: ExposureState;
  readonly read: TablesRead;
  /** Over the lines of records, and over their digests alone. */
  readonly records?: { readonly lines: MerkleForest; readonly digests: MerkleForest };
}

export interface MergedCounts {
  readonly held: number;
  readonly blocked: number;
  readonly unreadable: number;
}

type Summary = Pick<Merged, "counts" | "first" | "read" | "records">;

/** Writes a file `merged`. */
export function writeMerged(scratch: Scratch, name: string, merged: Merged): void {
  const file = writeSections(scratch, name);
  try {
    const { gathered, held, unreadable, exposures, ...summary } = merged;
    file.append("gathered", jsonLines([gathered]));
    file.append("exposures", jsonLines([exposures]));
    file.append("held", jsonLines(held));
    file.append("unreadable", jsonLines(unreadable));
    file.finish(summary satisfies Summary as never);
  } finally {
    file.discard();
  }
}

/** @throws {GateError} `unavailable` when it is not there, or damaged. */
export function readMerged(scratch: Scratch, level: number, group: number): Merged {
  const file = openSections(scratch, fileNames.merged(level, group));
  try {
    const all = <Value>(section: string): Value[] => [...valuesIn<Value>(file.segments(section))];
    const summary = file.summary() as unknown as Summary;
    const [gathered] = all<Gathered>("gathered");
    if (!gathered) throw new Error("what was merged has no figures");
    const [exposures = noExposures] = all<ExposureState>("exposures");
    return {
      ...summary,
      gathered,
      exposures,
      held: all("held"),
      unreadable: all("unreadable"),
    };
  } finally {
    file.close();
  }
}
