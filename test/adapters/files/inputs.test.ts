import { mkdirSync } from "node:fs";
import { join } from "node:path";
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
