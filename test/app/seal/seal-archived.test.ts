import { refuseBeforeSeal } from "../../../lib/app/pass/rotate-keys.ts";
import { archiveEntry, lateAfterMs, markLate } from "../../../lib/app/seal/archive-entry.ts";
import { entriesPrefix, listNameOf } from "../../../lib/app/seal/archive-names.ts";
import { type Sealing, type SealPorts, sealArchived } from "../../../lib/app/seal/seal-archived.ts";
import { namesInList } from "../../../lib/app/seal/seal-list.ts";
import { statementOf } from "../../../lib/app/seal/seal-statement.ts";
import { sealsOver } from "../../../lib/app/seal/seals-over-archive.ts";
import { verifyArchive } from "../../../lib/app/seal/verify/verify-archive.ts";
import fc, { tries } from "../../support/fast-check.ts";
import { DiedError, lifeUntil, mortal } from "../../support/life.ts";
import { type MemoryArchive, memoryArchive } from "../../support/memory-archive.ts";
import { memoryKeys } from "../../support/pass-keys.ts";
import { bytesOf, keyListOf, sampleEntry } from "./sealed-history.ts";

const start = Date.parse("2026-11-22T10:00:00.000Z");
const minute = 60_000;
const sealing: Sealing = {
  tenant: "acme",
  lagMs: minute,
  idleMs: 60 * minute,
  entriesMax: 1_000,
};

/** An archive with its chain, under a clock that a test sets. */
function bench(archive: MemoryArchive = memoryArchive()) {
  const keys = memoryKeys(new Date(start - minute).toISOString());
  const time = { ms: start };
  const clock = { now: () => new Date(time.ms).toISOString() };
  const ports = (): SealPorts & { archive: MemoryArchive } => ({
    archive,
    seals: sealsOver(archive),
    keys,
    clock,
  });
  let count = 0;
  /** An entry of an instant, archived now. */
  const archived = async (atMs: number, its = ports()): Promise<string> => {
    const entry = sampleEntry(count % 7, count++, new Date(atMs).toISOString());
    const { name } = await archiveEntry(its, bytesOf(entry));
    await markLate(its, [name]);
    return name;
  };
  const sealedNames = async (): Promise<readonly string[]> => {
    const names: string[] = [];
    for (let number = 1; ; number++) {
      const seal = await ports().seals.find(number);
      if (seal === undefined) return names;
      const { list } = statementOf(seal).statement;
      const text = Buffer.from(archive.files.get(listNameOf(number, list))!).toString("utf8");
      names.push(...(namesInList(text) ?? []));
    }
  };
  const verify = async (through?: string) =>
    verifyArchive({
      source: archive,
      keys: await keyListOf(keys),
      isArchive: true,
      ...(through !== undefined && { through }),
    });
  return { archive, keys, time, ports, archived, sealedNames, verify };
}

/** As the use case does it: a key does not end before what it has sealed. */
async function rotated(
  keys: ReturnType<typeof memoryKeys>,
  { seals }: SealPorts,
  at: string,
): Promise<void> {
  await refuseBeforeSeal({ seals }, at);
  await keys.rotate(at);
}

const entriesIn = (archive: MemoryArchive): readonly string[] =>
  [...archive.files.keys()].filter((name) => name.startsWith(entriesPrefix)).sort();

test("a seal holds what is older than the lag, and the next one goes on from there", async () => {
  const { ports, archived, time, sealedNames, verify } = bench();
  const first = await archived(start - 2 * minute);
  const second = await archived(start - 500);
  const made = await sealArchived(ports(), sealing);
  expect(statementOf(made.seal!).statement).toMatchObject({
    number: 1,
    entries: 1,
    late: 0,
    through: "2026-11-22T09:59:00.000Z",
  });
  expect(await sealedNames()).toEqual([first]);
  time.ms += 2 * minute;
  const next = statementOf((await sealArchived(ports(), sealing)).seal!).statement;
  expect(next).toMatchObject({
    number: 2,
    entries: 1,
    entriesInAll: 2,
    from: "2026-11-22T09:59:00.000Z",
  });
  expect(await sealedNames()).toEqual([first, second]);
  expect(await verify(next.through)).toMatchObject({ verdict: "intact", seals: 2, entries: 2 });
});

test("nothing happened: a seal an hour says so, and none in between", async () => {
  const { ports, time } = bench();
  expect((await sealArchived(ports(), sealing)).seal?.number).toBe(1);
  time.ms += 5 * minute;
  expect((await sealArchived(ports(), sealing)).seal).toBeUndefined();
  time.ms += 56 * minute;
  expect((await sealArchived(ports(), sealing)).seal?.number).toBe(2);
});

test("what comes late is in the next seal, once, and stands first", async () => {
  const { ports, archived, time, verify } = bench();
  await sealArchived(ports(), sealing);
  time.ms += 10 * minute;
  await archived(time.ms - 2 * minute);
  await sealArchived(ports(), sealing);
  const late = await archived(start - minute - 1);
  const again = { ...ports() };
  await markLate(again, [late]);
  time.ms += 5 * minute;
  await archived(time.ms - 2 * minute);
  const { seal } = await sealArchived(ports(), sealing);
  expect(statementOf(seal!).statement).toMatchObject({ number: 3, entries: 2, late: 1 });
  // Marked again after it was sealed: whoever marks may be slow.
  await markLate(ports(), [late]);
  time.ms += 5 * minute;
  expect((await sealArchived(ports(), sealing)).entries).toBe(0);
  expect(await verify()).toMatchObject({ verdict: "intact", entries: 3, unsealed: 0 });
});

