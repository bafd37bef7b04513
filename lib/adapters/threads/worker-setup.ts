import type { ReferenceSource } from "../../app/reference/source.ts";
import type { ReadableInput } from "../../app/run/read-part.ts";
import type { Context } from "../../core/context.ts";
import type { Bounds } from "../../core/gather.ts";
import type { Plan } from "../../core/plan.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import type { Format } from "../../subjects/readers/format.ts";
import type { InputSource } from "../files/input-source.ts";

/** All that a worker thread needs to do the tasks of one run: what can be sent to another thread. */
export interface WorkerSetup {
  readonly plan: Plan;
  readonly context: Omit<Context, "rows" | "locate">;
  /** Whether places in e-invoices are located by their XPath. */
  readonly locatesEInvoices: boolean;
  /** The tables, pinned; absent where none was named. */
  readonly references?: ReferenceSource;
  readonly inputs: readonly SourcedInput[];
  readonly mapping?: Mapping;
  readonly scratch: string;
  readonly bounds: Bounds;
  readonly partitions: number;
}

/** An input as a worker opens it for itself. */
export interface SourcedInput extends Pick<ReadableInput, "csv"> {
  readonly source: InputSource;
  readonly format?: Format;
}
