import type { Archive } from "../../lib/app/ports.ts";

const bytes = (text: string): Uint8Array => Buffer.from(text);

async function all(names: AsyncIterable<string>): Promise<readonly string[]> {
  const list: string[] = [];
  for await (const name of names) list.push(name);
  return list;
}

/**
 * What every home of `Archive` keeps to. Names of a test begin with its own folder.
 *
 * @param manyNames more than one page of a listing, where it has pages.
 */
export function archiveContract(archive: () => Archive, manyNames = 1_100): void {
  test("what was never kept is not there", async () => {
    expect(await archive().read("never/kept")).toBeUndefined();
    expect(await all(archive().names("never/"))).toEqual([]);
  });

  test("a copy is there to the byte, also an empty one", async () => {
    const noise = Uint8Array.from({ length: 100_000 }, (_, n) => (n * 7919) % 251);
    expect(await archive().keep("bytes/noise", noise)).toBe(true);
    expect(Buffer.from((await archive().read("bytes/noise"))!)).toEqual(Buffer.from(noise));
    expect(await archive().keep("bytes/empty", bytes(""))).toBe(true);
    expect((await archive().read("bytes/empty"))?.length).toBe(0);
  });

  test("equal bytes again are the same copy; others are told, and change nothing", async () => {
    expect(await archive().keep("again/one", bytes("first"))).toBe(true);
    expect(await archive().keep("again/one", bytes("first"))).toBe(true);
    expect(await archive().keep("again/one", bytes("other"))).toBe(false);
    expect(Buffer.from((await archive().read("again/one"))!).toString()).toBe("first");
  });

  test("of twenty that keep other bytes under one name at once, one is told yes", async () => {
    const ends = await Promise.all(
      Array.from({ length: 20 }, (_, n) => archive().keep("race/one", bytes(`bytes ${n}`))),
    );
    expect(ends.filter(Boolean)).toHaveLength(1);
    const stands = Buffer.from((await archive().read("race/one"))!).toString();
    expect(stands).toBe(`bytes ${ends.indexOf(true)}`);
  });

  test("names come in order, by their beginning, after another one", async () => {
    // A folder's own order is another: '-' comes before '/'.
    const names = ["order/a-b", "order/a/1", "order/a/2", "order/a0", "order/b/c/d", "order2/x"];
    for (const name of [...names].reverse()) await archive().keep(name, bytes(name));
    expect(await all(archive().names("order/"))).toEqual(names.slice(0, 5));
    expect(await all(archive().names("order"))).toEqual(names);
    expect(await all(archive().names("order/a/"))).toEqual(["order/a/1", "order/a/2"]);
    expect(await all(archive().names("order/", "order/a/1"))).toEqual(names.slice(2, 5));
    expect(await all(archive().names("order/", "order/a/"))).toEqual(names.slice(1, 5));
    expect(await all(archive().names("order/", "order/a1"))).toEqual(["order/b/c/d"]);
    expect(await all(archive().names("order/", "order/z"))).toEqual([]);
  });

  test(`${manyNames} names come, each once`, async () => {
    const names = Array.from({ length: manyNames }, (_, n) => `many/${String(n).padStart(4, "0")}`);
    for (let from = 0; from < names.length; from += 100)
      await Promise.all(
        names.slice(from, from + 100).map((name) => archive().keep(name, bytes(name))),
      );
    expect(await all(archive().names("many/"))).toEqual(names);
    expect(await all(archive().names("many/", names[manyNames - 50]))).toEqual(
      names.slice(manyNames - 49),
    );
  });
}
