import { resolve } from "node:path";
import { writeWhole } from "../../adapters/files/output-file.ts";
import { itemsOf } from "../../http/client.ts";
import { submitters } from "../cases/reviewers.ts";
import type { ExitCode } from "../exit-codes.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import type { Palette } from "../outputs/palette.ts";
import { tableLines } from "../outputs/table.ts";
import { plainText } from "../plain-text.ts";
import {
  type CommandFlags,
  type Connected,
  commandOf,
  connect,
  type RemoteFlags,
} from "../remote/connection.ts";
import { runNamed } from "../remote/find-by-name.ts";
import { tell } from "../remote/tell.ts";
import { accountText, shortId, whenText } from "../remote/words.ts";
import { progressLine, type Run, type WatchFlags, watched } from "./watch-run.ts";

export interface ListRunsFlags extends RemoteFlags {
  readonly gate?: string;
}

/** `holdpoint run list`: what is open or being judged, the first to end first. */
export async function listRuns(io: Io, flags: ListRunsFlags): Promise<ExitCode> {
  const client = await connect(io, flags, submitters);
  const gates =
    flags.gate === undefined
      ? (await client.listGates({})).items.map(({ name }) => name)
      : [flags.gate];
  const items: Run[] = [];
  for (const gate of gates) items.push(...(await client.listRuns({ parameters: { gate } })).items);
  return tell(io, flags, { items }, (palette) => {
    if (items.length === 0) return ["No run is open or being judged."];
    const columns = ["RUN", "GATE", "STATE", "OPENED", "FROM"];
    return tableLines(
      columns.map((title) => ({ title, ...(title === "FROM" && { gives: true as const }) })),
      items.map((run) => [
        { text: shortId(run.id), paint: palette.strong },
        run.gate,
        progressLine(run),
        whenText(run.openedAt, io.now()),
        accountText(run.openedBy),
      ]),
      { palette, ...(io.stdout.columns !== undefined && { width: io.stdout.columns }) },
    );
  });
}

/** `holdpoint run show`: where a run stands. */
export async function showRun(io: Io, flags: RemoteFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, submitters);
  const run = await client.getRun(await named(client, name));
  return tell(io, flags, run, (palette) => linesOf(run, io, palette));
}

function linesOf(run: Run, io: Io, palette: Palette): readonly string[] {
  const { payload, failure, submission } = run;
  return [
    `${palette.strong(run.id)}  ${progressLine(run)}`,
    `  gate ${run.gate}, opened ${whenText(run.openedAt, io.now())} by ${accountText(run.openedBy)}`,
    ...(payload?.files ?? []).map(
      ({ name, sizeBytes }) => `  ${plainText(name)}, ${sizeBytes} bytes`,
    ),
    ...(failure === undefined
      ? []
      : [`  ${palette.block("failed")}  ${plainText(failure.message)}`]),
    ...(submission === undefined
      ? []
      : [`  ${submission.verdict}: \`holdpoint submission show ${shortId(run.id)}\``]),
  ];
}

/** `holdpoint run watch`: waits for the verdict. */
export async function watchRun(io: Io, flags: WatchFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, submitters);
  return watched(io, client, (await named(client, name)).parameters.run, flags);
}

export interface CancelRunFlags extends CommandFlags {
  readonly text: string;
}

/** `holdpoint run cancel`: ends a run that is not judged yet. */
export async function cancelRun(io: Io, flags: CancelRunFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, submitters);
  const at = await named(client, name);
  const run = await client.cancelRun({ ...at, body: { text: flags.text }, ...commandOf(flags) });
  return tell(io, flags, run, () => [`run ${shortId(run.id)} is ${run.state}`]);
}

/** `holdpoint run resume`: has a run judged again that failed. */
export async function resumeRun(io: Io, flags: CommandFlags, name: string): Promise<ExitCode> {
  const client = await connect(io, flags, submitters);
  const run = await client.resumeRun({ ...(await named(client, name)), ...commandOf(flags) });
  return tell(io, flags, run, () => [
    `run ${shortId(run.id)} is ${run.state} again: \`holdpoint run watch ${shortId(run.id)}\``,
  ]);
}

export interface ResultsFlags extends RemoteFlags {
  readonly out?: string;
}

/** `holdpoint run results`: a list of a judged run, a line of JSON each. */
export async function runResults(
  io: Io,
  flags: ResultsFlags,
  name: string,
  list: string,
): Promise<ExitCode> {
  const client = await connect(io, flags, submitters);
  const { run } = (await named(client, name)).parameters;
  const parameters = { run, list };
  const pages = itemsOf((cursor) =>
    client.runResults({ parameters, query: { limit: 200, cursor } }),
  );
  if (flags.out === undefined) {
    for await (const line of pages) await io.stdout.write(`${JSON.stringify(line)}\n`);
    return exitCodes.clear;
  }
  const lines: string[] = [];
  for await (const line of pages) lines.push(`${JSON.stringify(line)}\n`);
  writeWhole(resolve(io.cwd, flags.out), lines);
  return exitCodes.clear;
}

const named = async (client: Connected, name: string) => ({
  parameters: { run: await runNamed(client, name) },
});
