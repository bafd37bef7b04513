import * as z from "zod";
import * as s from "../scalars.ts";

const count = (description: string) => z.int().nullish().meta({ description });
const flag = (description: string) => s.flag(description).nullish();
const day = (description: string) => s.date.nullish().meta({ description });
const instant = (description: string) => s.instant.nullish().meta({ description });
const money = (description: string) => s.money.nullish().meta({ description });
const languages = (description: string) => z.array(s.lang).nullish().meta({ description });
const texts = (lengthMax: number, element: string, description: string) =>
  z.array(s.text(lengthMax, element)).nullish().meta({ description });

export const journeys = [
  "shopping",
  "billing",
  "website",
  "troubleshooting",
  "delivery",
  "returns",
] as const;

export const testKinds = [
  "unit",
  "regression",
  "parallel_run",
  "uat",
  "accessibility",
  "load",
  "localisation",
] as const;

const feature = z.object({
  feature_id: s.id.meta({ description: "The feature" }),
  action: z
    .enum(["add", "modify", "degrade", "remove"])
    .meta({ description: "What becomes of it" }),
  service_friendly: flag("Whether it makes service better; by the catalogue when absent"),
  tags: texts(32, "A tag", "cancel, withdraw, complain, return, contact: ways out and to us"),
  texts_only: flag("Whether nothing but wording is changed"),
  monthly_users: count("Customers who use it in a month"),
  monthly_uses: count("Uses in a month"),
  steps_before: count("Steps that a customer takes now"),
  steps_after: count("Steps that she takes then"),
  replaced_by: s.text(200, "What takes its place").nullish(),
  contact_deflection_per_month: count("Contacts that it avoids in a month today"),
});

const assessment = z.object({
  completed: flag("Whether it is complete"),
  author: s.personalText(200, "Who wrote it").nullish(),
  completed_at: day("When it was completed"),
  scope_hash: s.text(128, "Digest of the change as it was assessed").nullish(),
  customers_affected: count("Customers affected"),
  contacts_delta_per_month: count("More contacts in a month, fewer below zero"),
  contact_cost_delta_per_month: money("What those contacts cost in a month"),
  cost_per_contact: money("What one contact was taken to cost"),
  cost_delta_per_month: money("Other cost in a month, contacts apart"),
  currency: s.currency.nullish().meta({ description: "Currency of the amounts" }),
  languages_affected: languages("Languages affected"),
  vulnerable_groups: s.text(1000, "What it means for people who need more help").nullish(),
  accessibility: s.text(1000, "What it means for accessibility").nullish(),
  mitigations: texts(500, "A measure", "What is done about it"),
});

const rollback = z.object({
  steps: s.text(5000, "What is done").nullish(),
  tested_on: day("When that was tried"),
  max_minutes: count("Minutes that it takes at most"),
  tolerated_minutes: count("Minutes of outage that customers tolerate"),
  decision_owner: s.personalText(200, "Who decides on it").nullish(),
  triggers: texts(500, "A trigger", "What sets it off"),
  irreversible: flag("Whether there is no way back"),
  forward_fix: s.text(5000, "Where there is none: how what fails is repaired instead").nullish(),
  second_approver: s.personalText(200, "Who else agreed that there need be none").nullish(),
});

const test = z.object({
  kind: z.enum(testKinds).meta({ description: "What sort of test" }),
  result: s.text(32, "passed, failed, partly").nullish(),
  run_on: day("When it was run"),
  evidence_url: s.url.nullish().meta({ description: "Where its record lies" }),
  difference_rate: s.percentage
    .nullish()
    .meta({ description: "Of a parallel run: share of results that differ, percent" }),
  differences_explained: flag("Of a parallel run: whether each difference was explained"),
});

const monitoring = z.object({
  metrics: z
    .array(
      z.object({
        name: s.text(200, "What is watched"),
        kind: s.text(32, "contacts, errors, conversion, billing …").nullish(),
        threshold: s.text(64, "The limit").nullish(),
        window_minutes: count("Over how many minutes"),
      }),
    )
    .nullish()
    .meta({ description: "What is watched" }),
  owner: s.personalText(200, "Who watches").nullish(),
  hypercare_days: count("Days on which it is watched closely"),
});

const communication = z.object({
  customers_notified_on: day("When customers were told"),
  channels: texts(32, "A channel", "How they were told"),
  languages: languages("In which languages"),
  contact_centre_briefed_on: day("When the contact centre was told"),
  knowledge_articles: z
    .array(
      z.object({
        article_id: s.id.meta({ description: "The article" }),
        language: s.lang.nullish().meta({ description: "Its language" }),
      }),
    )
    .nullish()
    .meta({ description: "What agents read about it" }),
});

