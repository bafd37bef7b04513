import { type IndexedEntry, inOrder } from "../../../lib/app/restore/entry-order.ts";
import fc from "../../support/fast-check.ts";

/** An entry by its name, and what it makes: `a1` is version 1 of document a. */
const entry = (name: string, ...makes: readonly string[]): IndexedEntry => ({
  ...{ name, id: name },
  makes: makes.map((one) => ({ document: one.slice(0, -1), version: Number(one.slice(-1)) })),
});

// Entries in the order of their clocks; those that are taken over, in order; those that are left out.
test.each([
  [[entry("1", "a1"), entry("2", "a2"), entry("3", "b1")], "1 2 3", ""],
  [[entry("1", "a2"), entry("2", "a1"), entry("3", "a3")], "2 1 3", ""], // its clock was ahead
  [[entry("1", "a1"), entry("3", "a3"), entry("4", "b1")], "1 4", "3 a@2"],
  [[entry("1", "a1"), entry("2", "a2", "b2"), entry("3", "a3")], "1", "2 b@1, 3 a@2"],
  [[entry("1"), entry("2", "a1")], "1 2", ""], // an attempt that was refused changes nothing
  [[entry("1", "cases/s.x1"), entry("2", "submissions/s1")], "2 1", ""],
  [
    [entry("1", "cases/s.x1"), entry("2", "passes/s.y1")],
    "",
    "1 submissions/s@1, 2 submissions/s@1",
  ],
  [[], "", ""],
])("of %j come %j, without %j", (entries, order, without) => {
  const { entries: ordered, leftOut } = inOrder(entries);
  expect(ordered.map(({ name }) => name).join(" ")).toBe(order);
  expect(leftOut.map((one) => `${one.entry.name} ${one.waitsFor}`).join(", ")).toBe(without);
});

test("whatever the clocks say, each finds what it was written over, and none is lost or doubled", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.nat(999)), { maxLength: 60 });
  fc.assert(
    fc.property(steps, (list) => {
      const versions = new Map<number, number>();
      const entries = list.map(([document, clock], index) => {
        const version = (versions.get(document) ?? 0) + 1;
        versions.set(document, version);
        const name = `${String(clock).padStart(3, "0")}-${index}`;
        return { name, id: name, makes: [{ document: `d${document}`, version }] };
      });
      const { entries: ordered, leftOut } = inOrder(entries);
      expect(leftOut).toEqual([]);
      expect(ordered.map(({ name }) => name).sort()).toEqual(
        entries.map(({ name }) => name).sort(),
      );
      const made = new Map<string, number>();
      for (const { makes } of ordered)
        for (const { document, version } of makes) {
          expect(version).toBe((made.get(document) ?? 0) + 1);
          made.set(document, version);
        }
    }),
  );
});
