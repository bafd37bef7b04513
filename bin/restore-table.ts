import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoAudits } from "../lib/adapters/dynamodb/audits.ts";
import { dynamoEarlierRuns } from "../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoReferenceTables } from "../lib/adapters/dynamodb/reference-tables.ts";
import { markRestore } from "../lib/adapters/dynamodb/restore-mark.ts";
import { shippedTables } from "../lib/adapters/files/shipped-tables.ts";
import { GateError, isGateError } from "../lib/app/errors.ts";
import { gateVersionOf } from "../lib/app/gate-version.ts";
import type { ActivePlan, Archive, Objects, Plans } from "../lib/app/ports.ts";
import { tablesOver } from "../lib/app/reference/tables-port.ts";
import { type Restored, restore } from "../lib/app/restore/restore.ts";
import { verifyArchive } from "../lib/app/seal/verify/verify-archive.ts";

/** From what a table is restored, and into which. */
export interface RestoreTable {
  readonly documents: DynamoDBDocumentClient;
  readonly table: string;
  readonly objects: Objects;
  readonly archive: Archive;
  /** Which archive that is: a restore goes on from the one with which it began. */
  readonly archiveName: string;
  /** Who made the seals. */
  readonly keys: Uint8Array;
  /** Of these keys alone, by their thumbprints; of all in the list where there are none. */
  readonly pinned: readonly string[];
  /** By which messages that were never delivered are made again. */
  readonly active: readonly ActivePlan[];
  /** Told how far it is, in lines. */
  readonly tell: (line: string) => void;
}

export interface RestoredTable extends Restored {
  /** Up to which instant the seals are complete. */
  readonly through?: string;
}

const toldEvery = 1_000;

/**
 * Verifies an archive, then rebuilds an empty table from it. Who is cut short calls it again: what is
 * there already stays.
 *
 * @throws {GateError} `invalid` where the table is not empty, `conflict` where somebody has written to
 * it meanwhile, `unavailable` where the archive is not as it was sealed or something is out of reach.
 */
export async function restoreTable(parts: RestoreTable): Promise<RestoredTable> {
  const { documents, table, objects, archive, archiveName, active, tell } = parts;
  const mark = await markRestore(documents, table, archiveName);
  if (mark.isResumed) tell("going on with a restore that was begun before");
  const { sealed, entries: all, through } = await verified(parts);
  tell(`${all} sealed entries are whole${through === undefined ? "" : `, through ${through}`}`);
  const subjects = [...new Set(active.map(({ plan }) => plan.subject))];
  const own = dynamoReferenceTables(documents, table);
  const ports = {
    audits: dynamoAudits(documents, table, objects),
    plans: plansOf(active),
    references: tablesOver(await shippedTables(subjects), own),
    earlierRuns: dynamoEarlierRuns(documents, table),
  };
  const object = (name: string) => objectOrNothing(objects, name);
  const restored = await restore(ports, { archive, object, sealed }, (entries) => {
    if (entries % toldEvery === 0) tell(`${entries} entries restored`);
  });
  await mark.done();
  return { ...restored, ...(through !== undefined && { through }) };
}

/** @throws {GateError} `unavailable`, with what was found. */
async function verified({ archive, keys, pinned }: RestoreTable) {
  const sealed = new Set<string>();
  const verification = await verifyArchive({
    source: archive,
    keys,
    isArchive: true,
    ...(pinned.length > 0 && { pinned }),
    onEntry: (_, name) => sealed.add(name),
  });
  const { verdict, findings, entries, through } = verification;
  if (verdict === "intact") return { sealed, entries, through };
  const [first] = findings;
  throw new GateError(
    "unavailable",
    `the archive is not as it was sealed (${findings.length} findings, the first: ${first?.message}): ` +
      "versions that Object Lock kept are still there; restore from those that are whole",
  );
}

/** The rules that are at hand; what else judged cannot make its messages again. */
const plansOf = (active: readonly ActivePlan[]): Plans => ({
  gates: async () => active.map(({ gate }) => gate.name),
  active: async (name) => active.find(({ gate }) => gate.name === name),
  past: async (name, revision, version) =>
    active.find(
      ({ gate, plan }) =>
        gate.name === name && plan.revision === revision && gateVersionOf(gate) === version,
    ),
});

async function objectOrNothing(objects: Objects, name: string): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of objects.read(name)) chunks.push(chunk);
  } catch (error) {
    if (isGateError(error, "not_found")) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}
