import { conclude } from "../../core/conclude.ts";
import { type Gathering, startGathering } from "../../core/gather.ts";
import type { Plan } from "../../core/plan.ts";
import type { HeldRecord, Report, UnreadableRecord } from "../../core/report.ts";
import type { RecordRef } from "../../core/violation.ts";
import type { ComparedKeys } from "./compare-keys.ts";
import { type Crew, doAll } from "./crew.ts";
import { heldLists } from "./held-lists.ts";
import { type JudgedPart, shownRecordsMax } from "./judge-part.ts";
import type { Part } from "./part.ts";
import { moved, withLines } from "./part-lines.ts";
import { openSections } from "./section-file.ts";
import type { SettledKeys } from "./settle-keys.ts";
import { fileNames, type Task, type Workshop } from "./workshop.ts";

export interface RunCommand {
  readonly workshop: Workshop;
  /** The whole submission, in order of position. */
  readonly parts: readonly Part[];
  readonly crew: Crew;
  /** The parts that were judged before, in a run that was interrupted. */
  readonly judged?: ReadonlySet<number>;
  /** Told of each judged part, in order. */
  readonly onPart?: (part: Part) => void;
  /**
   * Asked when everything was read.
   *
   * @throws when an input or a table is no longer what was read first.
   */
  readonly assertUnchanged?: () => void;
}

/** What a run gave. */
export interface Ran {
  readonly report: Report;
  /** Each record in order, where there are few enough to be shown one by one. */
  readonly records?: readonly RecordRef[];
  /** All that is not passed, in order of position, however much of it the report lists. */
  readonly notPassed: () => Iterable<HeldRecord | UnreadableRecord>;
}

/**
 * Judges the parts of a submission as one. The report does not depend on how they were cut, in which
 * order they are done, or by whom; memory grows with none of the records.
 */
export async function runParts(command: RunCommand): Promise<Ran> {
  const { plan, context, bounds } = command.workshop;
  const gathering = startGathering(plan, bounds);
  const judged = await judgeParts(command, gathering);
  const compared = comparesKeys(plan) ? await compareParts(command, judged, gathering) : 0;
  command.assertUnchanged?.();
  const lists = heldLists(command.workshop, { ...judged, compared }, gathering);
  const report = conclude(plan, { ...gathering.gathered(), ...lists.lists }, context, bounds);
  const { records } = judged;
  const ran = { report, notPassed: lists.notPassed };
  return records.length > shownRecordsMax ? ran : { ...ran, records };
}

const comparesKeys = ({ rules }: Plan): boolean =>
  rules.some(({ scope, roster }) => scope === "set" || roster !== undefined);

/** What the first pass told of all parts. */
interface Judged {
  /** Line ends before each part that its own lines are counted on from. */
  readonly linesBefore: readonly number[];
  readonly records: readonly RecordRef[];
}

async function judgeParts(command: RunCommand, gathering: Gathering): Promise<Judged> {
  const { workshop, parts, crew, judged = new Set() } = command;
  const linesBefore: number[] = [];
  const records: RecordRef[] = [];
  let lines = 0;
  let taken = 0;
  /** In order, since the lines of a part begin where those of the part before end. */
  const takeUpTo = (end: number): void => {
    for (; taken < end; taken++) {
      const part = parts[taken] as Part;
      const summary = summaryOf<JudgedPart>(workshop, fileNames.judged(part.number));
      if (part.file !== parts[taken - 1]?.file) lines = 0;
      const before = part.startLine === undefined ? lines : 0;
      lines += summary.lines;
      linesBefore.push(before);
      gathering.take(withLines(summary.gathered, before));
      if (records.length <= shownRecordsMax)
        records.push(...summary.first.map((record) => moved(record, before)));
      command.onPart?.(part);
    }
  };
  const left = parts.filter(({ number }) => !judged.has(number));
  let done = 0;
  await doAll(
    crew,
    left.map((part) => ({ do: "judge", part })),
    () => takeUpTo((left[done++] as Part).number + 1),
  );
  takeUpTo(parts.length);
  return { linesBefore, records };
}

/** Looks at the records together that may have to do with each other: gives the partitions. */
async function compareParts(
  { workshop, parts, crew }: RunCommand,
  { linesBefore }: Judged,
  gathering: Gathering,
): Promise<number> {
  const count = parts.length;
  const wanted = new Set<number>();
  let records = 0;
  await doAll(
    crew,
    numbers(workshop.partitions).map((partition) => ({ do: "settle", partition, parts: count })),
    (done) => {
      records += done.wanted ?? 0;
      for (const part of done.wantedParts ?? []) wanted.add(part);
    },
  );
  for (const partition of numbers(workshop.partitions)) {
    const { tallies } = summaryOf<SettledKeys>(workshop, fileNames.settled(partition));
    gathering.takeSet({ tallies, violations: [] });
  }

  const partitions = partitionsFor(records);
  const collected = [...wanted].sort((a, b) => a - b);
  await doAll(
    crew,
    collected.map((number): Task => {
      const part = parts[number] as Part;
      const startLine = part.startLine ?? 1 + (linesBefore[number] ?? 0);
      return { do: "collect", part, startLine, partitions };
    }),
  );
  await doAll(
    crew,
    numbers(partitions).map(
      (partition): Task => ({ do: "compare", partition, partitions, parts: count, collected }),
    ),
  );
  for (const partition of numbers(partitions))
    gathering.take(summaryOf<ComparedKeys>(workshop, fileNames.compared(partition)).gathered);
  return partitions;
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

/** Records that one partition of the third pass holds in memory, as far as keys are not hot. */
const comparedRecords = 20_000;

const partitionsFor = (records: number): number =>
  2 ** Math.max(0, Math.ceil(Math.log2(records / comparedRecords)));

function summaryOf<Summary>({ scratch }: Workshop, name: string): Summary {
  const file = openSections(scratch, name);
  try {
    return file.summary() as Summary;
  } finally {
    file.close();
  }
}
