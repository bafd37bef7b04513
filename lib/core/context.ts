import type { JsonObject } from "./expression/value.ts";
import type { PastRun } from "./history.ts";
import type { Place } from "./record.ts";
import type { ReadDigests } from "./report.ts";
import type { Stage } from "./rule.ts";
import type { ReferenceRows } from "./subject.ts";

/** All that a verdict depends on beside records and revision. */
export interface Context {
  readonly gate: string;
  /** RFC 3339 with offset: the "now" of ages and deadlines; part of the input. */
  readonly businessAt: string;
  /** IANA zone of the gate, such as `Europe/Tallinn`. */
  readonly zone: string;
  readonly stage: Stage;
  /** Headers only, never other records. */
  readonly run?: JsonObject;
  readonly submission?: JsonObject;
  readonly rows: ReferenceRows;
  /** Digests of what is read beside the records: they stand in the report as they are. */
  readonly read?: ReadDigests;
  /**
   * Field paths that the reader's format cannot supply: from the record, such as `lines.gtin`, and of
   * the header, such as `run.control_totals`, or `run` for all of it.
   */
  readonly unsupplied: readonly string[];
  /**
   * The XPath of a field, for records that were read from XML: pure, and total. It takes the place of
   * the record and a JSON Pointer into it; undefined where the record's format has no XPath.
   */
  readonly locate?: (place: Place, pointer: string) => string | undefined;
  /** Tables that the gate requires: a rule that lacks one holds instead of being `not_configured`. */
  readonly requiredTables: readonly string[];
  /** Answers of people to `attested` facts, by natural key of the record, then by fact. */
  readonly attested?: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  /** Earlier released runs, oldest first; absent where nobody keeps a history. */
  readonly history?: readonly PastRun[];
  /** Samples that a person confirmed, by rule. */
  readonly confirmed?: readonly string[];
  /** The payload's digest: seeds the draw of samples. */
  readonly seed?: string;
  /** Steps one rule may take on one record; see `fuelDefault`. */
  readonly fuel?: number;
}

/** Steps (loop rounds, list elements, kilobytes matched) that one rule may take on one record. */
export const fuelDefault = 1_000_000;
/** How many times as much all records under one key may take together, in the order of positions. */
export const groupFuelTimes = 100;
/** Elements of `each`, over all its loops, that one rule may be judged on. */
export const elementsMax = 100_000;
/** Records under one key that a set rule compares; more is a fault. */
export const partitionMax = 10_000;
/** Records under one key of which `others` compares each with each; more is a fault. */
export const comparedMax = 1_000;
/** Groups that `sumBy` and `countBy` keep; more is a fault. */
export const groupsMax = 10_000;
/** Characters of the text that groups or series are told apart by; more is a fault. */
export const groupKeyMax = 256;
/**
 * Blocks of 4,096 numbers that all series of `records.numbers` together may touch; more is a fault.
 * A block takes about 550 bytes, one whose numbers are all used takes next to nothing.
 */
export const numberBlocksMax = 32_768;
