import { dynamoAudits } from "../../lib/adapters/dynamodb/audits.ts";
import { dynamoDocuments } from "../../lib/adapters/dynamodb/client.ts";
import { dynamoDeadLetters } from "../../lib/adapters/dynamodb/dead-letters.ts";
import { noDossiers } from "../../lib/adapters/dynamodb/dossiers.ts";
import { systemClock } from "../../lib/adapters/system/clock.ts";
import { environment, requireEnv } from "../../lib/environment.ts";
import { createHandler } from "./handler.ts";

const documents = dynamoDocuments();
const table = requireEnv(environment.table);

export const handler = createHandler(
  {
    audits: dynamoAudits(documents, table, noDossiers),
    letters: dynamoDeadLetters(documents, table),
    clock: systemClock,
  },
  { tenant: requireEnv(environment.tenant) },
);
