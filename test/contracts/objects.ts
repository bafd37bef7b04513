import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { Objects } from "../../lib/app/ports.ts";
import type { ObjectFacts } from "../../lib/app/storage.ts";

/**
 * What every adapter of `Objects` keeps to. Each test has names of its own.
 *
 * @param versions whether it tells one object from another that has its name later.
 */
export function objectsContract(
  objects: () => Objects,
  { versions }: { readonly versions: boolean },
): void {
  const all = (name: string, range?: { readonly start: number; readonly end: number }) =>
    buffer(objects().read(name, range));
  const names = async (prefix: string): Promise<readonly string[]> =>
    (await listed(prefix)).map(({ name }) => name);
  async function listed(prefix: string): Promise<readonly ObjectFacts[]> {
    const found: ObjectFacts[] = [];
    for await (const one of objects().list(prefix)) found.push(one);
    return found;
  }
  async function* chunks(bytes: Uint8Array, sizeBytes: number): AsyncGenerator<Uint8Array> {
    for (let from = 0; from < bytes.length; from += sizeBytes)
      yield bytes.subarray(from, from + sizeBytes);
  }

  test.each([
    ["nothing", 0],
    ["a byte", 1],
    ["what fits one piece exactly", 8 * 1024 * 1024],
    ["a byte more than that", 8 * 1024 * 1024 + 1],
    ["several pieces", 17_000_001],
  ])("%s comes back byte for byte, whether given at once or bit by bit", async (what, size) => {
    const bytes = randomBytes(size);
    const name = `sizes/${what.replaceAll(" ", "-")}`;
    expect(await objects().write(`${name}/once`, bytes)).toBe(true);
    expect(await objects().write(`${name}/bits`, chunks(bytes, 700_001))).toBe(true);
    for (const one of ["once", "bits"]) {
      expect(await objects().find(`${name}/${one}`)).toEqual({
        name: `${name}/${one}`,
        sizeBytes: size,
        ...(versions && { version: expect.stringMatching(/./) }),
      });
      expect(Buffer.compare(await all(`${name}/${one}`), bytes)).toBe(0);
    }
  });

  test("a range gives its bytes as far as the object reaches", async () => {
    const bytes = randomBytes(1_000);
    await objects().write("ranges/one", bytes);
    const range = (start: number, end: number) => all("ranges/one", { start, end });
    expect(await range(0, 1)).toEqual(bytes.subarray(0, 1));
    expect(await range(10, 20)).toEqual(bytes.subarray(10, 20));
    expect(await range(990, 2_000)).toEqual(bytes.subarray(990));
    expect(await range(0, 1_000)).toEqual(bytes);
    expect(await range(1_000, 1_001)).toHaveLength(0);
    expect(await range(5_000, 6_000)).toHaveLength(0);
    expect(await range(7, 7)).toHaveLength(0);
    await objects().write("ranges/empty", new Uint8Array());
    expect(await all("ranges/empty", { start: 0, end: 10 })).toHaveLength(0);
  });

  if (versions)
    test("by its version an object is read as long as it is that one, and refused once it is not", async () => {
      const name = "versions/one";
      const versionOf = async (): Promise<string> => (await objects().find(name))?.version ?? "";
      const read = async (version: string, start: number, end: number): Promise<string> =>
        (await buffer(objects().read(name, { start, end, version }))).toString();
      await objects().write(name, Buffer.from("what was uploaded"));
      const version = await versionOf();
      expect(await read(version, 0, 17)).toBe("what was uploaded");
      expect(await read(version, 5, 8)).toBe("was");
      // As long, longer, shorter than where the range begins, and gone.
      for (const other of ["what was forged!!", "what was uploaded by others", "now"]) {
        await objects().write(name, Buffer.from(other));
        expect(await versionOf()).not.toBe(version);
        for (const [start, end] of [
          [0, 17],
          [5, 8],
        ] as const)
          await expect(read(version, start, end)).rejects.toMatchObject({
            code: "conflict",
            reason: "replaced",
          });
      }
      expect(await read(await versionOf(), 0, 3)).toBe("now");
      await objects().remove([name]);
      await expect(read(version, 0, 17)).rejects.toMatchObject({ code: "not_found" });
    });

  test("what is not there is told: by find, and by reading", async () => {
    expect(await objects().find("nowhere/at/all")).toBeUndefined();
    await expect(all("nowhere/at/all")).rejects.toMatchObject({ code: "not_found" });
    await expect(all("nowhere/at/all", { start: 1, end: 2 })).rejects.toMatchObject({
      code: "not_found",
    });
  });

  test("writing again replaces, but not where it is to be new", async () => {
    const name = "again/one";
    const large = randomBytes(17_000_000);
    expect(await objects().write(name, Buffer.from("first"), { onlyNew: true })).toBe(true);
    expect(await objects().write(name, Buffer.from("second"), { onlyNew: true })).toBe(false);
    expect(await objects().write(name, chunks(large, 1_000_000), { onlyNew: true })).toBe(false);
    expect((await all(name)).toString()).toBe("first");
    expect(await objects().write(name, Buffer.from("third"))).toBe(true);
    expect((await all(name)).toString()).toBe("third");
    expect(await objects().write("again/large", chunks(large, 1_000_000), { onlyNew: true })).toBe(
      true,
    );
    expect(Buffer.compare(await all("again/large"), large)).toBe(0);
  });

  test("of many that write a new one at once, one does, and its bytes stay whole", async () => {
    const texts = Array.from({ length: 8 }, (_, n) => `${n}`.repeat(50_000));
    const written = await Promise.all(
      texts.map((text) => objects().write("race/one", Buffer.from(text), { onlyNew: true })),
    );
    expect(written.filter((isWritten) => isWritten)).toHaveLength(1);
    expect((await all("race/one")).toString()).toBe(texts[written.indexOf(true)]);
    await Promise.all(texts.map((text) => objects().write("race/two", Buffer.from(text))));
    expect(texts).toContain((await all("race/two")).toString());
  });

  test("what breaks off while it is written is not there, and the one before stays", async () => {
    async function* broken(sizeBytes: number): AsyncGenerator<Uint8Array> {
      for (let left = sizeBytes; left > 0; left -= 1_000_000) yield Buffer.alloc(1_000_000, 7);
      throw new Error("the source broke off");
    }
    for (const size of [1_000_000, 18_000_000]) {
      await expect(objects().write(`broken/${size}`, broken(size))).rejects.toThrow();
      expect(await objects().find(`broken/${size}`)).toBeUndefined();
    }
    await objects().write("broken/before", Buffer.from("before"));
    await expect(objects().write("broken/before", broken(18_000_000))).rejects.toThrow();
    expect((await all("broken/before")).toString()).toBe("before");
    expect(await names("broken/")).toEqual(["broken/before"]);
  });

  test("a list has all that begin so, in the order of their names", async () => {
    const made = ["a", "a-b", "a.b", "a/1", "a/10", "a/2", "a/deep/er", "aa", "b"];
    for (const name of made) {
      if (name === "a") continue; // a name does not go on where another one ends
      await objects().write(`list/${name}`, Buffer.from(name));
    }
    const expected = made.filter((name) => name !== "a").map((name) => `list/${name}`);
    expect(await names("list/")).toEqual(expected);
    expect(await names("list/a")).toEqual(expected.filter((name) => name.startsWith("list/a")));
    expect(await names("list/a/")).toEqual(["list/a/1", "list/a/10", "list/a/2", "list/a/deep/er"]);
    expect(await names("list/a/1")).toEqual(["list/a/1", "list/a/10"]);
    expect(await names("list/zz")).toEqual([]);
    expect(await listed("list/aa")).toEqual([{ name: "list/aa", sizeBytes: 2 }]);
  });

  test("removing takes away, again too, and leaves the others", async () => {
    for (const name of ["one", "two", "three"])
      await objects().write(`gone/${name}`, Buffer.from("x"));
    await objects().remove(["gone/one", "gone/never", "gone/two"]);
    await objects().remove(["gone/one"]);
    await objects().remove([]);
    expect(await names("gone/")).toEqual(["gone/three"]);
    await objects().write("gone/one", Buffer.from("back"));
    expect((await all("gone/one")).toString()).toBe("back");
  });

  test.each(["", "/", "a//b", "../b", "a/../b", "a/.", "a b", "a\0", "ä", "a/"])(
    "%j is no name",
    async (name) => {
      await expect((async () => objects().write(name, Buffer.from("x")))()).rejects.toThrow(
        "no name",
      );
      await expect((async () => objects().find(name))()).rejects.toThrow("no name");
    },
  );
}
