import { createHash, randomBytes } from "node:crypto";

/** What S3 answers instead of doing something. */
export class S3Refusal extends Error {
  readonly code: string;
  readonly status: number;
  constructor(code: string, status: number) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

export interface Stored {
  readonly bytes: Buffer;
  readonly etag: string;
  /** Base 64; of parts with how many they are. */
  readonly sha256?: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Upload {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Stored>;
}

const digest = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("base64");

/** The objects and uploads of one bucket, as S3 keeps them. */
export function s3Store() {
  const objects = new Map<string, Stored>();
  const uploads = new Map<string, Upload>();
  const uploadOf = (id: string): Upload => {
    const upload = uploads.get(id);
    if (upload === undefined) throw new S3Refusal("NoSuchUpload", 404);
    return upload;
  };
  const store = (bytes: Buffer, headers: Readonly<Record<string, string>>): Stored => {
    const told = headers["x-amz-checksum-sha256"];
    if (told !== undefined && told !== digest(bytes)) throw new S3Refusal("BadDigest", 400);
    const etag = `"${randomBytes(8).toString("hex")}"`; // no MD5, as of what KMS encrypts
    return { bytes, etag, headers, ...(told !== undefined && { sha256: told }) };
  };
  const keep = (name: string, stored: Stored, onlyNew: boolean): Stored => {
    if (onlyNew && objects.has(name)) throw new S3Refusal("PreconditionFailed", 412);
    objects.set(name, stored);
    return stored;
  };
  return {
    objects,
    uploads,
    put: (name: string, bytes: Buffer, headers: Readonly<Record<string, string>>) =>
      keep(name, store(bytes, headers), headers["if-none-match"] === "*"),
    get: (name: string): Stored => {
      const stored = objects.get(name);
      if (stored === undefined) throw new S3Refusal("NoSuchKey", 404);
      return stored;
    },
    begin: (name: string, headers: Readonly<Record<string, string>>): string => {
      const id = randomBytes(16).toString("hex");
      uploads.set(id, { name, headers, parts: new Map() });
      return id;
    },
    putPart: (
      id: string,
      number: number,
      bytes: Buffer,
      headers: Readonly<Record<string, string>>,
    ) => {
      const part = store(bytes, headers);
      const isNeeded = uploadOf(id).headers["x-amz-checksum-algorithm"] === "SHA256";
      if (isNeeded && part.sha256 === undefined) throw new S3Refusal("InvalidRequest", 400);
      uploadOf(id).parts.set(number, part);
      return part;
    },
    parts: (id: string) => [...uploadOf(id).parts].sort(([a], [b]) => a - b),
    complete: (
      id: string,
      told: readonly { readonly number: number; readonly etag: string; readonly sha256?: string }[],
      headers: Readonly<Record<string, string>>,
    ): Stored => {
      const upload = uploadOf(id);
      const parts = told.map(({ number, etag, sha256 }) => {
        const part = upload.parts.get(number);
        if (part?.etag !== etag || part.sha256 !== sha256) throw new S3Refusal("InvalidPart", 400);
        return part;
      });
      // All but the last have 5 MiB at least.
      if (parts.slice(0, -1).some(({ bytes }) => bytes.length < 5 * 1024 * 1024))
        throw new S3Refusal("EntityTooSmall", 400);
      const bytes = Buffer.concat(parts.map((part) => part.bytes));
      const size = headers["x-amz-mp-object-size"];
      if (size !== undefined && Number(size) !== bytes.length)
        throw new S3Refusal("InvalidRequest", 400);
      const digests = parts.map(({ sha256 = "" }) => Buffer.from(sha256, "base64"));
      const sha256 = `${digest(Buffer.concat(digests))}-${parts.length}`;
      const etag = `"${randomBytes(8).toString("hex")}-${parts.length}"`;
      const stored = { bytes, etag, sha256, headers: upload.headers };
      keep(upload.name, stored, headers["if-none-match"] === "*");
      uploads.delete(id);
      return stored;
    },
    abort: (id: string): void => {
      uploadOf(id);
      uploads.delete(id);
    },
  };
}
export type S3Store = ReturnType<typeof s3Store>;
