import { createHash, randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Objects, Uploads } from "../../lib/app/ports.ts";
import type { SignedPiece, UploadPiece } from "../../lib/app/storage.ts";

/** An adapter of `Uploads`, and what stands around it. */
export interface UploadsHome {
  readonly uploads: Uploads;
  readonly objects: Objects;
  /** Puts a body to an address, as a sender does; whether it was taken. */
  put(piece: SignedPiece, body: Uint8Array): Promise<boolean>;
  /** Lets so much time pass. */
  pass(milliseconds: number): void;
}

/** What every adapter of `Uploads` keeps to. Each test has names of its own. */
export function uploadsContract(home: () => UploadsHome): void {
  const mib = 1024 * 1024;
  const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
  const pieceOf = (bytes: Uint8Array, index: number): UploadPiece => ({
    number: index + 1,
    sizeBytes: bytes.length,
    sha256: sha256(bytes),
  });
  const bodies = (...sizes: readonly number[]) => sizes.map((size) => randomBytes(size));
  const read = (name: string) => buffer(home().objects.read(name));
  const factsOf = async (name: string) => {
    const { version: _, ...facts } = (await home().objects.find(name)) ?? {};
    return facts;
  };

  async function begun(name: string, parts: readonly Uint8Array[]) {
    const { uploads, put } = home();
    const pieces = parts.map(pieceOf);
    const upload = await uploads.begin(name);
    const signed = await uploads.sign(name, upload, pieces);
    return { uploads, put, pieces, upload, signed };
  }

  test.each([
    ["one", [10]],
    ["several", [5 * mib, 5 * mib, 1]],
    ["more than a page has", [5 * mib, 5 * mib, 5 * mib, 5 * mib, 77]],
  ])("%s pieces, put in any order, become the object", async (what, sizes) => {
    const name = `runs/${what.replaceAll(" ", "-")}/files/0`;
    const parts = bodies(...sizes);
    const { uploads, put, pieces, upload, signed } = await begun(name, parts);
    expect(signed.map(({ number }) => number)).toEqual(pieces.map(({ number }) => number));
    for (const index of [...parts.keys()].reverse())
      expect(await put(signed[index]!, parts[index]!)).toBe(true);
    expect(await home().objects.find(name)).toBeUndefined();
    const whole = Buffer.concat(parts);
    const facts = { name, sizeBytes: whole.length };
    expect(await uploads.complete(name, upload, pieces)).toEqual(facts);
    expect(await factsOf(name)).toEqual(facts);
    expect(Buffer.compare(await read(name), whole)).toBe(0);
    // The answer may have been lost: it is asked again.
    expect(await uploads.complete(name, upload, pieces)).toEqual(facts);
    await expect(uploads.complete(name, upload, pieces.slice(0, -1))).rejects.toMatchObject({
      code: "conflict",
    });
    expect(Buffer.compare(await read(name), whole)).toBe(0);
    await uploads.abort(name, upload);
    expect(Buffer.compare(await read(name), whole)).toBe(0);
  });

  test.each([
    ["a byte changed", (body: Buffer) => body.fill((body[3] as number) ^ 1, 3, 4)],
    ["a byte more", (body: Buffer) => Buffer.concat([body, Buffer.from("x")])],
    ["a byte less", (body: Buffer) => body.subarray(1)],
    ["nothing", () => Buffer.alloc(0)],
  ])("a piece with %s is not taken, and the right one still is", async (what, change) => {
    const name = `runs/wrong/${what.replaceAll(" ", "-")}`;
    const [body] = bodies(1_000) as [Buffer];
    const { uploads, put, pieces, upload, signed } = await begun(name, [body]);
    expect(await put(signed[0]!, change(Buffer.from(body)))).toBe(false);
    await expect(uploads.complete(name, upload, pieces)).rejects.toMatchObject({
      code: "invalid",
      mistakes: [
        { pointer: "/pieces/0", message: expect.stringContaining("piece 1 is not there") },
      ],
    });
    expect(await put(signed[0]!, body)).toBe(true);
    await uploads.complete(name, upload, pieces);
    expect(Buffer.compare(await read(name), body)).toBe(0);
  });

  test("each piece that is missing or another one is told, and nothing is made", async () => {
    const name = "runs/missing/files/0";
    const parts = bodies(5 * mib, 5 * mib, 9);
    const { uploads, put, pieces, upload, signed } = await begun(name, parts);
    await put(signed[1]!, parts[1]!);
    const other = { ...pieces[1]!, sha256: sha256(Buffer.from("other")) };
    const longer = { ...pieces[1]!, sizeBytes: pieces[1]!.sizeBytes + 1 };
    const told = async (second: UploadPiece) => {
      const error = await uploads
        .complete(name, upload, [pieces[0]!, second, pieces[2]!])
        .catch((refused) => refused);
      expect(error.code).toBe("invalid");
      return error.mistakes.map((one: { pointer: string }) => one.pointer);
    };
    expect(await told(pieces[1]!)).toEqual(["/pieces/0", "/pieces/2"]);
    expect(await told(other)).toEqual(["/pieces/0", "/pieces/1", "/pieces/2"]);
    expect(await told(longer)).toEqual(["/pieces/0", "/pieces/1", "/pieces/2"]);
    expect(await home().objects.find(name)).toBeUndefined();
  });

  test("a piece may be put twice, and be told anew with other bytes", async () => {
    const name = "runs/twice/files/0";
    const [first, second] = bodies(400, 500) as [Buffer, Buffer];
    const { uploads, put, upload, signed } = await begun(name, [first]);
    expect(await put(signed[0]!, first)).toBe(true);
    expect(await put(signed[0]!, first)).toBe(true);
    const anew = pieceOf(second, 0);
    const [again] = await uploads.sign(name, upload, [anew]);
    expect(await put(again!, second)).toBe(true);
    await uploads.complete(name, upload, [anew]);
    expect(Buffer.compare(await read(name), second)).toBe(0);
  });

  test("an address takes nothing once it has expired, nor when anything of it is changed", async () => {
    const name = "runs/expired/files/0";
    const [body] = bodies(300) as [Buffer];
    const { uploads, put, pieces, upload, signed } = await begun(name, [body]);
    const [piece] = signed as [SignedPiece];
    const url = new URL(piece.url);
    for (const key of url.searchParams.keys()) {
      const other = new URL(url);
      const value = url.searchParams.get(key) as string;
      other.searchParams.set(
        key,
        value.replace(/.$/, (last) => (last === "1" ? "2" : "1")),
      );
      expect(await put({ ...piece, url: other.href }, body)).toBe(false);
    }
    const elsewhere = url.href.replace("/expired/", "/expires/");
    expect(await put({ ...piece, url: elsewhere }, body)).toBe(false);
    home().pass(2 * 3_600_000);
    expect(await put(piece, body)).toBe(false);
    const [anew] = await uploads.sign(name, upload, pieces);
    expect(await put(anew!, body)).toBe(true);
    await uploads.complete(name, upload, pieces);
  });

  test("what was aborted takes no piece and becomes nothing", async () => {
    const name = "runs/aborted/files/0";
    const parts = bodies(600);
    const { uploads, put, pieces, upload, signed } = await begun(name, parts);
    expect(await put(signed[0]!, parts[0]!)).toBe(true);
    await uploads.abort(name, upload);
    await uploads.abort(name, upload);
    expect(await put(signed[0]!, parts[0]!)).toBe(false);
    await expect(uploads.complete(name, upload, pieces)).rejects.toMatchObject({
      code: "conflict",
      reason: "moved",
    });
    expect(await home().objects.find(name)).toBeUndefined();
  });

  test("two that complete at once both hear of the same object", async () => {
    const name = "runs/both/files/0";
    const parts = bodies(5 * mib, 3);
    const { uploads, put, pieces, upload, signed } = await begun(name, parts);
    for (const [index, part] of parts.entries()) await put(signed[index]!, part);
    const both = await Promise.all([1, 2, 3].map(() => uploads.complete(name, upload, pieces)));
    expect(new Set(both.map(({ sizeBytes }) => sizeBytes))).toEqual(new Set([5 * mib + 3]));
    expect(Buffer.compare(await read(name), Buffer.concat(parts))).toBe(0);
  });
}
