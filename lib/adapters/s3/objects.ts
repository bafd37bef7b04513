import {
  DeleteObjectsCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3";
import type { Objects } from "../../app/ports.ts";
import type { ObjectFacts } from "../../app/storage.ts";
import { nameOf, reaching, unavailable } from "../aws/reaching.ts";
import { admitName } from "../object-name.ts";
import { readObject } from "./read-object.ts";
import { writeObject } from "./write-object.ts";

/** The most that one call takes away. */
const removedMax = 1_000;

/**
 * Objects in a bucket. What is read is read to the end that it had when reading began; what is
 * written carries its SHA-256, piece by piece, and S3 refuses what arrives otherwise.
 */
export function s3Objects(
  client: S3Client,
  bucket: string,
  options: { readonly kmsKeyId?: string } = {},
): Objects {
  const place = { client, bucket, ...options };
  return {
    find: (name) => findObject(client, bucket, admitName(name)),
    read: (name, range) => readObject(place, admitName(name), range),
    write: (name, bytes, how) => writeObject(place, admitName(name), bytes, how),
    list: (prefix) => listObjects(client, bucket, prefix),
    remove: async (names) => {
      for (let from = 0; from < names.length; from += removedMax)
        await removeObjects(client, bucket, names.slice(from, from + removedMax).map(admitName));
    },
  };
}

async function findObject(
  client: S3Client,
  bucket: string,
  name: string,
): Promise<ObjectFacts | undefined> {
  const head = client.send(new HeadObjectCommand({ Bucket: bucket, Key: name }));
  const found = await reaching(
    "the storage",
    head.catch((error) => {
      if (nameOf(error) === "NotFound") return undefined;
      throw error;
    }),
  );
  return found && { name, sizeBytes: found.ContentLength as number, version: found.ETag as string };
}

async function* listObjects(
  client: S3Client,
  bucket: string,
  prefix: string,
): AsyncIterable<ObjectFacts> {
  let from: string | undefined;
  do {
    const list = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      ...(from !== undefined && { ContinuationToken: from }),
    });
    const page = await reaching("the storage", client.send(list));
    for (const { Key, Size } of page.Contents ?? [])
      yield { name: Key as string, sizeBytes: Size as number };
    from = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (from !== undefined);
}

/** What a call leaves is asked for once more; it is no longer there, or the storage is in trouble. */
async function removeObjects(
  client: S3Client,
  bucket: string,
  names: readonly string[],
): Promise<void> {
  let left = names;
  for (let tries = 1; left.length > 0; tries++) {
    const Objects = left.map((Key) => ({ Key }));
    const remove = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
    const { Errors = [] } = await reaching("the storage", client.send(remove));
    const refused = new Set(Errors.map(({ Key }) => Key));
    left = left.filter((name) => refused.has(name));
    if (left.length > 0 && tries === removalsMax)
      throw unavailable("the storage", new Error(Errors[0]?.Message ?? Errors[0]?.Code));
  }
}

const removalsMax = 3;
