import { describe, expect, test } from "@jest/globals";
import { GateError } from "../../../lib/app/errors.ts";
import { memoryScratch } from "../../../lib/app/run/memory-scratch.ts";
import { mergeSorted } from "../../../lib/app/run/merge-sorted.ts";
import type { Scratch } from "../../../lib/app/run/scratch.ts";
import { openSections, writeSections } from "../../../lib/app/run/section-file.ts";
import { sortedSpill } from "../../../lib/app/run/sorted-spill.ts";
import { billPlan } from "../../support/bill-rules.ts";
import fc from "../../support/fast-check.ts";
import { contextOf } from "../../support/small-engine.ts";
import { inParts } from "../../support/submission-in-parts.ts";

/** A disk with room for so many bytes. */
function smallDisk(bytesMax: number) {
  const scratch = memoryScratch();
  let used = 0;
  const disk: Scratch = {
    ...scratch,
    create: (name) => {
      const file = scratch.create(name);
      return {
        ...file,
        write: (bytes) => {
          used += bytes.length;
          if (used > bytesMax) throw new GateError("unavailable", "there is no room left");
          file.write(bytes);
        },
      };
    },
  };
  return { disk, used: () => used };
}

const lines = Array.from({ length: 40 }, (_, i) =>
  JSON.stringify({ number: `N-${i % 37}`, note: i % 5 === 0 ? "a" : `n ${i}`, total: "1" }),
);
const given = {
  plan: billPlan(),
  context: contextOf({ tables: { products: [] } }),
  files: [["bills.ndjson", lines.join("\n")]] as const,
};

test("a disk that fills up at any moment fails the run, whatever was written", async () => {
  const cut = { partBytes: 500, partitions: 4 };
  const large = smallDisk(Number.POSITIVE_INFINITY);
  const { report } = await inParts(given, { ...cut, scratch: large.disk });
  expect(report.counts.received).toBe(40);
  for (let tenth = 0; tenth < 10; tenth++) {
    const { disk } = smallDisk(Math.floor((large.used() * tenth) / 10));
    const work = inParts(given, { ...cut, scratch: disk });
    await expect(work).rejects.toMatchObject({ code: "unavailable" });
  }
});

describe("sections", () => {
  test("come back as they were appended, and the seal finds any byte that changed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom("a", "b", "c/1"), fc.uint8Array({ maxLength: 40 }))),
        fc.nat(),
        (pieces, at) => {
          const scratch = memoryScratch();
          const file = writeSections(scratch, "f");
          for (const [name, bytes] of pieces) file.append(name, bytes);
          file.finish({ count: pieces.length });
          const read = openSections(scratch, "f");
          expect(read.summary()).toEqual({ count: pieces.length });
          for (const name of ["a", "b", "c/1", "none"])
            expect(Buffer.concat([...read.segments(name)])).toEqual(
              Buffer.concat(pieces.filter(([one]) => one === name).map(([, bytes]) => bytes)),
            );
          expect(read.isWhole()).toBe(true);
          const stored = scratch.open("f");
          const bytes = stored.read(0, stored.sizeBytes);
          const place = at % bytes.length;
          bytes[place] = (bytes[place] ?? 0) ^ 1;
          expect(isWhole(scratch)).toBe(false);
        },
      ),
      { numRuns: 100 },
    );
  });

  function isWhole(scratch: Scratch): boolean {
    try {
      return openSections(scratch, "f").isWhole();
    } catch {
      return false;
    }
  }

  test("that are not finished are not there", () => {
    const scratch = memoryScratch();
    const file = writeSections(scratch, "f");
    file.append("a", new Uint8Array(10));
    file.discard();
    expect(scratch.has("f")).toBe(false);
    expect(() => openSections(scratch, "f")).toThrow("the run has no file f");
  });
});

const position = fc.record({ file: fc.nat(2), offset: fc.nat(50) });

test("streams in order come together in order, and nothing is lost", () => {
  fc.assert(
    fc.property(fc.array(fc.array(position)), (streams) => {
      const items = streams.map((stream) =>
        stream
          .map((one) => ({ position: one }))
          .sort(
            (a, b) => a.position.file - b.position.file || a.position.offset - b.position.offset,
          ),
      );
      const merged = [...mergeSorted(items)];
      const sorted = items
        .flat()
        .sort((a, b) => a.position.file - b.position.file || a.position.offset - b.position.offset);
      expect(merged).toEqual(sorted);
    }),
  );
});

test("what is spilled comes back in order, as often as is asked", () => {
  const spill = sortedSpill<{
    readonly position: { readonly file: number; readonly offset: number };
  }>(memoryScratch(), "s");
  const count = 120_000;
  for (let i = 0; i < count; i++) spill.add({ position: { file: 0, offset: (i * 7919) % count } });
  for (let again = 0; again < 2; again++) {
    let next = 0;
    for (const { position: found } of spill.sorted()) if (found.offset === next) next++;
    expect(next).toBe(count);
  }
});
