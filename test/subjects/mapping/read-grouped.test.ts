import { readMapped } from "../../../lib/subjects/mapping/read-mapped.ts";
import { keySketch, splitKeys } from "../../../lib/subjects/mapping/split-keys.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { mappingOf, parcels } from "../../support/mapped.ts";
import { all, bytesOf } from "../../support/readings.ts";

const mapping = mappingOf(
  parcels("to: { name: Name }\ncontents: { each_row: { sku: Sku } }", "group: No\n"),
);

/** Reads CSV files by groups: held in memory, or in several goes. */
function read(files: readonly string[], rowsHeldMax: number | undefined) {
  const sources = files.map((text, i) => ({
    name: `${i}.csv`,
    isReopenable: rowsHeldMax !== undefined,
    open: () => [bytesOf(`No,Name,Sku\n${text}`)],
  }));
  const options = rowsHeldMax === undefined ? {} : { rowsHeldMax };
  return all(readMapped(mapping, sources, options));
}

const codes = (found: Awaited<ReturnType<typeof read>>) =>
  found.map((one) => (one.kind === "record" ? one.value["number"] : one.code));

test("rows that are too many to be held are read again, and a key that comes back holds both", async () => {
  const files = ["1,a,x\n1,a,y\n2,b,x\n", "3,c,x\n1,a,z\n4,d,x\n"];
  const found = await read(files, 1);
  expect(codes(found)).toEqual(["split_key", "2", "3", "split_key", "4"]);
  expect(found[0]).toMatchObject({
    reason: "rows of one No stand apart, at 0.csv:2 and 1.csv:3: bring them together",
  });
  expect(found[1]).toMatchObject({ of: "parcel" });
});

test("records that other rows spoil come out in their place", async () => {
  const found = await read(["1,a,x\nbroken\n1,a,y\n,b,x\n2,b,x\n3,c,x\n"], 1);
  expect(codes(found)).toEqual(["broken_group", "unequal_columns", "no_key", "broken_group", "3"]);
});

test("any rows, in any files, are read in several goes as in memory", async () => {
  const rows = fc.array(
    fc.tuple(fc.constantFrom("1", "1", "2", "3", "4", "", "5"), fc.constantFrom("a", "a", "b")),
    { maxLength: 12 },
  );
  const row = ([key, name]: readonly [string, string]) =>
    key === "5" ? "broken\n" : `${key},${name},x\n`;
  await fc.assert(
    fc.asyncProperty(fc.array(rows, { minLength: 1, maxLength: 3 }), async (files) => {
      const texts = files.map((some) => some.map(row).join(""));
      const inMemory = await read(texts, undefined);
      expect(await read(texts, 0)).toEqual(inMemory);
    }),
    { numRuns: tries(200) },
  );
});

test("a sketch suspects every key that stands twice, and few that stand once", () => {
  const sketch = keySketch(2 ** 20);
  const keys = Array.from({ length: 20_000 }, (_, i) => `ORDER-${i}`);
  for (const key of [...keys, ...keys.slice(0, 100)]) sketch.add(key);
  expect(keys.slice(0, 100).every(sketch.isSuspect)).toBe(true);
  // Each key meets one of the others by chance in n/bits of all cases: 2 % of them, about.
  expect(keys.slice(100).filter(sketch.isSuspect).length).toBeLessThan(800);
});

test("only suspected keys are remembered", () => {
  const sketch = keySketch(2 ** 20);
  for (const key of ["a", "b", "a"]) sketch.add(key);
  const split = splitKeys("No", sketch);
  for (const key of ["a", "b", "a"]) split.begin(key, { file: "f", line: 1 });
  expect(split.size).toBe(1);
});
