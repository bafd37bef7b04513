import { type Gathered, type Gathering, startGathering } from "../../core/gather.ts";
import type { RecordRef } from "../../core/violation.ts";
import { groupLists } from "./group-lists.ts";
import { shareOf } from "./groups.ts";
import { valuesIn } from "./json-lines.ts";
import { type JudgedPart, shownRecordsMax } from "./judge-part.ts";
import { type Merged, writeMerged } from "./merged.ts";
import { moved, partsOf, withLines } from "./part-lines.ts";
import {
  addExposures,
  type ExposureState,
  noExposures,
  startTouching,
} from "./record-exposures.ts";
import { type ReadLine, sumOfRead } from "./rows-read.ts";
import { openSections, type SectionReader } from "./section-file.ts";
import type { SettledKeys } from "./settle-keys.ts";
import { fileNames, type MergeParts, type Workshop } from "./workshop.ts";

/**
 * Brings together what judging gave in a group of parts, what the comparison of keys holds of their
 * records, and a share of what partitions gave by themselves. Writes `lists` with the sections `held`,
 * `unreadable` and, where records are kept, `records`: all of them in order. Then writes `merged`.
 */
export function mergeParts(workshop: Workshop, task: MergeParts): void {
  const { plan, bounds, scratch } = workshop;
  const gathering = startGathering(plan, bounds);
  const judged = takeJudged(workshop, task, gathering);
  const shared = takeShare(workshop, task, gathering);
  const touching = startTouching();
  const listed = groupLists(workshop, task, (violation) => {
    gathering.takeViolation(violation);
    // Whose record it is, and what it is worth, the comparison of keys does not tell.
    touching.violations([violation], () => undefined);
  });
  const merged: Merged = {
    ...listed,
    gathered: gathering.gathered(),
    first: judged.first,
    exposures: [judged.exposures, shared.exposures, touching.state()].reduce(addExposures),
    read: readOf(workshop, task),
  };
  writeMerged(scratch, fileNames.merged(0, task.group), merged);
}

function takeJudged(workshop: Workshop, task: MergeParts, gathering: Gathering) {
  const first: RecordRef[] = [];
  let exposures: ExposureState = noExposures;
  for (const [part, before] of partsOf(task))
    reading(workshop, fileNames.judged(part), (file) => {
      const { first: some } = file.summary() as unknown as JudgedPart;
      gathering.take(withLines(only<Gathered>(file, "gathered"), before));
      const shown = some.slice(0, shownRecordsMax + 1 - first.length);
      first.push(...shown.map((record) => moved(record, before)));
      exposures = withExposures(exposures, file);
    });
  return { first, exposures };
}

/** The partitions of the keys are nobody's: each is taken by one group. */
function takeShare(workshop: Workshop, task: MergeParts, gathering: Gathering) {
  let exposures: ExposureState = noExposures;
  for (const partition of shareOf(task.settled, task.group, task.groups))
    reading(workshop, fileNames.settled(partition), (file) => {
      const { tallies } = file.summary() as unknown as SettledKeys;
      gathering.takeSet({ tallies, violations: [] });
    });
  for (const partition of shareOf(task.compared, task.group, task.groups))
    reading(workshop, fileNames.compared(partition), (file) => {
      gathering.take(only<Gathered>(file, "gathered"));
      exposures = withExposures(exposures, file);
    });
  return { exposures };
}

const withExposures = (state: ExposureState, file: SectionReader): ExposureState =>
  [...valuesIn<ExposureState>(file.segments("exposures"))].reduce(addExposures, state);

/** What was read of tables, of a share of all digests: a row that many parts read counts once. */
function readOf(workshop: Workshop, task: MergeParts): Merged["read"] {
  if (!workshop.rows) return {};
  const share = shareOf(workshop.partitions, task.group, task.groups);
  return sumOfRead(lines());

  function* lines(): Generator<ReadLine, void, void> {
    for (const name of readingFiles(task)) {
      const file = openSections(workshop.scratch, name);
      try {
        for (const partition of share)
          yield* valuesIn<ReadLine>(file.segments(`read/${partition}`));
      } finally {
        file.close();
      }
    }
  }
}

/** The files of tasks that look rows up, of the whole run. */
export const readingFiles = (task: Pick<MergeParts, "parts" | "compared">): readonly string[] => [
  ...Array.from({ length: task.parts }, (_, part) => fileNames.judged(part)),
  ...Array.from({ length: task.compared }, (_, partition) => fileNames.compared(partition)),
];

function reading(workshop: Workshop, name: string, read: (file: SectionReader) => void): void {
  const file = openSections(workshop.scratch, name);
  try {
    read(file);
  } finally {
    file.close();
  }
}

function only<Value>(file: SectionReader, section: string): Value {
  const [value] = [...valuesIn<Value>(file.segments(section))];
  if (value === undefined) throw new Error(`the section ${section} is empty`);
  return value;
}
