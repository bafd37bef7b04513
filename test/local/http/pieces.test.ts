import { createHash } from "node:crypto";
import { connect } from "node:net";
import { join } from "node:path";
import { folderObjects } from "../../../lib/adapters/objects-folder/objects.ts";
import { uploadsPath } from "../../../lib/adapters/objects-folder/piece-address.ts";
import { folderUploads } from "../../../lib/adapters/objects-folder/uploads.ts";
import { type Listening, listen } from "../../../lib/local/http/server.ts";
import { folderWith } from "../../support/cli.ts";

// A server that takes pieces of at most 16 MiB, and bodies of at most 10 bytes elsewhere.
const folder = folderWith();
let nowMs = Date.parse("2026-11-22T10:00:00Z");
let server: Listening;
const uploads = folderUploads(folder, {
  secret: "secret",
  baseUrl: () => server.url,
  now: () => new Date(nowMs),
});
const sizeMaxBytes = 16 * 1024 ** 2;
const bugs: unknown[] = [];

beforeAll(async () => {
  server = await listen("127.0.0.1", 0, {
    bodyBytesMax: () => 10,
    answer: async ({ rawPath }) => ({ statusCode: 200, body: rawPath }),
    pieces: { path: uploadsPath, sizeMaxBytes, take: uploads.receivePiece },
    onBug: (error) => bugs.push(error),
  });
});
afterAll(async () => {
  await server.stop(0);
  expect(bugs).toEqual([]);
});

const name = "runs/r/files/0";
const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

async function addressFor(bytes: Uint8Array) {
  const upload = await uploads.begin(name);
  const piece = { number: 1, sizeBytes: bytes.length, sha256: sha256(bytes) };
  const [signed] = await uploads.sign(name, upload, [piece]);
  return { upload, piece, url: signed!.url };
}

const put = (url: string, body: Uint8Array, method = "PUT") =>
  fetch(url, { method, ...(method !== "GET" && { body: new Uint8Array(body) }) });

test("a piece is taken as it comes, and the object is made of it", async () => {
  const bytes = Buffer.alloc(6 * 1024 ** 2, "piece ");
  const { upload, piece, url } = await addressFor(bytes);
  expect((await put(url, bytes)).status).toBe(200);
  expect((await put(url, bytes)).status).toBe(200); // again
  await uploads.complete(name, upload, [piece]);
  expect(await folderObjects(folder).find(name)).toEqual({ name, sizeBytes: bytes.length });
});

// What is put where, and what is said of it.
test.each<[string, (url: string) => string, string, number, RegExp]>([
  ["other bytes", (url) => url, "other bytes", 400, /has the SHA-256 [0-9a-f]{64}, and/],
  ["too few", (url) => url, "some", 400, /has 4 bytes, and 11 are signed/],
  ["too many", (url) => url, "some bytes and more", 400, /more than the 11 bytes signed/],
  ["no signature", (url) => url.replace(/&signature=.*/, ""), "some bytes!", 403, /did not sign/],
  ["another piece", (url) => url.replace("piece=1", "piece=2"), "some bytes!", 403, /did not sign/],
  [
    "another name",
    (url) => url.replace("files/0", "files/1"),
    "some bytes!",
    403,
    /did not sign this address/,
  ],
  [
    "a way out of the folder",
    (url) => url.replace("runs/r", "..%2f..%2fetc"),
    "some bytes!",
    403,
    /did not sign/,
  ],
  [
    "an upload out of the folder",
    (url) => url.replace(/upload=\w+/, "upload=..%2F..%2Fetc"),
    "some bytes!",
    403,
    /did not sign/,
  ],
])("%s: refused, and nothing is kept of it", async (_what, change, body, status, message) => {
  const { upload, piece, url } = await addressFor(Buffer.from("some bytes!"));
  const response = await put(change(url), Buffer.from(body));
  expect(response.status).toBe(status);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = await response.json();
  expect(problem).toMatchObject({ status, detail: expect.stringMatching(message) });
  await expect(uploads.complete(name, upload, [piece])).rejects.toMatchObject({ code: "invalid" });
});

test("an address that has expired is refused", async () => {
  const { url } = await addressFor(Buffer.from("late"));
  nowMs += 3_600_001;
  const response = await put(url, Buffer.from("late"));
  expect(response.status).toBe(403);
  expect(await response.json()).toMatchObject({ reason: "expired" });
});

test("an upload that was taken away takes nothing more", async () => {
  const bytes = Buffer.from("gone");
  const { upload, url } = await addressFor(bytes);
  await uploads.abort(name, upload);
  expect((await put(url, bytes)).status).toBe(409);
});

test.each(["GET", "POST", "DELETE"])("%s is no way to put a piece", async (method) => {
  const { url } = await addressFor(Buffer.from("x"));
  const response = await put(url, Buffer.from("x"), method);
  expect([response.status, response.headers.get("allow")]).toEqual([405, "PUT"]);
});

test("a body that says it is too long is refused before a byte of it is read", async () => {
  const { url } = await addressFor(Buffer.from("x"));
  const { port, pathname, search } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  const head = `PUT ${pathname}${search} HTTP/1.1\r\nHost: a\r\nContent-Length: ${sizeMaxBytes + 1}\r\n`;
  socket.write(`${head}\r\n`);
  const text = await new Promise<string>((resolve) => {
    socket.once("data", (chunk: Buffer) => resolve(chunk.toString("latin1")));
  });
  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  socket.destroy();
});

test("who goes away in the middle of a piece leaves none, and may come again", async () => {
  const bytes = Buffer.alloc(1024 ** 2, "x");
  const { upload, piece, url } = await addressFor(bytes);
  const { port, pathname, search } = new URL(url);
  const socket = connect(Number(port), "127.0.0.1");
  const head = `PUT ${pathname}${search} HTTP/1.1\r\nHost: a\r\nContent-Length: ${bytes.length}\r\n`;
  socket.write(`${head}\r\n`);
  socket.write(bytes.subarray(0, 1000));
  await new Promise((resolve) => setTimeout(resolve, 50));
  socket.destroy();
  await expect(uploads.complete(name, upload, [piece])).rejects.toMatchObject({ code: "invalid" });
  expect((await put(url, bytes)).status).toBe(200);
  await uploads.complete(name, upload, [piece]);
});

test("elsewhere bodies are as bounded as ever", async () => {
  const response = await put(join(server.url, "v1"), Buffer.alloc(11));
  expect(response.status).toBe(413);
  expect(await (await fetch(`${server.url}/upload`)).text()).toBe("/upload");
});
