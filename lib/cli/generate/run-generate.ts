import { resolve } from "node:path";
import { reasonOf } from "../../adapters/files/failures.ts";
import { type OutputFolder, outputFolder } from "../../adapters/files/output-folder.ts";
import { GateError } from "../../app/errors.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { generate } from "../../generate/generate.ts";
import type { Defect, Generation } from "../../generate/generated.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";

export interface GenerateFlags {
  readonly records: number;
  /** Parts of ten thousand. */
  readonly defects: number;
  readonly seed: number;
  readonly out?: string;
}

/** `holdpoint generate`: a submission in a folder, with the truth about its defects beside it. */
export async function runGenerate(io: Io, flags: GenerateFlags, kind: string): Promise<ExitCode> {
  const name = flags.out ?? `generated-${kind}`;
  const { records, defects: defectsPerTenThousand, seed } = flags;
  const generation = generate(kind, { records, defectsPerTenThousand, seed });
  const folder = outputFolder(resolve(io.cwd, name), name);
  try {
    const planted = writeAll(folder, generation);
    folder.finish();
    await io.stdout.write(
      summary(name, generation.gate ?? kind, fileOf(generation), records, planted),
    );
    return exitCodes.clear;
  } catch (error) {
    folder.abandon();
    if (error instanceof GateError) throw error;
    if (!(error instanceof Error && "syscall" in error)) throw error;
    await io.stderr.write(`holdpoint: ${name} cannot be written: ${reasonOf(error)}\n`);
    return exitCodes.unwritten;
  }
}

interface Planted {
  defects: number;
  hasHeader: boolean;
  hasTables: boolean;
  hasHistory: boolean;
}

function writeAll(folder: OutputFolder, generation: Generation): Planted {
  const { recordsName, isDocument = false, records, finish } = generation;
  const file = fileOf(generation);
  let before = isDocument ? `{"${recordsName}":[\n` : "";
  const planted: Planted = { defects: 0, hasHeader: false, hasTables: false, hasHistory: false };
  const tell = (defects: readonly Defect[]): void => {
    planted.defects += defects.length;
    for (const defect of defects) folder.append("truth.ndjson", lineOf(defect));
  };
  const addRows = (rows: Readonly<Record<string, readonly JsonObject[]>>): void => {
    for (const [table, ofTable] of Object.entries(rows))
      for (const row of ofTable) {
        planted.hasTables = true;
        folder.append(`reference/${table}.ndjson`, lineOf(row));
      }
  };
  for (const { value, defects, rows } of records()) {
    folder.append(file, `${before}${isDocument ? JSON.stringify(value) : lineOf(value)}`);
    if (isDocument) before = ",\n";
    tell(defects);
    addRows(rows);
  }
  if (isDocument) folder.append(file, "\n]}\n");
  const { header, defects, rows, history } = finish();
  tell(defects);
  addRows(rows);
  if (planted.defects === 0) folder.append("truth.ndjson", "");
  if (header) {
    planted.hasHeader = true;
    folder.append("run.json", `${JSON.stringify(header, null, 2)}\n`);
  }
  if (history) {
    planted.hasHistory = true;
    folder.append("history.json", `${JSON.stringify(history, null, 2)}\n`);
  }
  return planted;
}

/** The file that the records are written to. */
const fileOf = ({ recordsName, isDocument = false }: Generation): string =>
  `${recordsName}.${isDocument ? "json" : "ndjson"}`;

const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`;

function summary(
  name: string,
  gate: string,
  file: string,
  records: number,
  { defects, hasHeader, hasTables, hasHistory }: Planted,
): string {
  const inputs = [...(hasHeader ? [`${name}/run.json`] : []), `${name}/${file}`];
  const options = [
    `--gate ${gate}`,
    ...(hasTables ? [`--reference ${name}/reference`] : []),
    ...(hasHistory ? [`--history ${name}/history.json`] : []),
  ];
  return (
    `${name}/ holds ${counted(records, "record")}; ${name}/truth.ndjson names ` +
    `${counted(defects, "planted defect")}.\nJudge it:\n` +
    `  holdpoint check ${[...inputs, ...options].join(" ")}\n`
  );
}