test("a key does not end before what it has sealed, whatever the clock says", async () => {
  const { ports, time, keys } = bench();
  await sealArchived(ports(), sealing);
  const at = (ms: number) => new Date(ms).toISOString();
  await expect(rotated(keys, ports(), at(time.ms - 1))).rejects.toMatchObject({
    code: "unavailable",
    reason: "clock_behind",
  });
  await expect(rotated(keys, ports(), at(time.ms))).rejects.toMatchObject({
    reason: "clock_behind",
  });
  await rotated(keys, ports(), at(time.ms + 1));
});

test("an entry that was archived with other bytes too is told", async () => {
  const { ports, archived, archive, time, verify } = bench();
  await archived(start - 2 * minute);
  const entry = sampleEntry(0, 0, new Date(start - 2 * minute).toISOString());
  const forged = { ...entry, facts: { nth: 1_000 } };
  await archiveEntry({ archive }, bytesOf(forged));
  time.ms += minute;
  expect((await sealArchived(ports(), sealing)).tampered).toEqual([entry.id]);
  const { findings } = await verify();
  expect(findings.map(({ kind, entry: id }) => [kind, id])).toEqual([
    ["entry_overwritten", entry.id],
  ]);
});

test("a backlog is cut into seals of bounded size, all of one instant together", async () => {
  const { ports, archived, time, sealedNames, verify } = bench();
  await sealArchived(ports(), sealing);
  time.ms += 10 * minute;
  for (let n = 0; n < 60; n++) await archived(start + Math.floor(n / 4) * 1_000);
  const small = { ...sealing, entriesMax: 10 };
  let calls = 0;
  for (let isMore = true; isMore; calls++) ({ isMore } = await sealArchived(ports(), small));
  expect(calls).toBe(5);
  expect(new Set(await sealedNames()).size).toBe(60);
  expect((await verify()).verdict).toBe("intact");
});

/** What happens, one after the other, to one archive. */
const step = fc.oneof(
  // An entry, whose clock is up to so much behind or ahead, archived after a delay.
  {
    weight: 5,
    arbitrary: fc.record({
      is: fc.constant("entry" as const),
      offset: fc.integer({ min: -3 * minute, max: 20_000 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant("old" as const),
      offset: fc.integer({ min: -120 * minute, max: -minute }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant("seal" as const),
      offset: fc.integer({ min: 0, max: 40 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant("sealers" as const),
      offset: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      is: fc.constant("time" as const),
      offset: fc.integer({ min: 0, max: 20 * minute }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant("jump" as const),
      offset: fc.integer({ min: -90 * minute, max: 90 * minute }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant("rotate" as const), offset: fc.constant(0) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      is: fc.constant("again" as const),
      offset: fc.integer({ min: 0, max: 50 }),
    }),
  },
);

test("whoever seals at once, dies on the way or has a clock that jumps: one chain, each entry once", async () => {
  const tally = { deaths: 0, lost: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const its = bench();
      const { ports, time, archived, archive } = its;
      for (const { is, offset } of steps) {
        if (is === "entry" || is === "old") await archived(time.ms + offset);
        else if (is === "time") time.ms += offset;
        else if (is === "jump") time.ms += offset;
        else if (is === "rotate")
          await rotated(its.keys, ports(), new Date(time.ms).toISOString()).catch(() => undefined);
        else if (is === "again") {
          const names = entriesIn(archive);
          if (names.length > 0) await markLate(ports(), [names[offset % names.length]!]);
        } else if (is === "seal") tally.deaths += await sealUntil(ports(), offset);
        else {
          const ends = await Promise.all(
            Array.from({ length: 2 + offset }, () => sealArchived(ports(), sealing)),
          );
          tally.lost += ends.filter(({ seal }) => seal === undefined).length;
        }
      }
      time.ms = Math.max(time.ms, start) + 300 * minute;
      await its.archived(time.ms - 2 * minute);
      for (let isMore = true; isMore; ) ({ isMore } = await sealArchived(ports(), sealing));
      const sealed = await its.sealedNames();
      expect([...sealed].sort()).toEqual(entriesIn(archive));
      const last = await ports().seals.last();
      expect((await its.verify(last?.through)).findings).toEqual([]);
    }),
    {
      numRuns: tries(300),
      // A seal after a jump back, and then a rotation before the seal before it was signed.
      examples: [
        [
          [
            { is: "sealers", offset: 0 },
            { is: "old", offset: -60_001 },
            { is: "jump", offset: -2 },
            { is: "sealers", offset: 0 },
            { is: "again", offset: 0 },
            { is: "time", offset: 1 },
            { is: "sealers", offset: 0 },
            { is: "rotate", offset: 0 },
            { is: "again", offset: 0 },
          ],
        ],
      ],
    },
  );
  expect(tally.deaths).toBeGreaterThan(10);
  expect(tally.lost).toBeGreaterThan(10);
});

/** Seals, and dies at a point of its life, if it comes so far; says whether it did. */
async function sealUntil(ports: SealPorts, deathAt: number): Promise<number> {
  const life = lifeUntil(deathAt);
  const { clock, ...called } = ports;
  try {
    await sealArchived({ ...mortal(called, life), clock } as SealPorts, sealing);
    return 0;
  } catch (error) {
    if (error instanceof DiedError) return 1;
    throw error;
  }
}

test("a copy is late by less than seals lag behind", () => {
  expect(lateAfterMs * 2).toBeLessThanOrEqual(sealing.lagMs);
});
