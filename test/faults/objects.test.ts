import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { S3Client } from "@aws-sdk/client-s3";
import { s3Archive } from "../../lib/adapters/s3/archive.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { s3Uploads } from "../../lib/adapters/s3/uploads.ts";
import { sealsOver } from "../../lib/app/seal/seals-over-archive.ts";
import type { SignedPiece } from "../../lib/app/storage.ts";
import { archiveContract } from "../contracts/archive.ts";
import { objectsContract } from "../contracts/objects.ts";
import { sealsContract } from "../contracts/seals.ts";
import { uploadsContract } from "../contracts/uploads.ts";
import { type StrictS3, startStrictS3 } from "../support/engines/s3.ts";
import { drawn, type FaultKind } from "./fault.ts";
import { s3At } from "./faulty-engines.ts";
import { impatientAtFirst, impatientInBulk } from "./impatient.ts";
import { persistentPort } from "./persistent.ts";
import { type FaultProxy, startFaultProxy } from "./proxy.ts";
import { s3Service } from "./services/s3.ts";

// Every contract of the S3 adapters, word for word, while calls go wrong: fewer of those that carry
// megabytes, which wait longest.

const seed = Number(process.env["HOLDPOINT_FAULTS_SEED"] ?? 3);
const [rate, bulkRate] = [1_000, 300];

let s3: StrictS3;
let elsewhere: StrictS3;
let proxy: FaultProxy;
let farProxy: FaultProxy;
let client: S3Client;
let farClient: S3Client;
let passedMs = 0;
const now = () => new Date(Date.parse("2026-11-22T10:00:00.000Z") + passedMs);

beforeAll(async () => {
  s3 = await startStrictS3();
  s3.now = now;
  proxy = await startFaultProxy(s3Service, s3, drawn(seed, bulkRate));
  client = s3Client({ ...impatientInBulk, ...s3At(proxy) });
  // The archive has a bucket of its own.
  elsewhere = await startStrictS3();
  farProxy = await startFaultProxy(s3Service, elsewhere, drawn(seed, rate));
  farClient = s3Client({ ...impatientInBulk, ...s3At(farProxy) });
});
afterAll(async () => {
  for (const one of [client, farClient]) one?.destroy();
  for (const one of [proxy, farProxy, s3, elsewhere]) await one?.stop();
});

/** As senders do: until somebody says yes or no. */
async function put({ url, headers }: SignedPiece, bytes: Uint8Array): Promise<boolean> {
  const { "content-length": _, ...others } = headers;
  const body = Buffer.from(bytes);
  for (let tries = 1; ; tries++) {
    const signal = AbortSignal.timeout(tries * 1_000);
    const answer = await fetch(url, { method: "PUT", headers: others, body, signal }).catch(
      () => undefined,
    );
    const status = answer?.status ?? 503;
    await answer?.arrayBuffer().catch(() => {});
    if (status < 500) return status === 200;
  }
}

describe("over a bad wire S3 keeps the contract of", () => {
  // What is written or removed again later, unasked, would undo what came after it, on S3 too: nobody
  // writes a name again so soon. So it is waited for before the next call.
  const stilled =
    <Args extends readonly unknown[], T>(call: (...args: Args) => Promise<T>) =>
    async (...args: Args): Promise<T> => {
      const answer = await call(...args);
      await proxy.idle();
      return answer;
    };
  const objects = () => {
    const port = persistentPort(s3Objects(client, s3.bucket));
    return { ...port, write: stilled(port.write), remove: stilled(port.remove) };
  };
  const archive = () => persistentPort(s3Archive(farClient, elsewhere.bucket));

  describe("Objects:", () => objectsContract(objects, { versions: true }));
  describe("Uploads:", () =>
    uploadsContract(() => ({
      uploads: persistentPort(s3Uploads(client, s3.bucket, { now })),
      objects: objects(),
      put,
      pass: (milliseconds) => {
        passedMs += milliseconds;
      },
    })));
  describe("Archive:", () => archiveContract(archive, 60));
  describe("Seals:", () => sealsContract(() => sealsOver(archive())));

  test("and it was a bad one", () => {
    expect(proxy.injected.length).toBeGreaterThan(6);
    expect(farProxy.injected.length).toBeGreaterThan(farProxy.calls() / 20);
  });
});

describe("who writes only what is new is told the truth of a writing that took effect unheard:", () => {
  const unheard: readonly FaultKind[] = [
    ...(["failed-after", "silent-after", "dropped-after", "stalled", "doubled"] as const),
  ];
  /** That befalls the first call of an operation from now on, and no other. */
  const once = (operation: string, kind: FaultKind): void => {
    let left = 1;
    proxy.follow((call) =>
      call.operation === operation && left-- > 0 ? { kind, detail: 0 } : undefined,
    );
  };
  const bytes = randomBytes(9_000_000);
  let client: S3Client;
  beforeAll(() => {
    client = s3Client({ ...impatientAtFirst(1, impatientInBulk), ...s3At(proxy) });
  });
  afterAll(() => client?.destroy());

  test.each(
    unheard.flatMap((kind) => [
      ["PutObject", kind, bytes.subarray(0, 100)] as const,
      ["CompleteMultipartUpload", kind, bytes] as const,
    ]),
  )("%s, %s", async (operation, kind, body) => {
    const name = `unheard/${operation}/${kind}`;
    const objects = s3Objects(client, s3.bucket);
    once(operation, kind);
    expect(await objects.write(name, body, { onlyNew: true })).toBe(true);
    expect(await objects.write(name, body, { onlyNew: true })).toBe(false);
    expect(Buffer.compare(await buffer(objects.read(name)), body)).toBe(0);
    once(operation, kind);
    expect(await objects.write(name, body.subarray(1), { onlyNew: true })).toBe(false);
    expect([...s3.store.uploads.values()].map((upload) => upload.name)).not.toContain(name);
  });
});
