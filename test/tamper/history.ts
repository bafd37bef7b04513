import { keepBeside } from "../../lib/app/restore/keep-beside.ts";
import { archiveEntry, markLate } from "../../lib/app/seal/archive-entry.ts";
import { sealArchived } from "../../lib/app/seal/seal-archived.ts";
import { sealsOver } from "../../lib/app/seal/seals-over-archive.ts";
import { type Random, randomOf } from "../../lib/generate/random.ts";
import { keyListOf } from "../app/seal/sealed-history.ts";
import { type MemoryArchive, memoryArchive } from "../support/memory-archive.ts";
import { memoryObjects } from "../support/memory-objects.ts";
import { memoryKeys } from "../support/pass-keys.ts";
import type { Home } from "../world/home.ts";
import { scenarioOf } from "../world/scenario.ts";
import { calm, emptyTally, play } from "../world/schedule.ts";

/** What people did at a gate, as it was archived and sealed: honest in all. */
export interface History {
  readonly archive: MemoryArchive;
  /** The key list, as the auditor got it elsewhere. */
  readonly keys: object;
  /** The key that signed last. */
  readonly keyId: string;
  /** Up to which instant it was sealed. */
  readonly through: string;
  readonly submissions: readonly string[];
  /** Ids of all entries, in the order in which they were stored. */
  readonly entries: readonly string[];
}

const start = Date.parse("2026-11-24T07:00:00.000Z");
const sealing = { tenant: "acme", lagMs: 60_000, idleMs: 3_600_000, entriesMax: 12 };

/**
 * Some scenarios, played on a home and sealed while they go on: batches of chance sizes, entries that
 * come late, keys that are rotated.
 */
export async function honestHistory(home: Home, seed: number, number: number): Promise<History> {
  const random = randomOf(seed, "history", number);
  const archive = memoryArchive();
  const keys = memoryKeys(
    new Date(start).toISOString(),
    random.pick(["Ed25519", "ES256"] as const),
  );
  const time = { ms: start };
  const clock = { now: () => new Date(time.ms).toISOString() };
  const ports = { archive, seals: sealsOver(archive), keys, clock };
  const entries: string[] = [];
  const watched = watching(home, async (id, bytes) => {
    entries.push(id);
    const { name } = await archiveEntry(ports, bytes);
    await markLate(ports, [name]);
    time.ms += random.between(0, 300_000);
    if (random.chance(500)) await keys.rotate(clock.now());
    if (random.chance(2_000)) await sealAll(ports);
  });
  const submissions: string[] = [];
  for (let story = 0; story < 2; story++) {
    const run = `tamper.${seed}.${number}.${story}`;
    const scenario = scenarioOf(seed * 1_000 + number * 10 + story, run);
    await play(watched, scenario, calm, randomOf(0, run), emptyTally());
    submissions.push(...Object.values(scenario.submissions));
  }
  // What is of no clock that goes on is over by then.
  time.ms = Date.parse("2027-03-01T00:00:00.000Z");
  await sealAll(ports);
  time.ms += 7_200_000;
  await sealAll(ports);
  const last = await ports.seals.last();
  return {
    ...{ archive, submissions, entries },
    keys: await keyListOf(keys),
    keyId: (await keys.list())[0]!.keyId,
    through: last!.through,
  };
}

async function sealAll(ports: Parameters<typeof sealArchived>[0]): Promise<void> {
  for (let isMore = true; isMore; ) ({ isMore } = await sealArchived(ports, sealing));
}

/** The same home, of which each entry that is new is told with its bytes. */
function watching(home: Home, told: (id: string, bytes: Uint8Array) => Promise<void>): Home {
  const seen = new Set<string>();
  const { passes, audits } = home.ports;
  const none = { find: async () => undefined };
  const { earlierRuns } = home.ports;
  const beside = { objects: memoryObjects(), passes, runs: none, letters: none, earlierRuns };
  const append: typeof audits.append = async (entry, changes) => {
    await audits.append(entry, changes);
    if (seen.has(entry.id)) return;
    seen.add(entry.id);
    await told(entry.id, Buffer.from(JSON.stringify(entry)));
    await keepBeside(beside, entry);
  };
  return { ...home, ports: { ...home.ports, audits: { ...audits, append } } };
}

export type { Random };
