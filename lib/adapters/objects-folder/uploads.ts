import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { GateError } from "../../app/errors.ts";
import type { Uploads } from "../../app/ports.ts";
import type { ObjectFacts, UploadPiece } from "../../app/storage.ts";
import { copyTree } from "../files/copy-tree.ts";
import { admitName } from "../object-name.ts";
import { syncNames, writeWhole } from "../sqlite/whole-file.ts";
import { type HeldPiece, otherObject, piecesMistaken, uploadGone } from "../upload-refusals.ts";
import {
  giveName,
  type KnownFolders,
  objectsIn,
  placed,
  unless,
  uploadsIn,
  writeUnfinished,
} from "./paths.ts";
import { addressOf, admitAddress } from "./piece-address.ts";

/** For how long an address can be put to. */
const signedForMs = 3_600_000;

/** Uploads to the gate's own server, which hands over what it is sent. */
export interface FolderUploads extends Uploads {
  /**
   * Takes a piece that was put to a signed address: whole, of the length and digest that were signed,
   * synced, or not at all. The same piece may come again.
   *
   * @param url the address as it was asked for, path and query.
   * @throws {GateError} `forbidden` when the address is not ours or has expired, `invalid` when the
   * body is another one, `conflict` when the upload is over.
   */
  receivePiece(url: string, body: AsyncIterable<Uint8Array>): Promise<void>;
}

export interface FolderUploadsOptions {
  /** What addresses are signed with; of the data folder, since uploads outlive the process. */
  readonly secret: string;
  /** Where the server listens: `http://127.0.0.1:8080`. */
  readonly baseUrl: () => string;
  readonly now: () => Date;
}

/** Uploads into the folder of `folderObjects`. */
export function folderUploads(folder: string, options: FolderUploadsOptions): FolderUploads {
  const { secret, baseUrl, now } = options;
  const known: KnownFolders = new Map();
  const place: Place = { folder, known };
  const inTurn = turns();
  return {
    begin: (name) => reaching(begin(place, admitName(name))),
    sign: async (name, upload, pieces) => {
      const expiresAtMs = now().getTime() + signedForMs;
      return pieces.map((piece) => ({
        number: piece.number,
        url: addressOf(secret, baseUrl(), { ...piece, name: admitName(name), upload, expiresAtMs }),
        headers: { "content-length": String(piece.sizeBytes) },
        expiresAt: new Date(expiresAtMs).toISOString(),
      }));
    },
    complete: (name, upload, pieces) =>
      inTurn(upload, () => reaching(complete(place, admitName(name), upload, pieces))),
    abort: async (_, upload) => {
      await reaching(rm(uploadAt(folder, upload), { recursive: true, force: true }));
    },
    receivePiece: async (url, body) => {
      const address = admitAddress(secret, new URL(url, "http://gate.invalid"), now());
      await receive(place, admitName(address.name), address.upload, address, body);
    },
  };
}

/** Two that end one upload at once do so one after the other: the second finds it over. */
function turns(): <T>(name: string, act: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return async (name, act) => {
    const before = last.get(name);
    const turn = (async () => {
      await before?.catch(() => undefined);
      return act();
    })();
    last.set(name, turn);
    try {
      return await turn;
    } finally {
      if (last.get(name) === turn) last.delete(name);
    }
  };
}

interface Place {
  readonly folder: string;
  readonly known: KnownFolders;
}

/**
 * Copies all uploads of a folder into the copy of it, synced, while pieces come. Of one that ends
 * meanwhile the copy says that it is over wherever pieces are gone, because that is written first.
 */
export async function copyUploads(folder: string, copy: string): Promise<void> {
  const [from, to] = [uploadsIn(folder), uploadsIn(copy)];
  const isFinished = (path: string): boolean => !path.endsWith(".unfinished");
  await copyTree(from, to, (path) => isFinished(path) && !path.endsWith(`/${overFile}`));
  await copyTree(from, to, (path) => /^[0-9a-f]{32}(?:\/over\.json)?$/.test(path));
}

/** What an upload is of, and once it is over, which pieces it had. */
const nameFile = "name";
const overFile = "over.json";

function uploadAt(folder: string, upload: string): string {
  if (/^[0-9a-f]{32}$/.test(upload)) return join(uploadsIn(folder), upload);
  throw uploadGone();
}

