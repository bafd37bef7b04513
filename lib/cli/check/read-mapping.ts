import type { Plan } from "../../core/plan.ts";
import type { Bytes, Origin, Readings } from "../../subjects/readers/reader.ts";
import type { Io } from "../io.ts";

/** How foreign columns and paths become fields, ready to read. */
export interface Mapping {
  readonly read: (bytes: Bytes, origin: Origin) => Readings;
  /** Fields that the format cannot supply. */
  readonly unsupplied: readonly string[];
}

export async function readMapping(_file: string, _io: Io, _plan: Plan): Promise<Mapping> {
  throw new Error("to come");
}
