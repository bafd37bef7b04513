import type { Subject } from "../../core/subject.ts";
import { rowsOf, tablesOf } from "../reference-table.ts";
import { schemaOf } from "../shape-of-schema.ts";
import { submission } from "../submission.ts";
import { item, partRequest, proposal } from "./item.ts";
import { snapshot } from "./snapshot.ts";
import { inventoryTables } from "./tables.ts";

const dated = { effectiveOn: "date(run.as_of, zone)", currency: "run.currency" } as const;

/** Finished goods and repair parts of one site, and what others want to do with them. */
export const inventorySubject: Subject = {
  kind: "inventory",
  schema: schemaOf({
    Item: item,
    Proposal: proposal,
    PartRequest: partRequest,
    Snapshot: snapshot,
    Submission: submission,
    ...rowsOf(inventoryTables),
  }),
  records: [
    { name: "item", shape: "Item", key: ["sku"], markets: "run.country", ...dated },
    { name: "proposal", shape: "Proposal", key: ["proposal_id"], markets: "run.country", ...dated },
    {
      name: "request",
      shape: "PartRequest",
      key: ["request_id"],
      markets: "optional(record.country).orElse(run.country)",
      customer: "record.customer_id",
      ...dated,
    },
  ],
  run: "Snapshot",
  history: ["site_id"],
  submission: "Submission",
  tables: tablesOf(inventoryTables),
};
