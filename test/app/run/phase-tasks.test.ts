import { expect, test } from "@jest/globals";
import { memoryScratch } from "../../../lib/app/run/memory-scratch.ts";
import { wantedParts } from "../../../lib/app/run/phase-tasks.ts";
import { writeSections } from "../../../lib/app/run/section-file.ts";
import type { SettledKeys } from "../../../lib/app/run/settle-keys.ts";
import { fileNames } from "../../../lib/app/run/workshop.ts";

const cutting = { parts: [], partitions: 2, comparedRecords: 100, groups: [] };

// Records that settled partitions want together, keys of rosters, and what the third pass is cut into:
// partitions, and those of them that go through the tables of rosters.
test.each([
  [0, 0, 1, 1],
  [100, 0, 1, 1],
  [101, 0, 2, 1],
  [100, 4_000, 1, 1],
  [0, 4_001, 2, 2], // nobody shares a key, and every key of a roster would be in memory at once
  [0, 256_000, 64, 64],
  [6_400, 4_001, 64, 2], // going through a table 64 times would take longer than judging
  [0, 1e9, 1_024, 1_024],
])("of %d records and %d roster keys there are %d partitions, %d with rosters", (...row) => {
  const [wanted, rosterKeys, partitions, rosterPartitions] = row;
  const scratch = memoryScratch();
  for (const [partition, share] of [Math.floor(wanted / 2), Math.ceil(wanted / 2)].entries()) {
    const file = writeSections(scratch, fileNames.settled(partition));
    file.finish({ wanted: share, parts: [1 - partition] } satisfies Partial<SettledKeys> as never);
  }
  expect(wantedParts(scratch, cutting, { rosterKeys })).toEqual({
    parts: [0, 1],
    partitions,
    rosterPartitions,
  });
});
