import type { Subject } from "../../core/subject.ts";
import { declaredFacts } from "../fact-questions.ts";
import { rowsOf, tablesOf } from "../reference-table.ts";
import { schemaOf } from "../shape-of-schema.ts";
import { submission } from "../submission.ts";
import { campaignFacts } from "./facts.ts";
import { campaign } from "./schema.ts";
import { campaignTables } from "./tables.ts";

/**
 * Campaigns, judged before they go out. A rule holds where it is in force on any day of the
 * campaign; rules come into force and stay, so that the last day decides.
 */
export const campaignSubject: Subject = {
  kind: "campaign",
  schema: schemaOf({ Campaign: campaign, Submission: submission, ...rowsOf(campaignTables) }),
  records: [
    {
      name: "campaign",
      shape: "Campaign",
      key: ["campaign_id"],
      effectiveOn:
        "has(record.ends_at) ? date(record.ends_at, zone) : " +
        "max(date(record.starts_at, zone), date(business_at, zone))",
      markets: "record.markets",
      currency: "record.offers[0].currency",
    },
  ],
  submission: "Submission",
  tables: tablesOf(campaignTables),
  facts: declaredFacts(campaignFacts),
};
