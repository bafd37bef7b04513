import { createHash } from "node:crypto";
import { appendFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileSource, passingBytes, readSource } from "../../../lib/adapters/files/input-source.ts";
import { findInputs } from "../../../lib/adapters/files/inputs.ts";
import { folderWith } from "../../support/cli.ts";

const folder = folderWith({ "a.json": "[]", "empty.json": "", "b/c.json": "{}" });
mkdirSync(join(folder, "hollow"));
const stdin = (...chunks: readonly string[]) =>
  async function* () {
    for (const chunk of chunks) yield Buffer.from(chunk);
  };

async function textOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

test("files are found where they are named from, in their order, and may be read again", async () => {
  const inputs = await findInputs(["b/c.json", join(folder, "a.json")], folder, stdin());
  expect(inputs.map(({ name, sizeBytes, isFile }) => [name, sizeBytes, isFile])).toEqual([
    ["b/c.json", 2, true],
    [join(folder, "a.json"), 2, true],
  ]);
  for (const _ of [1, 2]) expect(await textOf(inputs[0]!.open())).toBe("{}");
});

test("- is standard input, of unknown size", async () => {
  const [input] = await findInputs(["-"], folder, stdin("ab", "c"));
  expect(input).toMatchObject({ name: "standard input", isFile: false });
  expect(input).not.toHaveProperty("sizeBytes");
  expect(await textOf(input!.open())).toBe("abc");
});

test.each([
  [["none.json"], "not_found", "none.json cannot be read: there is no such file or folder"],
  [["a.json/x"], "unavailable", "a part of its path is a file"],
  [["hollow"], "invalid", "hollow is a folder without files: what should fill it did not"],
  [["empty.json"], "invalid", "empty.json has no bytes"],
  [["-", "-"], "invalid", "standard input (-) is named twice"],
  [["none.json", "hollow"], "not_found", "hollow is a folder"], // all at once
])("%j is refused as %s: %s", async (names, code, message) => {
  await expect(findInputs(names, folder, stdin())).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test("what turns out to be empty is refused while it is read", async () => {
  for (const name of ["-", "/dev/null"]) {
    const [input] = await findInputs([name], folder, stdin("", ""));
    await expect(textOf(input!.open())).rejects.toMatchObject({ code: "invalid" });
  }
});

describe("bytes that nobody keeps", () => {
  const megabyte = 1024 * 1024;
  const path = join(
    folderWith({ "large.ndjson": "0123456789abcde\n".repeat(65_537) }),
    "large.ndjson",
  );
  const digestOf = async (bytes: ReturnType<typeof readSource>): Promise<string> => {
    const hash = createHash("sha256");
    for await (const chunk of bytes) hash.update(chunk);
    return hash.digest("hex");
  };

  test("are those that are read, all of them", async () => {
    const source = fileSource(path, "large.ndjson");
    expect(await digestOf(passingBytes(source))).toBe(await digestOf(readSource(source)));
  });

  test("take the memory of one chunk, however many there are and whenever V8 looks", async () => {
    const source = fileSource(path, "large.ndjson");
    const before = process.memoryUsage().arrayBuffers;
    let [chunks, most] = [0, 0];
    for (let times = 0; times < 8; times++)
      for await (const chunk of passingBytes(source)) {
        chunks += chunk.length > 0 ? 1 : 0;
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
    expect(chunks).toBe(8 * 5);
    // One for each time, until V8 has looked; as many as there are chunks were 10 MB.
    expect(most).toBeLessThan(3 * megabyte);
  });

  test("are refused once the file is another one", async () => {
    const source = fileSource(path, "large.ndjson");
    appendFileSync(path, "more\n");
    await expect(digestOf(passingBytes(source))).rejects.toMatchObject({ code: "conflict" });
  });
});
