import { createHash } from "node:crypto";
import { HeadObjectCommand, type S3Client, UploadPartCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import type { Uploads } from "../../app/ports.ts";
import type { ObjectFacts, SignedPiece, UploadPiece } from "../../app/storage.ts";
import { nameOf, reaching, unavailable } from "../aws/reaching.ts";
import { admitName } from "../object-name.ts";
import { otherObject, piecesMistaken, uploadGone } from "../upload-refusals.ts";
import {
  abortMultipart,
  beginMultipart,
  completeMultipart,
  type HeldPart,
  heldParts,
  isGone,
  type Multipart,
} from "./multipart.ts";

/** For how long an address can be put to: what is not begun by then is signed anew. */
export const signedForSeconds = 3_600;

const checksumHeader = "x-amz-checksum-sha256";
const lengthHeader = "content-length";

/**
 * Multipart uploads of S3, to whose parts others put by addresses that we sign. Digest and length are
 * signed with the address, so that S3 takes no other piece there.
 *
 * @param now the clock that addresses are signed by, and expire by.
 */
export function s3Uploads(
  client: S3Client,
  bucket: string,
  options: { readonly kmsKeyId?: string; readonly now?: () => Date } = {},
): Uploads {
  const at = (name: string, upload: string): Multipart => ({
    client,
    bucket,
    name: admitName(name),
    upload,
  });
  const now = options.now ?? (() => new Date());
  return {
    begin: async (name) => (await beginMultipart(client, bucket, admitName(name), options)).upload,
    sign: (name, upload, pieces) => {
      const signingDate = now();
      return Promise.all(pieces.map((piece) => signPiece(at(name, upload), piece, signingDate)));
    },
    complete: (name, upload, pieces) => complete(at(name, upload), pieces),
    abort: (name, upload) => abortMultipart(at(name, upload)),
  };
}

async function signPiece(
  { client, bucket, name, upload }: Multipart,
  { number, sizeBytes, sha256 }: UploadPiece,
  signingDate: Date,
): Promise<SignedPiece> {
  const checksum = base64Of(sha256);
  const put = new UploadPartCommand({
    Bucket: bucket,
    Key: name,
    UploadId: upload,
    PartNumber: number,
    ContentLength: sizeBytes,
    ChecksumSHA256: checksum,
  });
  const url = await getSignedUrl(client, put, {
    expiresIn: signedForSeconds,
    signingDate,
    // In the address alone a digest binds nobody: as a header S3 verifies the body by it.
    unhoistableHeaders: new Set([checksumHeader]),
    signableHeaders: new Set(["host", checksumHeader, lengthHeader]),
  });
  return {
    number,
    url,
    headers: { [checksumHeader]: checksum, [lengthHeader]: String(sizeBytes) },
    expiresAt: new Date(signingDate.getTime() + signedForSeconds * 1_000).toISOString(),
  };
}

async function complete(
  multipart: Multipart,
  pieces: readonly UploadPiece[],
): Promise<ObjectFacts> {
  const held = await heldParts(multipart);
  if (held === undefined) return alreadyComplete(multipart, pieces);
  const byNumber = new Map(held.map((part) => [part.number, part]));
  const mistaken = piecesMistaken(pieces, ({ number }) => {
    const part = byNumber.get(number);
    return part && { sizeBytes: part.sizeBytes, sha256: hexOf(part.sha256 ?? "") };
  });
  if (mistaken !== undefined) throw mistaken;
  const parts = pieces.map(({ number }) => byNumber.get(number) as HeldPart);
  try {
    await completeMultipart(multipart, parts);
  } catch (error) {
    if (isGone(error)) return alreadyComplete(multipart, pieces);
    if (nameOf(error) === "InvalidPart") throw uploadGone(error); // sent again meanwhile
    throw unavailable("the storage", error);
  }
  return { name: multipart.name, sizeBytes: sizeOf(pieces) };
}

/** Whoever completed it has forgotten that; the object's own digest tells what it was made of. */
async function alreadyComplete(
  { client, bucket, name }: Multipart,
  pieces: readonly UploadPiece[],
): Promise<ObjectFacts> {
  const head = new HeadObjectCommand({ Bucket: bucket, Key: name, ChecksumMode: "ENABLED" });
  const found = await reaching(
    "the storage",
    client.send(head).catch((error) => {
      if (nameOf(error) === "NotFound") return undefined;
      throw error;
    }),
  );
  if (found === undefined) throw uploadGone();
  const isThis =
    found.ContentLength === sizeOf(pieces) && found.ChecksumSHA256 === compositeOf(pieces);
  if (!isThis) throw otherObject();
  return { name, sizeBytes: sizeOf(pieces) };
}

/** What S3 keeps as the checksum of an object of parts: over their digests, and how many they are. */
function compositeOf(pieces: readonly UploadPiece[]): string {
  const digest = createHash("sha256");
  for (const { sha256 } of pieces) digest.update(Buffer.from(sha256, "hex"));
  return `${digest.digest("base64")}-${pieces.length}`;
}

const sizeOf = (pieces: readonly UploadPiece[]): number =>
  pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

const base64Of = (hex: string): string => Buffer.from(hex, "hex").toString("base64");
const hexOf = (base64: string): string => Buffer.from(base64, "base64").toString("hex");
