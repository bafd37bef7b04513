import {
  type CampaignDefect,
  claimsNamed,
  expecting,
  firstOffer,
  has,
  part,
  proofNamed,
  sells,
  show,
} from "./planting.ts";

/** What lacks in the campaign's frame, its proofs, and what service must know. */
export const serviceDefects: readonly CampaignDefect[] = [
  {
    name: "nobody is responsible",
    expected: expecting("CLM-01"),
    plant: (campaign) => {
      campaign["owner"] = "";
    },
  },
  {
    name: "a health claim that the register does not have",
    expected: expecting("CLM-37"),
    fits: has("vitamin"),
    plant: (campaign) => {
      for (const claim of claimsNamed(campaign, "vitamin"))
        part(claim, "health")["register_claim_id"] = "ID-999";
    },
  },
  {
    name: "a guarantee that does not say where it holds",
    expected: expecting("CLM-43"),
    fits: has("guarantee"),
    plant: (campaign) => {
      for (const claim of claimsNamed(campaign, "guarantee"))
        delete part(claim, "guarantee")["territorial_scope"];
    },
  },
  {
    name: "seven years without the label",
    expected: expecting("CLM-44"),
    fits: has("guarantee"),
    plant: (campaign) => {
      for (const claim of claimsNamed(campaign, "guarantee"))
        part(claim, "guarantee")["harmonised_label"] = false;
    },
  },
  {
    name: "credit without its annual rate",
    expected: expecting("CLM-45"),
    fits: has("credit"),
    plant: (campaign) => {
      delete part(firstOffer(campaign), "credit")["apr"];
    },
  },
  {
    name: "the award of another year",
    expected: expecting("CLM-46"),
    fits: has("award"),
    plant: (campaign) => {
      proofNamed(campaign, "award")["edition"] = "2024";
    },
  },
  {
    name: "bad reviews left out",
    expected: expecting("CLM-47"),
    fits: has("reviews"),
    plant: (campaign) => {
      part(campaign, "reviews")["suppressed_share_pct"] = "3";
    },
  },
  {
    name: "a body made slimmer, unmarked",
    expected: expecting("CLM-50"),
    fits: ({ markets }) => markets.some(({ country }) => country === "NO"),
    plant: (campaign) => {
      const retouched = { body_retouched: true, retouch_label: false };
      show(campaign, { depicts_real_people: true, ...retouched });
    },
  },
  {
    name: "a place that a machine made up",
    expected: expecting("CLM-51"),
    plant: (campaign) => {
      show(campaign, { ai_generated: true, appears_authentic: true, ai_label: false });
    },
  },
  {
    name: "letters that cannot be refused",
    expected: expecting("CLM-52"),
    fits: has("mailing"),
    plant: (campaign) => {
      part(campaign, "direct_marketing")["opt_out_present"] = false;
    },
  },
  {
    name: "a listing without a picture",
    expected: expecting("CLM-53"),
    // Food has laws of its own.
    fits: (draft) => has("listing")(draft) && draft.article.category !== "food",
    plant: (campaign) => {
      firstOffer(campaign)["image_present"] = false;
    },
  },
  {
    name: "a contact centre without a script",
    expected: expecting("CLM-54"),
    plant: (campaign) => {
      delete part(campaign, "service_readiness")["script_url"];
    },
  },
  {
    name: "delivery tomorrow, as it never was",
    expected: expecting("CLM-55"),
    fits: sells,
    plant: (campaign) => {
      firstOffer(campaign)["delivery_promise"] = { working_days: 1 };
    },
  },
  {
    name: "as many contacts as can be taken",
    expected: expecting("CLM-56"),
    plant: (campaign) => {
      const readiness = part(campaign, "service_readiness");
      readiness["expected_contacts"] = readiness["contact_capacity"];
    },
  },
];
