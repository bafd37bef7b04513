import { availableParallelism } from "node:os";
import type { FoundInput } from "../../adapters/files/input-source.ts";
import { spareMemory } from "../../adapters/system/spare-memory.ts";
import { threadCrew } from "../../adapters/threads/thread-crew.ts";
import type { SourcedInput } from "../../adapters/threads/worker-setup.ts";
import type { References } from "../../app/reference/source.ts";
import type { Crew } from "../../app/run/crew.ts";
import type { Part } from "../../app/run/part.ts";
import type { PlannedParts } from "../../app/run/plan-parts.ts";
import type { Task, Workshop } from "../../app/run/workshop.ts";
import type { Bounds } from "../../core/gather.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import type { Progress } from "./progress.ts";

export interface CrewNeeds {
  readonly flags: { readonly workers?: number };
  readonly planned: PlannedParts<FoundInput>;
  readonly references: References;
  readonly mapping: Mapping | undefined;
  readonly bounds: Bounds;
  readonly folder: string;
  readonly progress: Progress;
}

/**
 * The crew of worker threads for a large submission: as many as are wanted, or as there are
 * processors, and at most as there are parts. Undefined where this thread does the work alone.
 */
export function crewFor(needs: CrewNeeds): ((workshop: Workshop) => Crew) | undefined {
  const { flags, planned, references, mapping, bounds, folder, progress } = needs;
  spareMemory();
  const { parts } = planned;
  const inputs = planned.inputs.flatMap(sourced);
  const wanted = flags.workers ?? defaultWorkers();
  const size = Math.min(wanted, parts.length);
  // What only this thread can open is read in this thread.
  if (size === 0 || parts.length === 1 || inputs.length < planned.inputs.length) return undefined;
  return ({ plan, context: { rows: _rows, locate, ...context }, partitions }) =>
    threadCrew({
      size,
      setup: {
        plan,
        context,
        locatesEInvoices: locate !== undefined,
        references: references.source,
        inputs,
        ...(mapping && { mapping }),
        scratch: folder,
        bounds,
        partitions,
      },
      nameOf: (task) => taskName(task, planned),
      onProgress: (records, bytes) => {
        progress.bytes(bytes);
        progress.records(records);
      },
    });
}

/** One processor alone is used best by this thread. */
function defaultWorkers(): number {
  const processors = availableParallelism();
  return processors === 1 ? 0 : processors;
}

const sourced = ({ source, format, csv }: FoundInput): readonly SourcedInput[] =>
  source ? [{ source, ...(format && { format }), ...(csv && { csv }) }] : [];

/** What a task is, as far as a person can look at it. */
function taskName(task: Task, { inputs }: PlannedParts): string {
  if (task.do === "settle" || task.do === "compare")
    return `partition ${task.partition} of the keys`;
  if (task.do === "merge") return `what was found in group ${task.group} of the parts`;
  return partName(task.part, inputs);
}

function partName({ file, files, range }: Part, inputs: readonly FoundInput[]): string {
  const name = inputs[file]?.name ?? "";
  if (range) return `${name}, bytes ${range.start} to ${range.end}`;
  return files === 1 ? name : `${name} and the ${files - 1} files behind it`;
}
