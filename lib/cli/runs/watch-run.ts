import { setTimeout as wait } from "node:timers/promises";
import { GateError } from "../../app/errors.ts";
import type { Report } from "../../core/report.ts";
import type { Language } from "../../core/rule.ts";
import type { Client } from "../../http/client.ts";
import { type FailOn, verdictCode } from "../check/verdict-code.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import { type Io, wantsColour } from "../io.ts";
import { paletteOf } from "../outputs/palette.ts";
import { plainText } from "../plain-text.ts";
import type { Connected, RemoteFlags } from "../remote/connection.ts";
import { wordText } from "../remote/words.ts";
import { patiently } from "./put-pieces.ts";
import { statusLine } from "./status-line.ts";

export interface WatchFlags extends RemoteFlags {
  readonly locale: Language;
  readonly samples: number;
  readonly failOn: FailOn;
}

export type Run = Awaited<ReturnType<Client["getRun"]>>;

const [pollMs, pollMsMax] = [250, 3_000];

/**
 * Waits until a run is judged, and tells the report; what has ended otherwise is told as a refusal.
 * A gate that does not answer is waited for.
 *
 * @throws {GateError} `conflict` where the run failed, was cancelled or has expired.
 */
export async function watched(
  io: Io,
  client: Connected,
  id: string,
  flags: WatchFlags,
): Promise<ExitCode> {
  const run = await ended(io, client, id, flags);
  if (run.state !== "judged") throw notJudged(run);
  const report = (await patiently(() =>
    client.getReport({ parameters: { submission: id } }),
  )) as unknown as Report;
  if (flags.json) await io.stdout.write(`${JSON.stringify({ run, report }, null, 2)}\n`);
  else await io.stdout.write(await reportTextOf(io, id, report, flags));
  return verdictCode(report, flags.failOn);
}

async function ended(io: Io, client: Connected, id: string, flags: WatchFlags): Promise<Run> {
  const forget = io.onEnd?.(
    () => `\nIt goes on without you: \`holdpoint run watch ${id}\` looks again.\n`,
  );
  const line = statusLine(io);
  try {
    for (let pauseMs = pollMs; ; pauseMs = Math.min(pollMsMax, pauseMs * 1.3)) {
      const run = await patiently(() => client.getRun({ parameters: { run: id } }));
      if (!["open", "judging"].includes(run.state)) return run;
      if (!flags.json) line.tell(progressLine(run));
      await wait(pauseMs);
    }
  } finally {
    line.end();
    forget?.();
  }
}

/** `judging: 12 of 80 parts · 120,000 records` */
export function progressLine({ state, progress }: Run): string {
  if (progress === undefined) return wordText(state);
  const { phase, parts, records } = progress;
  return [
    parts.all === 0 ? phase : `${phase}: ${parts.done} of ${counted(parts.all, "part")}`,
    ...(records === undefined ? [] : [counted(records, "record")]),
  ].join(" · ");
}

function notJudged({ id, state, failure }: Run): GateError {
  const why = failure === undefined ? "" : `: ${plainText(failure.message)}`;
  const next = state === "failed" ? `; \`holdpoint run resume ${id}\` takes it up again` : "";
  return new GateError("conflict", `the run is ${state}${why}; nothing was judged${next}`);
}

async function reportTextOf(
  io: Io,
  id: string,
  report: Report,
  { locale: language, samples }: WatchFlags,
): Promise<string> {
  const { textOutput } = await import("../outputs/text.ts");
  const palette = paletteOf(wantsColour(io, io.stdout));
  const told = textOutput({ report, titleOf: () => "", language, zone: "UTC", samples, palette });
  const next =
    report.verdict === "pass"
      ? "released: nothing was found that holds it"
      : `held: \`holdpoint submission show ${id.slice(0, 12)}\` tells where it stands`;
  return `${[...told].join("")}submission ${id}\n${next}\n`;
}
