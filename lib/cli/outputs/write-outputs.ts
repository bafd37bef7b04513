import { resolve } from "node:path";
import { reasonOf } from "../../adapters/files/failures.ts";
import { obstacleTo, writeWhole } from "../../adapters/files/output-file.ts";
import type { Checked } from "../../app/check.ts";
import type { Language } from "../../core/rule.ts";
import { type ExitCode, exitCodes, worstCode } from "../exit-codes.ts";
import type { GatePlan } from "../gate-plan.ts";
import { ChannelError, type Io, wantsColour } from "../io.ts";
import type { Destination } from "./destination.ts";
import { jsonOutput } from "./json.ts";
import { paletteOf } from "./palette.ts";
import { recordsOutput } from "./records.ts";

/** What was found, by whom, and how it is wanted. */
export interface Outcome extends Checked {
  readonly judge: GatePlan;
  readonly flags: { readonly locale: Language; readonly samples: number };
}

/** The destinations that cannot be written, each told on standard error. */
export async function obstaclesTo(
  destinations: readonly Destination[],
  io: Io,
): Promise<ReadonlySet<Destination>> {
  const obstructed = new Set<Destination>();
  for (const destination of destinations) {
    const { path } = destination;
    const obstacle = path === undefined ? undefined : obstacleTo(resolve(io.cwd, path));
    if (obstacle === undefined) continue;
    obstructed.add(destination);
    await tellUnwritten(destination, obstacle, io);
  }
  return obstructed;
}

/** Writes every output, each whatever becomes of the others: 4 when one could not be written. */
export async function writeOutputs(
  destinations: readonly Destination[],
  outcome: Outcome,
  io: Io,
): Promise<ExitCode> {
  // Files first: who reads standard output may go away, and must not take the report with him.
  const [files, streams] = [
    destinations.filter(({ path }) => path !== undefined),
    destinations.filter(({ path }) => path === undefined),
  ];
  const codes: ExitCode[] = [];
  for (const destination of [...files, ...streams])
    codes.push(await writeOutput(destination, outcome, io));
  return worstCode(exitCodes.clear, ...codes);
}

async function writeOutput(destination: Destination, outcome: Outcome, io: Io): Promise<ExitCode> {
  const { path } = destination;
  const pieces = await piecesOf(destination, outcome, io);
  try {
    if (path === undefined) await writeTo(io, pieces);
    else writeWhole(resolve(io.cwd, path), pieces);
    return exitCodes.clear;
  } catch (error) {
    const isClosed = error instanceof ChannelError && error.isClosed;
    if (!isClosed) await tellUnwritten(destination, reasonOf(error), io);
    return exitCodes.unwritten;
  }
}

const gatheredMax = 64 * 1024;

async function writeTo({ stdout }: Io, pieces: Iterable<string>): Promise<void> {
  let gathered = "";
  for (const piece of pieces) {
    gathered += piece;
    if (gathered.length < gatheredMax) continue;
    await stdout.write(gathered);
    gathered = "";
  }
  if (gathered !== "") await stdout.write(gathered);
}

/** What formats messages is loaded only where messages are shown. */
async function piecesOf(
  { format, path }: Destination,
  { report, records, notPassed, judge, flags }: Outcome,
  io: Io,
): Promise<Iterable<string>> {
  if (format === "json") return jsonOutput(report);
  if (format === "records") return recordsOutput(notPassed());
  const { gate, plan } = judge;
  const language = flags.locale;
  if (format === "ndjson") {
    const { ndjsonOutput } = await import("./ndjson.ts");
    return ndjsonOutput({ report, language, zone: gate.zone });
  }
  const { textOutput } = await import("./text.ts");
  const titles = new Map(plan.rules.map(({ id, title }) => [id, title[language] ?? title.en]));
  return textOutput({
    report,
    ...(records && { records }),
    titleOf: (rule) => titles.get(rule) ?? "",
    language,
    zone: gate.zone,
    samples: flags.samples,
    palette: paletteOf(path === undefined && wantsColour(io, io.stdout)),
  });
}

async function tellUnwritten({ format, path }: Destination, why: string, io: Io): Promise<void> {
  const where = path ?? "standard output";
  await io.stderr.write(`holdpoint: --output ${format} cannot be written to ${where}: ${why}\n`);
}
