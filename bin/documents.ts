import { readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../lib/adapters/files/output-file.ts";
import { packageFolder } from "../lib/adapters/files/shipped.ts";
import { eventSchemas, eventsMarkdown } from "../lib/app/events/events-doc.ts";
import { gatesMarkdown } from "../lib/app/gate-doc.ts";
import { tablesMarkdown } from "../lib/app/reference/tables-doc.ts";
import { reportSchemaText } from "../lib/app/report-schema.ts";
import { priors } from "../lib/app/review/policy/cost-model.ts";
import { commandReference } from "../lib/cli/command-reference.ts";
import { functionsMarkdown } from "../lib/core/expression/functions-doc.ts";
import { openapiText } from "../lib/http/openapi.ts";
import { billingRunSubject } from "../lib/subjects/billing-run/index.ts";
import { eInvoicesMarkdown } from "../lib/subjects/e-invoice/e-invoice-doc.ts";
import { publishedSchemas } from "../lib/subjects/published-schemas.ts";
import { subjects } from "../lib/subjects/registry.ts";

// Writes the documents of this repository that are made from its sources; with `--check` tells
// which are stale instead. The pages of rule sets are made by `holdpoint rules doc`.
const documents: Readonly<Record<string, () => string>> = {
  "docs/cli.md": commandReference,
  "docs/e-invoices.md": () => eInvoicesMarkdown(billingRunSubject),
  "docs/events.md": eventsMarkdown,
  "docs/functions.md": functionsMarkdown,
  "docs/gates.md": () => gatesMarkdown(priors),
  "docs/tables.md": () => tablesMarkdown(subjects),
  "schemas/openapi.json": openapiText,
  "schemas/report.schema.json": reportSchemaText,
  ...publishedSchemas,
  ...eventSchemas,
};

const isCheck = process.argv.includes("--check");
for (const [name, textOf] of Object.entries(documents)) {
  const path = join(packageFolder, name);
  const text = textOf();
  if (textAt(path) === text) continue;
  if (isCheck) {
    console.error(`${name} is stale: write it with \`node bin/documents.ts\``);
    process.exitCode = 1;
  } else {
    writeWhole(path, [text]);
    console.log(`${name} is written`);
  }
}

function textAt(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
