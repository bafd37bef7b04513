import { s3Archive } from "../../../lib/adapters/s3/archive.ts";
import { sealsOver } from "../../../lib/app/seal/seals-over-archive.ts";
import { archiveContract } from "../../contracts/archive.ts";
import { sealsContract } from "../../contracts/seals.ts";
import { type StrictS3, startStrictS3 } from "../../support/engines/s3.ts";

let s3: StrictS3;
let other: StrictS3;
beforeAll(async () => {
  [s3, other] = await Promise.all([startStrictS3(), startStrictS3()]);
});
afterAll(async () => {
  await Promise.all([s3?.stop(), other?.stop()]);
});

describe("S3 keeps the contract of the archive:", () =>
  archiveContract(() => s3Archive(s3.client, s3.bucket)));
describe("and of seals:", () =>
  sealsContract(() => sealsOver(s3Archive(other.client, other.bucket))));
