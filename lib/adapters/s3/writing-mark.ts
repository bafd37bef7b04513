import { HeadObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { nameOf, reaching } from "../aws/reaching.ts";

const markName = "writing";

/** What an object says of the writing that made it: no other one has its name. */
export const namedBy = (writing: string): Record<string, string> => ({ [markName]: writing });

/** Whether the object of a name was made by this very writing. */
export async function standsBy(own: {
  readonly client: S3Client;
  readonly bucket: string;
  readonly name: string;
  readonly writing: string;
}): Promise<boolean> {
  const head = new HeadObjectCommand({ Bucket: own.bucket, Key: own.name });
  const found = await reaching(
    "the storage",
    own.client.send(head).catch((error) => {
      if (nameOf(error) === "NotFound") return undefined;
      throw error;
    }),
  );
  return found?.Metadata?.[markName] === own.writing;
}
