import { S3Client, type S3ClientConfig } from "@aws-sdk/client-s3";
import { bulkSettings } from "../aws/client-settings.ts";

/** A client whose calls end. What it signs for others is signed for exactly the digest it is told. */
export const s3Client = (config: S3ClientConfig = {}): S3Client =>
  new S3Client({ ...bulkSettings, ...config });
