import type { Subject } from "../../core/subject.ts";
import { declaredFacts } from "../fact-questions.ts";
import { rowsOf, tablesOf } from "../reference-table.ts";
import { schemaOf } from "../shape-of-schema.ts";
import { submission } from "../submission.ts";
import { serviceChangeFacts } from "./facts.ts";
import { serviceChange } from "./schema.ts";
import { serviceChangeTables } from "./tables.ts";

/** Changes of services, judged before they are made. */
export const serviceChangeSubject: Subject = {
  kind: "service-change",
  schema: schemaOf({
    ServiceChange: serviceChange,
    Submission: submission,
    ...rowsOf(serviceChangeTables),
  }),
  records: [
    {
      name: "change",
      shape: "ServiceChange",
      key: ["change_id"],
      effectiveOn: "date(record.planned_start, zone)",
      markets: "record.markets",
      currency: "record.budget.currency",
    },
  ],
  submission: "Submission",
  tables: tablesOf(serviceChangeTables),
  facts: declaredFacts(serviceChangeFacts),
};
