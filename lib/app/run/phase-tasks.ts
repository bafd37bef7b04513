import type { Plan } from "../../core/plan.ts";
import { groupGroupsMax, type PartGroup } from "./groups.ts";
import type { JudgedPart } from "./judge-part.ts";
import type { Part } from "./part.ts";
import type { Scratch } from "./scratch.ts";
import { openSections } from "./section-file.ts";
import type { SettledKeys } from "./settle-keys.ts";
import { fileNames, type MergeGroups, type MergeParts, type Task } from "./workshop.ts";

/** What the tasks of all phases go by. */
export interface Cutting {
  readonly parts: readonly Part[];
  /** Of the first pass. */
  readonly partitions: number;
  /** Records that one partition of the third pass compares in memory, as far as keys are not hot. */
  readonly comparedRecords: number;
  readonly groups: readonly PartGroup[];
}

/** What judging told of the parts, in their order. */
export interface JudgedParts {
  /** Line ends before each part that its own lines are counted on from. */
  readonly linesBefore: readonly number[];
  /** Readings before each part, and of all of them at the end. */
  readonly recordsBefore: readonly number[];
  /** Keys of rosters, counted once for each part that has them. */
  readonly rosterKeys: number;
}

/** Whether anything of a plan looks at several records together. */
export const comparesKeys = ({ rules }: Plan): boolean =>
  rules.some(({ scope, roster }) => scope === "set" || roster !== undefined);

export const judgeTasks = ({ parts }: Cutting): readonly Task[] =>
  parts.map((part) => ({ do: "judge", part }));

/** Reads what judging told; the parts must be judged. */
export function judgedParts(scratch: Scratch, { parts }: Cutting): JudgedParts {
  const linesBefore: number[] = [];
  const recordsBefore: number[] = [0];
  let [lines, rosterKeys] = [0, 0];
  for (const [at, part] of parts.entries()) {
    const told = summaryOf<JudgedPart>(scratch, fileNames.judged(part.number));
    if (part.file !== parts[at - 1]?.file) lines = 0;
    linesBefore.push(part.startLine === undefined ? lines : 0);
    lines += told.lines;
    recordsBefore.push((recordsBefore.at(-1) ?? 0) + told.received);
    // A part that was judged before an upgrade does not tell.
    rosterKeys += told.rosterKeys ?? 0;
  }
  return { linesBefore, recordsBefore, rosterKeys };
}

export const settleTasks = ({ parts, partitions }: Cutting): readonly Task[] =>
  numbers(partitions).map((partition) => ({ do: "settle", partition, parts: parts.length }));

/** More would have indexes that are longer than what they index: partitions grow instead. */
const comparedPartitionsMax = 1_024;

/** What is looked at again, and in how many partitions. */
export interface Wanted {
  /** The numbers of parts, in order. */
  readonly parts: readonly number[];
  /** Of the third pass. */
  readonly partitions: number;
  /** The first ones of these judge the rosters: a power of two. */
  readonly rosterPartitions: number;
}

/** A key of a roster takes about as much as a fortieth of a record that is compared. */
const keysPerRecord = 40;

/** Reads what settling told; all partitions must be settled. */
export function wantedParts(
  scratch: Scratch,
  cutting: Cutting,
  { rosterKeys }: Pick<JudgedParts, "rosterKeys">,
): Wanted {
  const wanted = new Set<number>();
  let records = 0;
  for (const partition of numbers(cutting.partitions)) {
    const told = summaryOf<SettledKeys>(scratch, fileNames.settled(partition));
    records += told.wanted;
    for (const part of told.parts) wanted.add(part);
  }
  const { comparedRecords } = cutting;
  const rosterPartitions = partitionsOf(rosterKeys / keysPerRecord, comparedRecords);
  return {
    parts: [...wanted].sort((a, b) => a - b),
    partitions: Math.max(rosterPartitions, partitionsOf(records, comparedRecords)),
    rosterPartitions,
  };
}

const partitionsOf = (records: number, recordsMax: number): number =>
  Math.min(comparedPartitionsMax, 2 ** Math.max(0, Math.ceil(Math.log2(records / recordsMax))));

export const collectTasks = (
  { parts }: Cutting,
  { linesBefore }: JudgedParts,
  wanted: Wanted,
): readonly Task[] =>
  wanted.parts.map((number) => {
    const part = parts[number] as Part;
    const startLine = part.startLine ?? 1 + (linesBefore[number] ?? 0);
    return { do: "collect", part, startLine, partitions: wanted.partitions };
  });

export const compareTasks = (
  { parts, groups }: Cutting,
  // What was written down before an upgrade does not tell of rosters apart.
  { partitions, rosterPartitions = partitions, parts: collected }: Wanted,
): readonly Task[] =>
  numbers(partitions).map((partition) => ({
    do: "compare",
    partition,
    partitions,
    rosterPartitions,
    parts: parts.length,
    collected,
    groups,
  }));

/** `wanted` is absent where no rule compares keys. */
export const mergePartsTasks = (
  { parts, partitions, groups }: Cutting,
  { linesBefore, recordsBefore }: JudgedParts,
  wanted: Wanted | undefined,
): readonly MergeParts[] =>
  groups.map(({ firstPart }, group) => {
    const end = groups[group + 1]?.firstPart ?? parts.length;
    return {
      do: "merge",
      level: 0,
      group,
      firstPart,
      linesBefore: linesBefore.slice(firstPart, end),
      recordsBefore: recordsBefore[firstPart] ?? 0,
      parts: parts.length,
      settled: wanted ? partitions : 0,
      compared: wanted ? wanted.partitions : 0,
      groups: groups.length,
    };
  });

/** The merges of a level from 1 on; none where the level below has but one group. */
export function mergeGroupsTasks(
  { groups }: Pick<Cutting, "groups">,
  level: number,
  groupsMax = groupGroupsMax,
): readonly MergeGroups[] {
  const below = groupsAt(groups.length, level - 1, groupsMax);
  if (below === 1) return [];
  return numbers(Math.ceil(below / groupsMax)).map((group) => {
    const first = group * groupsMax;
    return { do: "merge", level, group, first, count: Math.min(groupsMax, below - first) };
  });
}

/** How many groups a level has. */
function groupsAt(groups: number, level: number, groupsMax: number): number {
  return level === 0 ? groups : Math.ceil(groupsAt(groups, level - 1, groupsMax) / groupsMax);
}

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_, i) => i);

function summaryOf<Summary>(scratch: Scratch, name: string): Summary {
  const file = openSections(scratch, name);
  try {
    return file.summary() as unknown as Summary;
  } finally {
    file.close();
  }
}
