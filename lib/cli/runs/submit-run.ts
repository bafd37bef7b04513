import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { canonicalJson, sha256 } from "../../app/digest.ts";
import type { GateError } from "../../app/errors.ts";
import { ApiProblem } from "../../http/client.ts";
import { submitters } from "../cases/reviewers.ts";
import { mappingText } from "../check/read-mapping.ts";
import { counted } from "../counted.ts";
import type { ExitCode } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { type Connected, connect } from "../remote/connection.ts";
import { tell } from "../remote/tell.ts";
import { type CutFile, cutFiles } from "./cut-files.ts";
import { patiently, putPieces } from "./put-pieces.ts";
import { type SentPieces, sentPieces } from "./sent-pieces.ts";
import { statusLine } from "./status-line.ts";
import { type WatchFlags, watched } from "./watch-run.ts";

export interface SubmitRunFlags extends WatchFlags {
  readonly gate: string;
  readonly mapping?: string;
  readonly idempotencyKey?: string;
  readonly noWatch?: boolean;
}

/**
 * `holdpoint run submit`: opens a run, uploads its files, has it judged, and waits for the verdict.
 * Called again with the same files it goes on where it was interrupted, whatever is done by then.
 */
export async function submitRun(
  io: Io,
  flags: SubmitRunFlags,
  ...names: readonly string[]
): Promise<ExitCode> {
  const mapping = flags.mapping === undefined ? undefined : mappingText(flags.mapping, io);
  const client = await connect(io, flags, submitters);
  const line = flags.json ? silent : statusLine(io);
  const forget = io.onEnd?.(() => "\nThe same command goes on where this one was.\n");
  try {
    const files = await cut(io, names, line);
    const key = flags.idempotencyKey ?? keyIn(files) ?? digestKey(files, mapping);
    const opened = await patiently(() =>
      client.openRun({
        parameters: { gate: flags.gate },
        body: { ...(mapping !== undefined && { mapping }) },
        idempotencyKey: key,
      }),
    );
    const sent = sentPieces(resolve(io.cwd, flags.data), opened.id);
    if (opened.state === "open") await upload({ client, run: opened.id, sent, line }, files);
    sent.forget();
    line.end();
    forget?.();
    if (!flags.noWatch) return await watched(io, client, opened.id, flags);
    const run = await client.getRun({ parameters: { run: opened.id } });
    return await tell(io, flags, run, () => [
      `run ${run.id} is ${run.state}: \`holdpoint run watch ${run.id}\` waits for its verdict`,
    ]);
  } finally {
    line.end();
    forget?.();
  }
}

const silent = { tell: () => {}, end: () => {} };

async function cut(io: Io, names: readonly string[], line: typeof silent | Line) {
  let bytes = 0;
  return cutFiles(io.cwd, names, (count) => {
    bytes += count;
    line.tell(`reading: ${sizeText(bytes)}`);
  });
}

/** The longest file that is looked into for a key: a header is far shorter. */
const headerSizeMaxBytes = 1024 * 1024;

/** The key that an envelope among the files says: the gate takes no other one for it. */
function keyIn(files: readonly CutFile[]): string | undefined {
  for (const { path, pieces } of files) {
    const sizeBytes = pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0);
    if (sizeBytes > headerSizeMaxBytes) continue;
    try {
      const key = JSON.parse(readFileSync(path, "utf8"))?.idempotency_key;
      if (typeof key === "string") return key;
    } catch {
      // No JSON document: what is wrong with it the gate tells, with its place.
    }
  }
  return undefined;
}

/** The same files with the same mapping are one submission, however often they are sent. */
function digestKey(files: readonly CutFile[], mapping: string | undefined): string {
  const said = files.map(({ name, pieces }) => [name, ...pieces.map((one) => one.sha256)]);
  return `sha256-${sha256(canonicalJson([mapping ?? null, ...said]))}`;
}

type Line = ReturnType<typeof statusLine>;

interface Uploading {
  readonly client: Connected;
  readonly run: string;
  readonly sent: SentPieces;
  readonly line: Pick<Line, "tell">;
}

/** Rounds of sending what the gate says is missing: more than one only after an interruption. */
const roundsMax = 1_010;

/** Sends what is not there, and starts; the gate alone knows what it has. */
async function upload(uploading: Uploading, files: readonly CutFile[]): Promise<void> {
  const { client, run, sent, line } = uploading;
  const total = files.flatMap(({ pieces }) => pieces).reduce((sum, one) => sum + one.sizeBytes, 0);
  const body = { files: files.map(({ name, pieces }) => ({ name, pieces: [...pieces] })) };
  for (let round = 1; ; round++) {
    let bytes = 0;
    await putPieces(
      {
        ...{ client, run, sent },
        onBytes: (count) => {
          bytes += count;
          line.tell(
            `sending: ${sizeText(bytes)} of ${sizeText(total)} in ${counted(files.length, "file")}`,
          );
        },
      },
      files,
    );
    try {
      await patiently(() => client.startRun({ parameters: { run }, body }));
      return;
    } catch (error) {
      if (round === roundsMax || !takeBack(sent, error)) throw error;
    }
  }
}

/** Strikes out the pieces that a gate's refusal says are not there; false where it says no such thing. */
function takeBack(sent: SentPieces, error: unknown): boolean {
  if (!(error instanceof ApiProblem) || error.problem.code !== "invalid") return false;
  const { mistakes = [] } = error.problem as { readonly mistakes?: GateError["mistakes"] };
  let isAny = false;
  for (const { pointer = "" } of mistakes) {
    const [, file, piece] = /^\/files\/(\d+)(?:\/pieces\/(\d+))?$/.exec(pointer) ?? [];
    if (file === undefined) continue;
    const number = piece === undefined ? undefined : Number(piece) + 1;
    const before = number === undefined || sent.has(Number(file), number);
    sent.remove(Number(file), number);
    isAny ||= before;
  }
  return isAny;
}

function sizeText(bytes: number): string {
  const [unit, size] = bytes >= 1e9 ? (["GB", 1e9] as const) : (["MB", 1e6] as const);
  return `${(bytes / size).toFixed(1)} ${unit}`;
}
