import type { HeldRecord, UnreadableRecord } from "../../core/report.ts";
import type { Objects } from "../ports.ts";
import { jsonLines, valuesIn } from "../run/json-lines.ts";
import { mergeSorted } from "../run/merge-sorted.ts";
import type { Scratch } from "../run/scratch.ts";
import { openSections, type SectionReader } from "../run/section-file.ts";
import { fileNames } from "../run/workshop.ts";
import type { RunId } from "./run.ts";
import { type GroupList, runObjects } from "./run-objects.ts";

/** The lists that are made of one object a group of parts, in the order of groups. */
export const groupLists: readonly GroupList[] = ["records", "not-passed"];

const options = { onlyNew: true, mediaType: "application/x-ndjson" } as const;

/** Sends what a group of parts lists: every reading with its verdict, and all that is not passed. */
export async function writeResultLists(
  objects: Objects,
  id: RunId,
  scratch: Scratch,
  group: number,
): Promise<void> {
  const file = openSections(scratch, fileNames.lists(group));
  try {
    for (const list of groupLists) {
      const lines = list === "records" ? recordsOf(file) : notPassedOf(file);
      await objects.write(runObjects.groupList(id, list, group), lines, options);
    }
  } finally {
    file.close();
  }
}

async function* recordsOf(file: SectionReader): AsyncGenerator<Uint8Array, void, void> {
  yield* file.segments("records");
}

/** Lines that are written at once. */
const linesMax = 1000;

async function* notPassedOf(file: SectionReader): AsyncGenerator<Uint8Array, void, void> {
  let lines: (HeldRecord | UnreadableRecord)[] = [];
  const all = mergeSorted<HeldRecord | UnreadableRecord>([
    valuesIn<HeldRecord>(file.segments("held")),
    valuesIn<UnreadableRecord>(file.segments("unreadable")),
  ]);
  for (const line of all) {
    lines.push(line);
    if (lines.length < linesMax) continue;
    yield jsonLines(lines);
    lines = [];
  }
  if (lines.length > 0) yield jsonLines(lines);
}
