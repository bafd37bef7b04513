import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { folderObjects } from "../../../lib/adapters/objects-folder/objects.ts";
import { folderUploads } from "../../../lib/adapters/objects-folder/uploads.ts";
import { GateError } from "../../../lib/app/errors.ts";
import type { SignedPiece } from "../../../lib/app/storage.ts";
import { uploadsContract } from "../../contracts/uploads.ts";

const folder = mkdtempSync(join(tmpdir(), "holdpoint-uploads-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let passedMs = 0;
const now = () => new Date(Date.parse("2026-11-22T10:00:00.000Z") + passedMs);
const uploadsBy = (secret: string) =>
  folderUploads(folder, { secret, baseUrl: () => "http://127.0.0.1:8080", now });
const uploads = uploadsBy("the secret of the folder");

async function* inBits(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let from = 0; from < body.length; from += 65_536) yield body.subarray(from, from + 65_536);
}

async function refusalOf(url: string, body: Uint8Array): Promise<string | undefined> {
  try {
    await uploads.receivePiece(url, inBits(body));
    return undefined;
  } catch (error) {
    if (error instanceof GateError) return `${error.code} ${error.reason ?? ""}`.trim();
    throw error;
  }
}

const pathOf = ({ url }: SignedPiece): string => url.replace("http://127.0.0.1:8080", "");

describe("a folder keeps the contract of Uploads:", () => {
  uploadsContract(() => ({
    uploads,
    objects: folderObjects(folder),
    put: async (piece, body) => (await refusalOf(pathOf(piece), body)) === undefined,
    pass: (milliseconds) => {
      passedMs += milliseconds;
    },
  }));

  test("nothing half written is left over", () => {
    expect(readdirSync(join(folder, "unfinished"))).toEqual([]);
  });

  test("each refusal says which it is, and no secret but the folder's own signs", async () => {
    const body = Buffer.from("twelve bytes");
    const piece = { number: 1, sizeBytes: 12, sha256: "ab".repeat(32) };
    const upload = await uploads.begin("runs/refusals/files/0");
    const [signed] = await uploads.sign("runs/refusals/files/0", upload, [piece]);
    const [stranger] = await uploadsBy("another secret").sign("runs/refusals/files/0", upload, [
      piece,
    ]);
    expect(await refusalOf(pathOf(signed!), body)).toBe("invalid");
    expect(await refusalOf(pathOf(stranger!), body)).toBe("forbidden not_signed");
    expect(await refusalOf("/uploads/runs/refusals/files/0", body)).toBe("forbidden not_signed");
    expect(await refusalOf("/uploads/../../etc/passwd?signature=", body)).toBe(
      "forbidden not_signed",
    );
    await uploads.abort("runs/refusals/files/0", upload);
    expect(await refusalOf(pathOf(signed!), body)).toBe("conflict moved");
    passedMs += 3_600_000;
    expect(await refusalOf(pathOf(signed!), body)).toBe("forbidden expired");
  });
});
