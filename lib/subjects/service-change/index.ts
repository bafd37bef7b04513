import type { Subject } from "../../core/subject.ts";
import { rowsOf, tablesOf } from "../reference-table.ts";
import { schemaOf } from "../shape-of-schema.ts";
import { submission } from "../submission.ts";
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
  facts: {
    scope_unchanged: "Does the impact assessment still describe the change as it is now?",
    valid_reason_in_contract: "Does the contract state a valid reason for this change?",
    leaving_not_harder: "Is leaving, returning or complaining as easy after the change as joining?",
  },
};
