import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { nameOf, reaching } from "../aws/reaching.ts";
import { namedBy } from "./writing-mark.ts";

/** A multipart upload of one object. */
export interface Multipart {
  readonly client: S3Client;
  readonly bucket: string;
  readonly name: string;
  readonly upload: string;
}

/** A part as S3 holds it. */
export interface HeldPart {
  readonly number: number;
  readonly sizeBytes: number;
  readonly etag: string;
  /** Base 64, as S3 has it; it verified the part by it. */
  readonly sha256?: string;
}

/** What S3 answers when an upload was completed or taken away. */
export const isGone = (error: unknown): boolean => nameOf(error) === "NoSuchUpload";

/** With which key objects are encrypted, where it is not the bucket's own. */
export const encryptionOf = (kmsKeyId: string | undefined) =>
  kmsKeyId === undefined
    ? {}
    : { ServerSideEncryption: "aws:kms" as const, SSEKMSKeyId: kmsKeyId, BucketKeyEnabled: true };

/** Begins an upload whose parts are each verified by their SHA-256. */
export async function beginMultipart(
  client: S3Client,
  bucket: string,
  name: string,
  more: { readonly kmsKeyId?: string; readonly mediaType?: string; readonly writing?: string } = {},
): Promise<Multipart> {
  const create = new CreateMultipartUploadCommand({
    Bucket: bucket,
    Key: name,
    ChecksumAlgorithm: "SHA256",
    ChecksumType: "COMPOSITE",
    ...encryptionOf(more.kmsKeyId),
    ...(more.mediaType !== undefined && { ContentType: more.mediaType }),
    ...(more.writing !== undefined && { Metadata: namedBy(more.writing) }),
  });
  const { UploadId } = await reaching("the storage", client.send(create));
  return { client, bucket, name, upload: UploadId as string };
}

const at = ({ bucket, name, upload }: Multipart) => ({
  Bucket: bucket,
  Key: name,
  UploadId: upload,
});

/** The parts that S3 holds, by their number; undefined where the upload is over. */
export async function heldParts(multipart: Multipart): Promise<readonly HeldPart[] | undefined> {
  const parts: HeldPart[] = [];
  let after: string | undefined;
  do {
    const list = new ListPartsCommand({
      ...at(multipart),
      ...(after !== undefined && { PartNumberMarker: after }),
    });
    const page = await reaching(
      "the storage",
      multipart.client.send(list).catch((error) => {
        if (isGone(error)) return undefined;
        throw error;
      }),
    );
    if (page === undefined) return undefined;
    for (const { PartNumber, Size, ETag, ChecksumSHA256 } of page.Parts ?? [])
      parts.push({
        number: PartNumber as number,
        sizeBytes: Size as number,
        etag: ETag as string,
        ...(ChecksumSHA256 !== undefined && { sha256: ChecksumSHA256 }),
      });
    after = page.IsTruncated === true ? page.NextPartNumberMarker : undefined;
  } while (after !== undefined);
  return parts;
}

/**
 * Makes the object of these parts, whose digests and whole size S3 compares with what it holds. The
 * error is as S3 gave it.
 */
export async function completeMultipart(
  multipart: Multipart,
  parts: readonly HeldPart[],
  { onlyNew = false }: { readonly onlyNew?: boolean } = {},
): Promise<void> {
  await multipart.client.send(
    new CompleteMultipartUploadCommand({
      ...at(multipart),
      ChecksumType: "COMPOSITE",
      MpuObjectSize: parts.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
      MultipartUpload: {
        Parts: parts.map(({ number, etag, sha256 }) => ({
          PartNumber: number,
          ETag: etag,
          ...(sha256 !== undefined && { ChecksumSHA256: sha256 }),
        })),
      },
      ...(onlyNew && { IfNoneMatch: "*" }),
    }),
  );
}

/** Takes the parts away; idempotent. */
export async function abortMultipart(multipart: Multipart): Promise<void> {
  const abort = multipart.client.send(new AbortMultipartUploadCommand(at(multipart)));
  await reaching(
    "the storage",
    abort.catch((error) => {
      if (!isGone(error)) throw error;
    }),
  );
}
