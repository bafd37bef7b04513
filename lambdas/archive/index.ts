import { dynamoAudits, storedEntry } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { dynamoDeadLetters } from "../../lib/adapters/dynamodb/dead-letters.ts";
import { dynamoEarlierRuns } from "../../lib/adapters/dynamodb/earlier-runs.ts";
import { dynamoPasses } from "../../lib/adapters/dynamodb/passes.ts";
import { dynamoRuns } from "../../lib/adapters/dynamodb/runs.ts";
import { eventBridgeClient, eventBridgeEvents } from "../../lib/adapters/eventbridge/events.ts";
import { s3Archive } from "../../lib/adapters/s3/archive.ts";
import { s3Client } from "../../lib/adapters/s3/client.ts";
import { s3Objects } from "../../lib/adapters/s3/objects.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { sealsOver } from "../../lib/app/seal/seals-over-archive.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { createHandler } from "./handler.ts";

const documents = dynamoDocuments();
const table = requireEnv(environment.table);
const storage = s3Client();
const archive = s3Archive(storage, requireEnv(environment.archiveBucket));
const objects = s3Objects(storage, requireEnv(environment.objectsBucket));

export const handler = createHandler({
  archive,
  seals: sealsOver(archive),
  clock: systemClock,
  objects,
  events: eventBridgeEvents(eventBridgeClient(), requireEnv(environment.eventBus)),
  passes: dynamoPasses(documents, table),
  runs: dynamoRuns(documents, table),
  letters: dynamoDeadLetters(documents, table),
  earlierRuns: dynamoEarlierRuns(documents, table),
  dossier: dynamoAudits(documents, table, objects).dossier,
  storedEntry: (id) => storedEntry(documents, table, id),
});
