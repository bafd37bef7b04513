import type { Subject } from "../../core/subject.ts";
import { rowsOf, tablesOf } from "../reference-table.ts";
import { schemaOf } from "../shape-of-schema.ts";
import { submission } from "../submission.ts";
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
  facts: {
    reference_price_named: "Does the copy say beside the figure what the reference price is?",
    fees_beside_price: "Are fees that nobody can avoid shown in the same asset as the price?",
    copy_read:
      "Has somebody who reads its language found the copy's claims, prices and conditions as declared?",
    gift_condition_shown: "Does the copy say beside the gift what must be bought for it?",
    free_costs_nothing: "Does the thing that is called free cost nothing beyond its delivery?",
    terms_beside_button: "Do the terms of the trial stand close to the button that starts it?",
    item_can_be_ordered: "Can the article be ordered on the page that the asset leads to?",
    superlative_proven: "Does the evidence prove the superlative for this market and time?",
    same_need: "Do the products compared serve the same need?",
    comparison_fair: "Are the features compared relevant, typical and checkable?",
    cheapest_proven: "Does the price survey cover what the claim says?",
    true_of_whole: "Is the claim true of the whole product or company, not of a part alone?",
    durability_supported: "Do the product's facts support what is said of durability and repair?",
    names_no_disease: "Does the copy name no disease that the product would treat or prevent?",
    health_wording_equal: "Do the words mean the same as the authorised health claim?",
    names_no_doctor: "Does the copy refer to no doctor and no rate of weight loss?",
    urges_no_children: "Does the copy urge no children to buy or to make their parents buy?",
    right_not_sold: "Is the customer's legal right named as such, and not as an advantage?",
    endorses_nothing: "Does the wording claim no mark, approval, award or test of the product?",
    suggests_no_harm: "Does the copy nowhere suggest that health suffers without the product?",
    qualifier_agrees: "Does the qualifier agree with the headline that it qualifies?",
    qualifier_beside_claim: "Does the qualifier stand where the claim is read?",
  },
};
