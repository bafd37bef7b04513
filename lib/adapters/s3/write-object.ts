import { createHash, randomUUID } from "node:crypto";
import { PutObjectCommand, type S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { nameOf, unavailable } from "../aws/reaching.ts";
import {
  abortMultipart,
  beginMultipart,
  completeMultipart,
  encryptionOf,
  type HeldPart,
  isGone,
  type Multipart,
} from "./multipart.ts";
import { piecesOf } from "./pieces.ts";
import { namedBy, standsBy } from "./writing-mark.ts";

/** What is larger goes in pieces of this size; S3 takes 10,000 of them, which is 80 GB. */
export const pieceSizeBytes = 8 * 1024 * 1024;
/** Pieces on their way at once: what an upload holds in memory. */
const piecesAtOnceMax = 3;
/** Tries of a write that met another one of the same name. */
const conflictsMax = 5;

export interface Place {
  readonly client: S3Client;
  readonly bucket: string;
  readonly kmsKeyId?: string;
}

export interface How {
  readonly onlyNew?: boolean;
  readonly mediaType?: string;
}

/** Writes an object whole or not at all; false where one is there that was to stay. */
export async function writeObject(
  place: Place,
  name: string,
  bytes: Uint8Array | AsyncIterable<Uint8Array>,
  how: How = {},
): Promise<boolean> {
  const pieces = piecesOf(bytes, pieceSizeBytes)[Symbol.asyncIterator]();
  const first = await pieces.next();
  const second = await pieces.next();
  if (second.done === true) return put(place, name, first.value ?? new Uint8Array(), how);
  return putInPieces(place, name, withFirst([first.value, second.value], pieces), how);
}

async function* withFirst(
  first: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

async function put(place: Place, name: string, body: Uint8Array, how: How): Promise<boolean> {
  const { client, bucket, kmsKeyId } = place;
  const writing = randomUUID();
  return unlessThere({ client, bucket, name, writing }, () =>
    client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: name,
        Body: body,
        ContentLength: body.length,
        ChecksumSHA256: sha256Of(body),
        Metadata: namedBy(writing),
        ...encryptionOf(kmsKeyId),
        ...(how.mediaType !== undefined && { ContentType: how.mediaType }),
        ...(how.onlyNew === true && { IfNoneMatch: "*" }),
      }),
    ),
  );
}

async function putInPieces(
  place: Place,
  name: string,
  pieces: AsyncGenerator<Uint8Array>,
  how: How,
): Promise<boolean> {
  const writing = randomUUID();
  const more = { ...place, ...how, writing };
  const multipart = await beginMultipart(place.client, place.bucket, name, more);
  try {
    const parts = await sendAll(multipart, pieces);
    const isWritten = await unlessThere({ ...multipart, writing }, () =>
      completeMultipart(multipart, parts, how),
    );
    if (!isWritten) await abortMultipart(multipart);
    return isWritten;
  } catch (error) {
    // The first error is told; what stays is taken away by the bucket's own rule some days later.
    await abortMultipart(multipart).catch(() => undefined);
    throw error;
  }
}

/** A few workers that each take the next piece; the first failure ends them all. */
async function sendAll(
  multipart: Multipart,
  pieces: AsyncGenerator<Uint8Array>,
): Promise<readonly HeldPart[]> {
  const parts: HeldPart[] = [];
  let taken = 0;
  let hasFailed = false;
  const work = async (): Promise<void> => {
    while (!hasFailed) {
      const next = await pieces.next(); // a generator answers in the order in which it is asked
      if (next.done === true) return;
      const number = ++taken;
      parts[number - 1] = await sendPart(multipart, number, next.value);
    }
  };
  const workers = Array.from({ length: piecesAtOnceMax }, () =>
    work().catch((error) => {
      hasFailed = true;
      throw error;
    }),
  );
  const ended = await Promise.allSettled(workers);
  const failure = ended.find((one) => one.status === "rejected");
  if (failure !== undefined) {
    await pieces.return(undefined);
    throw failure.reason;
  }
  return parts;
}

async function sendPart(
  { client, bucket, name, upload }: Multipart,
  number: number,
  body: Uint8Array,
): Promise<HeldPart> {
  const sha256 = sha256Of(body);
  const send = new UploadPartCommand({
    Bucket: bucket,
    Key: name,
    UploadId: upload,
    PartNumber: number,
    Body: body,
    ContentLength: body.length,
    ChecksumSHA256: sha256,
  });
  try {
    const { ETag } = await client.send(send);
    return { number, sizeBytes: body.length, etag: ETag as string, sha256 };
  } catch (error) {
    throw unavailable("the storage", error);
  }
}

interface Writing {
  readonly client: S3Client;
  readonly bucket: string;
  readonly name: string;
  readonly writing: string;
}

/**
 * False where an object of that name stays; two that write it at once are told apart by S3. A call that
 * the client repeated may have taken effect the first time: then what stands is this very writing.
 */
async function unlessThere(own: Writing, write: () => Promise<unknown>): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      await write();
      return true;
    } catch (error) {
      const isThere = nameOf(error) === "PreconditionFailed";
      if ((isThere || isGone(error)) && (tries > 1 || isRepeated(error)) && (await standsBy(own)))
        return true;
      if (isThere) return false;
      if (nameOf(error) !== "ConditionalRequestConflict" || tries === conflictsMax)
        throw unavailable("the storage", error);
    }
  }
}

/** Whether the client sent a call more than once before it told this of it. */
const isRepeated = (error: unknown): boolean =>
  ((error as { $metadata?: { attempts?: number } }).$metadata?.attempts ?? 1) > 1;

const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64");
