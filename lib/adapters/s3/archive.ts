import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import type { Archive, Objects } from "../../app/ports.ts";
import { reaching } from "../aws/reaching.ts";
import { s3Objects } from "./objects.ts";

/**
 * The archive in a bucket whose Object Lock keeps each version for its time: a name is written once,
 * and who would write it again is told what lies there.
 */
export function s3Archive(
  client: S3Client,
  bucket: string,
  options: { readonly kmsKeyId?: string } = {},
): Archive {
  const objects = s3Objects(client, bucket, options);
  const read = (name: string) => readWhole(objects, name);
  return {
    read,
    keep: async (name, bytes) => {
      if (await objects.write(name, bytes, { onlyNew: true })) return true;
      const there = await read(name);
      return there !== undefined && Buffer.compare(there, bytes) === 0;
    },
    names: (prefix, after) => namesUnder(client, bucket, prefix, after),
  };
}

async function readWhole(objects: Objects, name: string): Promise<Uint8Array | undefined> {
  if ((await objects.find(name)) === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of objects.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* namesUnder(
  client: S3Client,
  bucket: string,
  prefix: string,
  after: string | undefined,
): AsyncIterable<string> {
  let from: string | undefined;
  do {
    const list = new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      ...(from !== undefined && { ContinuationToken: from }),
      ...(from === undefined && after !== undefined && { StartAfter: after }),
    });
    const page = await reaching("the archive", client.send(list));
    for (const { Key } of page.Contents ?? []) yield Key as string;
    from = page.IsTruncated === true ? page.NextContinuationToken : undefined;
  } while (from !== undefined);
}