async function begin({ folder, known }: Place, name: string): Promise<string> {
  const upload = randomBytes(16).toString("hex");
  const path = uploadAt(folder, upload);
  await placed(known, folder, uploadsIn(folder), () => mkdir(path, { mode: 0o700 }));
  await syncNames(uploadsIn(folder));
  await writeWhole(join(path, nameFile), name);
  return upload;
}

const pieceFile = ({ number, sha256 }: UploadPiece): string => `${number}.${sha256}`;

async function receive(
  { folder, known }: Place,
  name: string,
  upload: string,
  piece: UploadPiece,
  body: AsyncIterable<Uint8Array>,
): Promise<void> {
  const path = uploadAt(folder, upload);
  await reaching(admitUnderWay(path, name));
  const unfinished = await reaching(writeUnfinished(known, folder, exactly(piece, body)));
  // Over meanwhile: the folder is gone, or its pieces are of no use any more.
  await reaching(rename(unfinished, join(path, pieceFile(piece))).catch(unless("ENOENT")));
  await reaching(rm(unfinished, { force: true }));
  await reaching(admitUnderWay(path, name));
  await reaching(syncNames(path));
}

async function admitUnderWay(path: string, name: string): Promise<void> {
  const [of, over] = await Promise.all([textAt(path, nameFile), textAt(path, overFile)]);
  if (of !== name || over !== undefined) throw uploadGone();
}

const textAt = (path: string, file: string): Promise<string | undefined> =>
  readFile(join(path, file), "utf8").catch(unless("ENOENT"));

/** The very bytes that were told, or a refusal: told as soon as they are too many. */
async function* exactly(
  { number, sizeBytes, sha256 }: UploadPiece,
  body: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const digest = createHash("sha256");
  let taken = 0;
  for await (const chunk of body) {
    taken += chunk.length;
    if (taken > sizeBytes) throw otherPiece(number, `has more than the ${sizeBytes} bytes signed`);
    digest.update(chunk);
    yield chunk;
  }
  if (taken < sizeBytes)
    throw otherPiece(number, `has ${taken} bytes, and ${sizeBytes} are signed`);
  const found = digest.digest("hex");
  if (found !== sha256)
    throw otherPiece(number, `has the SHA-256 ${found}, and ${sha256} is signed`);
}

const otherPiece = (number: number, what: string): GateError =>
  new GateError("invalid", `piece ${number} ${what}: put the piece that was told`, {
    mistakes: [{ message: `piece ${number} ${what}` }],
  });

async function complete(
  { folder, known }: Place,
  name: string,
  upload: string,
  pieces: readonly UploadPiece[],
): Promise<ObjectFacts> {
  const path = uploadAt(folder, upload);
  const facts = { name, sizeBytes: pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0) };
  const told = JSON.stringify(pieces.map(pieceFile));
  if ((await textAt(path, nameFile)) !== name) throw uploadGone();
  const over = await textAt(path, overFile);
  if (over !== undefined && over !== told) throw otherObject();
  if (over === undefined) {
    const mistaken = piecesMistaken(pieces, await heldIn(path));
    if (mistaken !== undefined) throw mistaken;
    const unfinished = await writeUnfinished(known, folder, joined(path, pieces));
    const object = join(objectsIn(folder), name);
    await giveName(known, folder, { unfinished, path: object, onlyNew: false });
    await writeWhole(join(path, overFile), told);
  }
  for (const file of await piecesIn(path)) await rm(join(path, file), { force: true });
  return facts;
}

async function piecesIn(path: string): Promise<readonly string[]> {
  return (await readdir(path)).filter((name) => /^\d+\.[0-9a-f]{64}$/.test(name));
}

async function heldIn(path: string): Promise<(piece: UploadPiece) => HeldPiece | undefined> {
  const files = await piecesIn(path);
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(file, (await stat(join(path, file))).size);
  return (piece) => {
    const file = sizes.has(pieceFile(piece))
      ? pieceFile(piece)
      : files.find((one) => one.startsWith(`${piece.number}.`));
    if (file === undefined) return undefined;
    return {
      sizeBytes: sizes.get(file) as number,
      sha256: file.slice(file.indexOf(".") + 1),
    };
  };
}

/** Read once more, and looked at once more: what lay on the disk may have changed there. */
async function* joined(path: string, pieces: readonly UploadPiece[]): AsyncIterable<Uint8Array> {
  for (const piece of pieces) yield* exactly(piece, createReadStream(join(path, pieceFile(piece))));
}

async function reaching<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (cause) {
    if (cause instanceof GateError) throw cause;
    throw new GateError("unavailable", "the folder of uploads could not be used", { cause });
  }
}
