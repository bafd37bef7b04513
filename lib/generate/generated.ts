import type { Json, JsonObject } from "../core/expression/value.ts";

/** What is asked of a generator. Equal requests give equal bytes, on every machine. */
export interface GenerateRequest {
  readonly records: number;
  /** How many records in ten thousand get a defect. */
  readonly defectsPerTenThousand: number;
  readonly seed: number;
}

/** A violation that a planted defect must give; nothing else may fire on its record. */
export interface Expected {
  readonly rule: string;
  /** The named check of the rule, where it has several. */
  readonly check?: string;
}

/** The truth about one planted defect. */
export interface Defect {
  /** What was done: `line price off`. */
  readonly defect: string;
  /** The natural key of the record, or null for the submission as a whole. */
  readonly record: string | null;
  /** The record's line in its file, from 1; null for the submission as a whole. */
  readonly line: number | null;
  readonly expected: readonly Expected[];
}

/** A record with what was planted in it. */
export interface GeneratedRecord {
  readonly value: JsonObject;
  readonly defects: readonly Defect[];
  /** Rows that the record brings to reference tables, by table. */
  readonly rows: Readonly<Record<string, readonly JsonObject[]>>;
}

/** A record whose fields a defect sets. */
export type Fields = { [name: string]: Json | undefined };

/** A submission that is made record by record, in memory of one. */
export interface Generation {
  /** What the file of records is called: `invoices`. */
  readonly recordsName: string;
  /** The records stand in one JSON document, in a list of that name: lines are of the first kind. */
  readonly isDocument?: boolean;
  /** The gate that judges them, where it is not called as what is generated. */
  readonly gate?: string;
  readonly records: () => Iterable<GeneratedRecord>;
  /** What is only known when the last record is made: header, tables, history, defects of the whole. */
  readonly finish: () => Finish;
}

export interface Finish {
  /** The envelope with the run's header; absent where the kind has none. */
  readonly header?: JsonObject;
  readonly defects: readonly Defect[];
  /** Rows of reference tables that belong to no record. */
  readonly rows: Readonly<Record<string, readonly JsonObject[]>>;
  /** Figures of earlier runs, as `--history` reads them. */
  readonly history?: JsonObject;
}
