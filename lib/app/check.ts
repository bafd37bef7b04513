import type { Context } from "../core/context.ts";
import { isObject, type JsonObject } from "../core/expression/value.ts";
import type { Bounds } from "../core/gather.ts";
import type { Plan } from "../core/plan.ts";
import type { ReadDigests } from "../core/report.ts";
import type { ReferenceRows } from "../core/subject.ts";
import type { Gate } from "./gate.ts";
import type { History } from "./history.ts";
import { type Crew, ownCrew } from "./run/crew.ts";
import type { Part, ReadPart } from "./run/part.ts";
import { type Ran, type RunCommand, runParts } from "./run/run-parts.ts";
import type { Scratch } from "./run/scratch.ts";
import type { Workshop } from "./run/workshop.ts";

/** What records are judged by, beside the rules. */
export interface JudgedBy {
  readonly gate: Gate;
  readonly rows: ReferenceRows;
  /** The digests of the tables that the rules read, by name. */
  readonly tables?: Readonly<Record<string, string>>;
  /** Earlier released runs, where somebody keeps a history. */
  readonly history?: History;
  /** RFC 3339. */
  readonly businessAt: string;
  /** Fields that the inputs' format cannot supply. */
  readonly unsupplied: readonly string[];
  /** The XPath of fields, where inputs are XML. */
  readonly locate?: Context["locate"];
  /** The payload's digest, where a rule draws samples. */
  readonly seed?: string;
}

export interface CheckCommand
  extends JudgedBy,
    Pick<RunCommand, "parts" | "judged" | "assertUnchanged"> {
  readonly plan: Plan;
  /** The header of the submission's envelope; see `submissionHeader`. */
  readonly header: JsonObject;
  readonly read: ReadPart;
  /** Keeps what memory shall not, and what a run that is taken up again has done. */
  readonly scratch: Scratch;
  readonly bounds?: Bounds;
  /** Who does the work: this thread when absent. */
  readonly crewFor?: (workshop: Workshop) => Crew;
  /** See `Workshop`. */
  readonly settle?: () => void;
  /** Told how many more records this thread has judged. */
  readonly onRecords?: (count: number) => void;
}

/** What a check gave. */
export type Checked = Ran;

/** Lists of a report grow to this length; what is beyond is counted, and `notPassed` tells it. */
export const boundsDefault: Required<Bounds> = {
  violationsMax: 10_000,
  heldMax: 10_000,
  unreadableMax: 10_000,
};

/**
 * Judges the parts of a submission. Stores nothing and releases nothing. The report depends on
 * nothing but the command: not on how the submission was cut, on threads or on the clock.
 *
 * @throws {GateError} what reading throws, and `unavailable` when the work cannot be done.
 */
export async function check(command: CheckCommand): Promise<Checked> {
  const { plan, header, read, scratch, bounds, parts, crewFor = ownCrew } = command;
  const { onRecords, settle } = command;
  const workshop: Workshop = {
    plan,
    context: contextOf(command, header),
    read,
    scratch,
    bounds: { ...boundsDefault, ...bounds },
    partitions: partitionsFor(parts),
    ...(onRecords && { onRecords }),
    ...(settle && { settle }),
  };
  const crew = crewFor(workshop);
  try {
    return await runParts({ ...command, workshop, crew });
  } finally {
    await crew.end();
  }
}

/** A partition holds in memory what so many parts keep of their keys. */
const partsPerPartition = 8;
const partitionsMax = 1024;

const partitionsFor = ({ length }: readonly Part[]): number =>
  Math.min(partitionsMax, 2 ** Math.ceil(Math.log2(Math.max(1, length / partsPerPartition))));

/** What a verdict depends on beside records and rules; `header` is an envelope's, with its `run`. */
export function contextOf(judgedBy: JudgedBy, header: JsonObject): Context {
  const { gate, rows, history, businessAt, unsupplied, locate, seed } = judgedBy;
  const read = readDigests(judgedBy);
  const { run, ...submission } = header;
  return {
    gate: gate.name,
    businessAt,
    zone: gate.zone,
    stage: gate.stage,
    submission,
    ...(isObject(run) && { run }),
    rows,
    unsupplied,
    ...(locate && { locate }),
    requiredTables: gate.requiredTables,
    ...(history && { history: history.runs }),
    ...(read && { read }),
    ...(seed !== undefined && { seed }),
  };
}

function readDigests({ tables = {}, history }: JudgedBy): ReadDigests | undefined {
  const isAny = Object.keys(tables).length > 0;
  if (!isAny && !history) return undefined;
  return { ...(isAny && { tables }), ...(history && { history: history.digest }) };
}
