import * as z from "zod";
import * as s from "../scalars.ts";

const texts = (lengthMax: number, element: string, description: string) =>
  z.array(s.text(lengthMax, element)).nullish().meta({ description });
const ids = (element: string, description: string) =>
  z
    .array(s.id.meta({ description: element }))
    .nullish()
    .meta({ description });
const day = (description: string) => s.date.nullish().meta({ description });

export const claimTypes = [
  "superiority",
  "comparison",
  "price_comparison",
  "price_reduction",
  "free",
  "free_trial",
  "limited_time",
  "scarcity",
  "environmental",
  "health",
  "safety",
  "guarantee",
  "legal_rights",
  "endorsement",
  "reviews",
  "durability",
  "delivery",
  "closing_down",
  "credit",
  "performance",
  "origin",
  "children",
  "other",
] as const;

const measure = z.object({
  metric: s.text(200, "What was measured").nullish(),
  value: s.quantity.nullish().meta({ description: "What came out" }),
  unit: s.text(32, "Its unit").nullish(),
  baseline: s.text(200, "Against what").nullish(),
  method: s.text(500, "How").nullish(),
});

const comparator = z.object({
  who: s.text(200, "The competitor").nullish(),
  product: s.text(200, "What it is compared with").nullish(),
  basis: s.text(500, "On what basis").nullish(),
  measured_on: day("When"),
  source_url: s.url.nullish().meta({ description: "Where a reader can check it" }),
  identifiable: s.flag("Whether a reader can tell who is meant").nullish(),
});

const survey = z.object({
  refreshed_every_days: z.int().nullish().meta({ description: "How often prices are looked up" }),
  excluded_share_pct: s.percentage
    .nullish()
    .meta({ description: "Share of the range that is not covered, percent" }),
});

const health = z.object({
  register_claim_id: s.text(64, "Its number in the register of health claims").nullish(),
  substance: s.text(200, "The substance").nullish(),
  wording: s.text(1000, "The words used").nullish(),
});

const environment = z.object({
  generic: s.flag("Whether it names no aspect").nullish(),
  aspect: s.text(200, "What exactly is better").nullish(),
  specification_on_same_medium: s.flag("Whether that stands on the same medium").nullish(),
  label_id: s.id.nullish().meta({ description: "Sustainability label used" }),
  excellence_basis: z
    .enum(["eu_ecolabel", "iso14024_official", "top_performance_law", "none"])
    .nullish()
    .meta({ description: "Recognised excellent performance" }),
  offset_based: s.flag("Whether it rests on offsets").nullish(),
  legal_requirement: s.flag("Whether the law demands it anyway").nullish(),
  future: z
    .object({
      year: z.int().nullish().meta({ description: "The year promised" }),
      plan_url: s.url.nullish().meta({ description: "Where the plan is published" }),
      measurable_targets: s.flag("Whether it has targets that can be measured").nullish(),
      verifier: s.text(200, "The independent expert").nullish(),
      last_verified_on: day("When it was last verified"),
    })
    .nullish()
    .meta({ description: "A promise for the future" }),
});

const guarantee = z.object({
  guarantor: s.text(200, "Who gives it").nullish(),
  duration_months: z.int().nullish().meta({ description: "How long" }),
  scope: s.text(500, "What it covers").nullish(),
  how_to_claim: s.text(500, "How it is claimed").nullish(),
  territorial_scope: s.text(200, "Where it holds").nullish(),
  free_of_charge: s.flag("Whether it costs nothing").nullish(),
  whole_product: s.flag("Whether it covers the whole product").nullish(),
  legal_rights_statement: s.flag("Whether it says that legal rights remain").nullish(),
  harmonised_label: s.flag("Whether the harmonised label is shown").nullish(),
  by_producer: s.flag("Whether the producer gives it").nullish(),
});

/** A claim that the campaign makes, declared so that it can be judged. */
export const claim = z.object({
  claim_id: s.id.meta({ description: "The claim" }),
  asset_ids: ids("An asset", "Assets that make it"),
  offer_id: s.id.nullish().meta({ description: "The offer it is about" }),
  type: z.enum(claimTypes).meta({ description: "What sort of claim" }),
  text: s.text(2000, "Its words").nullish(),
  language: s.lang.nullish().meta({ description: "Their language" }),
  scope: z
    .enum(["product", "product_part", "range", "company", "service"])
    .nullish()
    .meta({ description: "What it is about" }),
  skus: texts(64, "An article", "Articles it covers"),
  markets: z.array(s.country).nullish().meta({ description: "Markets; the campaign's if absent" }),
  objective: s.flag("Whether it can be proven; by its type when absent").nullish(),
  qualifier_text: s.text(2000, "What qualifies it").nullish(),
  measure: measure.nullish().meta({ description: "What was measured" }),
  comparator: comparator.nullish().meta({ description: "What it is compared with" }),
  survey: survey.nullish().meta({ description: "How prices are compared" }),
  valid_from: day("True from"),
  valid_to: day("True until"),
  evidence_ids: ids("A piece of evidence", "What proves it"),
  health: health.nullish().meta({ description: "Of a health claim" }),
  environment: environment.nullish().meta({ description: "Of an environmental claim" }),
  guarantee: guarantee.nullish().meta({ description: "Of a guarantee" }),
});

export const evidence = z.object({
  evidence_id: s.id.meta({ description: "The piece of evidence" }),
  kind: z
    .enum([
      "test_report",
      "study",
      "certificate",
      "licence",
      "award",
      "survey",
      "price_history",
      "stock_report",
      "contract",
      "legal_opinion",
      "authorisation",
      "board_decision",
    ])
    .meta({ description: "What it is" }),
  issuer: s.text(200, "Who issued it").nullish(),
  edition: s.text(64, "Which edition of an award or test").nullish(),
  independent: s.flag("Whether the issuer is independent").nullish(),
  issued_on: day("When it was issued"),
  valid_until: day("How long it holds"),
  covers_skus: texts(64, "An article", "Articles it covers"),
  covers_markets: z.array(s.country).nullish().meta({ description: "Markets it covers" }),
  document_url: s.url.nullish().meta({ description: "Where it lies" }),
  sha256: s.text(64, "SHA-256 of the document").nullish(),
  reviewed_by: s.personalText(200, "Who reviewed it").nullish(),
  reviewed_on: day("When it was reviewed"),
});
