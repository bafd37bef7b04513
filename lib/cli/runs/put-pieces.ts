import { openAsBlob } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { GateError } from "../../app/errors.ts";
import { runLimits } from "../../app/large-run/run-limits.ts";
import type { UploadPiece } from "../../app/storage.ts";
import { ApiProblem, NoAnswer } from "../../http/client.ts";
import type { Connected } from "../remote/connection.ts";
import type { CutFile } from "./cut-files.ts";
import type { SentPieces } from "./sent-pieces.ts";

export interface Putting {
  readonly client: Connected;
  readonly run: string;
  readonly sent: SentPieces;
  readonly onBytes: (count: number) => void;
}

/** Pieces that are on their way at the same time. */
const atOnceMax = 4;
/** For how long a gate, or the storage, that does not answer is waited for. */
const patienceMs = 300_000;
const [firstPauseMs, lastPauseMs] = [200, 10_000];

/**
 * Puts all pieces that are not there yet to addresses that the gate signs. What fails is tried again
 * for some minutes: a gate that restarts, a connection that breaks, an address that has expired.
 *
 * @throws {GateError} `invalid` where a file has changed since it was cut; `unavailable` once patience
 * is over.
 */
export async function putPieces(putting: Putting, files: readonly CutFile[]): Promise<void> {
  const jobs = files.flatMap((file, number) => {
    const left = file.pieces.filter((piece) => !putting.sent.has(number, piece.number));
    for (const piece of file.pieces) if (!left.includes(piece)) putting.onBytes(piece.sizeBytes);
    return batchesOf(left).map((pieces) => ({ file, number, pieces }));
  });
  const waiting = jobs.values();
  const hand = async (): Promise<void> => {
    for (const { file, number, pieces } of waiting) await putBatch(putting, file, number, pieces);
  };
  const ends = await Promise.allSettled(Array.from({ length: atOnceMax }, hand));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
}

/** Few enough that addresses do not expire before their turn. */
const batchMax = Math.min(16, runLimits.piecesAtOnceMax);

const batchesOf = (pieces: readonly UploadPiece[]): readonly (readonly UploadPiece[])[] =>
  Array.from({ length: Math.ceil(pieces.length / batchMax) }, (_, n) =>
    pieces.slice(n * batchMax, (n + 1) * batchMax),
  );

async function putBatch(
  putting: Putting,
  file: CutFile,
  number: number,
  pieces: readonly UploadPiece[],
): Promise<void> {
  let left = pieces;
  await patiently(async () => {
    const { client, run } = putting;
    const body = { file: number, pieces: [...left] };
    const signed = await client.signPieces({ parameters: { run }, body });
    for (const address of signed.pieces) {
      const piece = left.find((one) => one.number === address.number);
      if (piece === undefined) continue;
      await putPiece(file, piece, address);
      putting.sent.add(number, piece.number);
      putting.onBytes(piece.sizeBytes);
      left = left.filter((one) => one !== piece);
    }
  });
}

interface Address {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

async function putPiece(file: CutFile, piece: UploadPiece, { url, headers }: Address) {
  const start = file.pieces
    .slice(0, piece.number - 1)
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const blob = await openAsBlob(file.path);
  if (blob.size < start + piece.sizeBytes) throw changed(file);
  const { "content-length": _, ...others } = headers; // of the body itself
  let response: Response;
  try {
    response = await fetch(url, {
      method: "PUT",
      headers: others,
      body: blob.slice(start, start + piece.sizeBytes),
    });
  } catch (cause) {
    if (causeNames(cause).includes("NotReadableError")) throw changed(file);
    throw new NoAnswer(`no answer came to piece ${piece.number} of ${file.name}`, cause);
  }
  const text = await response.text().catch(() => "");
  if (response.ok) return;
  // Local: the gate's own words; S3: its code for a body of another digest.
  if (response.status === 400 && /SHA-256|BadDigest|Checksum|bytes/i.test(text))
    throw changed(file);
  throw new NoAnswer(`piece ${piece.number} of ${file.name} was answered with ${response.status}`);
}

function causeNames(error: unknown): readonly string[] {
  const names: string[] = [];
  for (let at = error; at instanceof Error; at = at.cause) names.push(at.name);
  return names;
}

const changed = ({ name }: CutFile): GateError =>
  new GateError("invalid", `${name} has changed since its digests were taken: send it again`);

/** Tries again what had no answer, ever less often, as long as patience lasts. */
export async function patiently<Given>(work: () => Promise<Given>): Promise<Given> {
  const endMs = Date.now() + patienceMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(lastPauseMs, pauseMs * 2)) {
    try {
      return await work();
    } catch (error) {
      const mayPass =
        error instanceof NoAnswer ||
        (error instanceof ApiProblem && error.problem.code === "unavailable");
      if (!mayPass || Date.now() > endMs) throw error;
      await wait(pauseMs);
    }
  }
}
