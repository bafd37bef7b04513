import { s3Objects } from "../../../lib/adapters/s3/objects.ts";
import { s3Uploads } from "../../../lib/adapters/s3/uploads.ts";
import { uploadsContract } from "../../contracts/uploads.ts";
import { type StrictS3, startStrictS3 } from "../../support/engines/s3.ts";

let s3: StrictS3;
let passedMs = 0;
const now = () => new Date(Date.parse("2026-11-22T10:00:00.000Z") + passedMs);
beforeAll(async () => {
  s3 = await startStrictS3();
  s3.now = now;
});
afterAll(() => s3?.stop());

const put = async (
  { url, headers }: { readonly url: string; readonly headers: Readonly<Record<string, string>> },
  body: Uint8Array,
): Promise<boolean> => {
  // The length is the client's own: a body of another length cannot claim the one that was signed.
  const { "content-length": _, ...others } = headers;
  const answer = await fetch(url, { method: "PUT", headers: others, body: Buffer.from(body) });
  return answer.ok;
};

describe("S3 keeps the contract of Uploads:", () => {
  uploadsContract(() => ({
    uploads: s3Uploads(s3.client, s3.bucket, { now }),
    objects: s3Objects(s3.client, s3.bucket),
    put,
    pass: (milliseconds) => {
      passedMs += milliseconds;
    },
  }));

  test("no parts are left of what was completed or aborted", () => {
    const left = [...s3.store.uploads.values()].map(({ name }) => name);
    expect(left).toEqual(["runs/missing/files/0"]);
  });

  test("length and digest are signed, the digest as a header; no other header has to be sent", async () => {
    const uploads = s3Uploads(s3.client, s3.bucket, { now });
    const piece = { number: 7, sizeBytes: 5, sha256: "ab".repeat(32) };
    const [signed] = await uploads.sign("runs/a/files/0", "the-upload", [piece]);
    const { searchParams, pathname } = new URL(signed!.url);
    expect(pathname).toBe(`/${s3.bucket}/runs/a/files/0`);
    expect(searchParams.get("X-Amz-SignedHeaders")).toBe(
      "content-length;host;x-amz-checksum-sha256",
    );
    expect([...searchParams.keys()]).not.toContain("x-amz-checksum-sha256");
    expect(searchParams.get("X-Amz-Expires")).toBe("3600");
    expect(searchParams.get("partNumber")).toBe("7");
    expect(searchParams.get("uploadId")).toBe("the-upload");
    expect(signed!.headers).toEqual({
      "x-amz-checksum-sha256": Buffer.from("ab".repeat(32), "hex").toString("base64"),
      "content-length": "5",
    });
    expect(signed!.expiresAt).toBe(new Date(now().getTime() + 3_600_000).toISOString());
  });
});
