import { createHash } from "node:crypto";
import { GetObjectCommand, type GetObjectCommandOutput, type S3Client } from "@aws-sdk/client-s3";
import { GateError, isGateError } from "../../app/errors.ts";
import type { ObjectRange } from "../../app/storage.ts";
import { nameOf, unavailable } from "../aws/reaching.ts";

/** How often a body that breaks off is taken up again without having given a byte. */
const fruitlessMax = 4;

/**
 * The bytes of an object, or of a range of it as far as it reaches. A body that breaks off is taken
 * up where it ended, of the same object; it ends only where all of it was given.
 *
 * @throws {GateError} `not_found`; `unavailable` where it cannot be read to its end, or another
 * object took the name meanwhile; `conflict` where it is not of the version that is asked for.
 */
export async function* readObject(
  { client, bucket }: { readonly client: S3Client; readonly bucket: string },
  name: string,
  range?: ObjectRange,
): AsyncIterable<Uint8Array> {
  if (range !== undefined && range.end <= range.start) return;
  let [at, end, etag] = [range?.start ?? 0, range?.end, range?.version];
  let sha256: string | undefined;
  const digest = createHash("sha256");
  for (let fruitless = 0; fruitless <= fruitlessMax; ) {
    const opened = await open(client, { bucket, name, etag, start: at, end }).catch((error) => {
      throw isReplaced(error) && range?.version !== undefined ? replaced(name, error) : error;
    });
    if (opened === undefined) return;
    if (etag === undefined) sha256 = opened.sha256;
    ({ end, etag } = opened);
    const from = at;
    let cause: unknown;
    try {
      for await (const chunk of opened.body) {
        digest.update(chunk);
        at += chunk.length;
        yield chunk;
      }
    } catch (error) {
      // The client keeps back what it found to be damaged: it would be the same once more.
      if (isMismatch(error)) throw unavailable("the storage", error);
      cause = error;
    }
    if (at > end) throw unavailable("the storage", new Error(`${name} has more than ${end} bytes`));
    if (at === end) {
      if (sha256 === undefined || sha256 === digest.digest("base64")) return;
      throw unavailable("the storage", cause ?? new Error(`${name} is not what was written`));
    }
    fruitless = at > from ? 0 : fruitless + 1;
  }
  throw unavailable("the storage", new Error(`${name} broke off at byte ${at} of ${end}`));
}

/** As `open` throws it. */
const isReplaced = (error: unknown): boolean =>
  isGateError(error, "unavailable") && nameOf(error.cause) === "PreconditionFailed";

const replaced = (name: string, cause: unknown): GateError =>
  new GateError("conflict", `the object ${name} is another one by now`, {
    reason: "replaced",
    cause,
  });

const isMismatch = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("Checksum mismatch");

interface Wanted {
  readonly bucket: string;
  readonly name: string;
  /** Of the object that was begun with. */
  readonly etag: string | undefined;
  readonly start: number;
  readonly end: number | undefined;
}

interface Opened {
  readonly body: AsyncIterable<Uint8Array>;
  readonly etag: string | undefined;
  /** Where it ends, excluded: the range's end, or the object's. */
  readonly end: number;
  /** Base 64: of the whole object, where it is asked for and was written in one piece. */
  readonly sha256?: string;
}

/** Undefined where the object ends before the range begins. */
async function open(client: S3Client, wanted: Wanted): Promise<Opened | undefined> {
  const { bucket, name, etag, start, end } = wanted;
  const isWhole = start === 0 && end === undefined;
  const get = new GetObjectCommand({
    Bucket: bucket,
    Key: name,
    ...(!isWhole && { Range: `bytes=${start}-${end === undefined ? "" : end - 1}` }),
    ...(etag !== undefined && { IfMatch: etag }),
    ...(isWhole && { ChecksumMode: "ENABLED" }),
  });
  try {
    const answer = await client.send(get);
    const { ChecksumSHA256: sha256 } = answer;
    return {
      body: answer.Body as unknown as AsyncIterable<Uint8Array>,
      etag: answer.ETag,
      end: endOf(answer, wanted),
      ...(isWhole && sha256?.length === sha256Length && { sha256 }),
    };
  } catch (error) {
    if (nameOf(error) === "InvalidRange") return undefined;
    if (nameOf(error) === "NoSuchKey")
      throw new GateError("not_found", `there is no object ${name}`, { cause: error });
    throw unavailable("the storage", error);
  }
}

/** Of base 64; that of parts goes on with how many they are. */
const sha256Length = 44;

/** What is given must be what was asked for, whatever else a storage may answer to a range. */
function endOf({ ContentRange, ContentLength = -1 }: GetObjectCommandOutput, wanted: Wanted) {
  const { name, start, end } = wanted;
  const given = /^bytes (\d+)-(\d+)\/\d+$/.exec(ContentRange ?? "");
  const [first, last] = given === null ? [0, ContentLength - 1] : [given[1], given[2]].map(Number);
  const until = (last as number) + 1;
  if (first === start && until - start === ContentLength && (end === undefined || until <= end))
    return until;
  throw new Error(`${name}: S3 gave ${ContentRange ?? "all"} from byte ${start} to ${end}`);
}
