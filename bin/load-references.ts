import { parseArgs } from "node:util";
import { dynamoDocuments } from "../lib/adapters/dynamodb/client.ts";
import { tableFilesIn } from "../lib/adapters/files/table-files.ts";
import { GateError } from "../lib/app/errors.ts";
import { processIo } from "../lib/cli/io.ts";
import { loadGates } from "../lib/cli/serve/load-gates.ts";
import { appendTables } from "./append-tables.ts";
import { stageNames } from "./stage-names.ts";

// npm run load-references -- --stage NAME FOLDER [--gate NAME …] [--table TABLE] [--region REGION]
// Appends the rows of a folder of table files to the reference tables of a stage. See docs/DEPLOY.md.
// Exit codes: 0 loaded, 3 refused, with every mistake, or broken off.

try {
  await run();
} catch (error) {
  if (!(error instanceof GateError)) throw error;
  const told = error.mistakes.length > 0 ? error.mistakes : [error];
  for (const { message } of told) console.error(`load-references: ${message}`);
  process.exitCode = 3;
}

async function run(): Promise<void> {
  const { values, positionals } = read();
  const [folder] = positionals;
  if (folder === undefined || positionals.length > 1)
    throw new GateError("invalid", "name one folder of table files, such as products.csv in it");
  const files = tableFilesIn(folder, process.cwd());
  if (files.length === 0)
    throw new GateError(
      "invalid",
      `${folder} has no reference tables: put a file for each into it`,
    );
  const { gate, stage, table, region } = values;
  // Buckets are nobody's business here.
  const names = await stageNames({
    stage,
    region,
    table,
    ...(table && { objects: "-", archive: "-" }),
  });
  const documents = dynamoDocuments({ region: names.region });
  try {
    const active = await loadGates(processIo(), gate);
    const subjects = [...new Set(active.map(({ plan }) => plan.subject))];
    const appended = await appendTables({ documents, table: names.table, files, subjects });
    for (const one of appended)
      console.log(`${one.table}: ${one.rows} rows, ${one.appended} of them new`);
  } finally {
    documents.destroy();
  }
}

function read() {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      options: {
        ...{ stage: text, table: text, region: text },
        gate: { type: "string", multiple: true },
      },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new GateError("invalid", (error as Error).message, { cause: error });
  }
}
