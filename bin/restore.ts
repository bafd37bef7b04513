import { parseArgs } from "node:util";
import { dynamoDocuments } from "../lib/adapters/dynamodb/client.ts";
import { s3Archive } from "../lib/adapters/s3/archive.ts";
import { s3Client } from "../lib/adapters/s3/client.ts";
import { s3Objects } from "../lib/adapters/s3/objects.ts";
import { GateError } from "../lib/app/errors.ts";
import { processIo } from "../lib/cli/io.ts";
import { namedBytes } from "../lib/cli/named-bytes.ts";
import { loadGates } from "../lib/cli/serve/load-gates.ts";
import { type RestoredTable, restoreTable } from "./restore-table.ts";
import { stageNames } from "./stage-names.ts";

// npm run restore -- --stage NAME --keys FILE-OR-URL [--key ID …] [--into TABLE] [--gate NAME …]
//   [--table TABLE] [--objects BUCKET] [--archive BUCKET] [--region REGION] [--json]
// Verifies the archive of a stage, then rebuilds an empty table from it. See docs/DEPLOY.md, Restore.
// Exit codes: 0 restored, 1 restored but for what is told, 3 nothing or not all was restored.

const told = 20;

try {
  process.exitCode = await run();
} catch (error) {
  if (!(error instanceof GateError)) throw error;
  console.error(`restore: ${error.message}`);
  process.exitCode = 3;
}

async function run(): Promise<number> {
  const { stage, keys, key, gate, into, region, json, ...buckets } = read();
  if (keys === undefined)
    throw new GateError(
      "invalid",
      "name the published key list by --keys, from elsewhere than the archive: without it seals prove nothing",
    );
  const io = processIo();
  const names = await stageNames({ stage, region, ...buckets, ...(into && { table: into }) });
  const settings = { region: names.region };
  const storage = s3Client(settings);
  const documents = dynamoDocuments(settings);
  try {
    const restored = await restoreTable({
      documents,
      table: names.table,
      objects: s3Objects(storage, names.objects),
      archive: s3Archive(storage, names.archive),
      archiveName: names.archive,
      keys: await namedBytes(io, keys),
      pinned: key ?? [],
      active: await loadGates(io, gate),
      tell: (line) => console.error(line),
    });
    console.log(json === true ? JSON.stringify(restored) : linesOf(restored).join("\n"));
    return restored.leftOut.length === 0 && restored.lost.length === 0 ? 0 : 1;
  } finally {
    storage.destroy();
    documents.destroy();
  }
}

function read() {
  const text = { type: "string" } as const;
  const several = { type: "string", multiple: true } as const;
  try {
    return parseArgs({
      options: {
        ...{ stage: text, region: text, table: text, into: text, objects: text, archive: text },
        ...{ keys: text, key: several, gate: several, json: { type: "boolean" } },
      },
      strict: true,
    }).values;
  } catch (error) {
    throw new GateError("invalid", (error as Error).message, { cause: error });
  }
}

function linesOf({ entries, parcels, leftOut, lost }: RestoredTable): readonly string[] {
  const lines = [
    ...leftOut.map(({ entry, why }) => `  left out: ${entry}: ${why}`),
    ...lost.map(({ of, what }) => `  lost: ${of}: ${what}`),
  ];
  return [
    `${entries} entries restored; ${parcels} parcels of messages wait to be delivered`,
    ...lines.slice(0, told),
    ...(lines.length > told ? [`  and ${lines.length - told} more: see --json`] : []),
  ];
}