const signoff = z.object({
  role: s.text(64, "In which role").nullish(),
  person: s.personalText(200, "Who signed"),
  decision: s.text(32, "approved, rejected").nullish(),
  at: instant("When"),
  scope_hash: s.text(128, "Digest of the change as it was signed").nullish(),
});

/** A change of what customers are served with, before it is made. */
export const serviceChange = z.object({
  change_id: s.id.meta({ description: "The change" }),
  title: s.text(300, "Its title").nullish(),
  description: s.text(10_000, "What is changed").nullish(),
  type: z
    .enum([
      "project",
      "change",
      "deployment",
      "price_change",
      "budget_cut",
      "supplier_change",
      "emergency",
    ])
    .nullish()
    .meta({ description: "What sort of change" }),
  requester: z
    .object({
      person: s.personalText(200, "Who asks for it").nullish(),
      department: s.text(64, "Her department").nullish(),
    })
    .nullish()
    .meta({ description: "Who asks for it" }),
  markets: z.array(s.country).nullish().meta({ description: "Where customers are affected" }),
  affected_services: z
    .array(s.id.meta({ description: "A service" }))
    .nullish()
    .meta({ description: "Services of the catalogue that it touches" }),
  journeys: z.array(z.enum(journeys)).nullish().meta({ description: "What customers do there" }),
  features: z.array(feature).nullish().meta({ description: "Features that it touches" }),
  signup_steps: count("Steps to become a customer, for comparison with leaving"),
  interfaces: z
    .array(
      z.object({
        name: s.text(200, "The interface"),
        consumer_ecommerce: flag("Whether consumers buy or manage a contract there"),
      }),
    )
    .nullish()
    .meta({ description: "Interfaces that it changes" }),
  microenterprise: flag("Whether the provider is a microenterprise"),
  changed_texts: z
    .array(
      z.object({
        text_id: s.id.meta({ description: "The text" }),
        languages: z.array(s.lang).meta({ description: "Languages in which it was changed" }),
        same_everywhere: flag("Whether it is the same in every language: a name, a number"),
        translations: z
          .array(
            z.object({
              language: s.lang.meta({ description: "The language" }),
              text: s.text(5000, "The text as customers will read it"),
            }),
          )
          .nullish()
          .meta({ description: "How it reads in each language" }),
      }),
    )
    .nullish()
    .meta({ description: "Texts for customers that it changes" }),
  planned_start: instant("When it begins"),
  planned_end: instant("When it is done"),
  depends_on: z
    .array(s.id.meta({ description: "Another change" }))
    .nullish()
    .meta({ description: "Changes that must come before it" }),
  joint_plan: s.id.nullish().meta({ description: "Plan that it shares with changes beside it" }),
  impact_assessment: assessment.nullish().meta({ description: "What it means for service" }),
  budget: z
    .object({
      annual_saving: money("What it saves a year"),
      one_off_cost: money("What it costs once"),
      currency: s.currency.nullish().meta({ description: "Currency of the amounts" }),
    })
    .nullish()
    .meta({ description: "Money" }),
  risk: z
    .object({
      likelihood: count("1 to 5"),
      impact: count("1 to 5"),
    })
    .nullish()
    .meta({ description: "Risk: likelihood times impact" }),
  rollback: rollback.nullish().meta({ description: "The way back" }),
  tests: z.array(test).nullish().meta({ description: "What was tested" }),
  monitoring: monitoring.nullish().meta({ description: "How it is watched" }),
  communication: communication.nullish().meta({ description: "Who was told" }),
  contract_notice_days: count("Days of notice that the contracts promise, where it is more"),
  contract_effect: z
    .enum(["none", "beneficial", "neutral", "adverse"])
    .nullish()
    .meta({ description: "What it does to consumers' contracts" }),
  signoffs: z.array(signoff).nullish().meta({ description: "Who has agreed" }),
  freeze_exception: z
    .object({
      approved_by: s.personalText(200, "Who allows it").nullish(),
      reason: s.text(500, "Why").nullish(),
    })
    .nullish()
    .meta({ description: "Leave to change things in a freeze" }),
  emergency: z
    .object({
      declared_by: s.personalText(200, "Who declared it").nullish(),
      incident_id: s.id.nullish().meta({ description: "The incident" }),
      retro_review_due: day("When it is looked at afterwards"),
    })
    .nullish()
    .meta({ description: "Of an emergency" }),
  ext: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "The sender's own; no rule looks into it" }),
});
