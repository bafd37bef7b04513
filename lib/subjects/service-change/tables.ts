import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { contactCosts } from "../tables/promises.ts";
import { calendars, currencies } from "../tables/public.ts";
import { journeys, testKinds } from "./schema.ts";

const service = z.object({
  service_id: s.id.meta({ description: "The service" }),
  name: s.text(200, "Its name").nullish(),
  owner: s.personalText(200, "Who owns it").nullish(),
  department: s.text(64, "The owner's department").nullish(),
  journeys: z.array(z.enum(journeys)).nullish().meta({ description: "What customers do there" }),
  tolerated_outage_minutes: z
    .int()
    .nullish()
    .meta({ description: "Minutes of outage that customers tolerate" }),
});

const catalogueFeature = z.object({
  feature_id: s.id.meta({ description: "The feature" }),
  service_id: s.id.nullish().meta({ description: "Its service" }),
  service_friendly: s.flag("Whether it makes service better"),
  contact_deflection_per_month: z
    .int()
    .nullish()
    .meta({ description: "Contacts that it avoids in a month" }),
});

const reportingLine = z.object({
  person: s.personalText(200, "Who"),
  manager: s.personalText(200, "Reports to whom; who reports to nobody stands as her own manager"),
});

const freeze = z.object({
  service_id: s.text(64, "The service; `*` for all"),
  from: s.instant.meta({ description: "From when on nothing is changed" }),
  to: s.instant.meta({ description: "Until when" }),
  reason: s.text(200, "Why: billing run, campaign, peak season"),
});

const plannedChange = z.object({
  service_id: s.id.meta({ description: "The service" }),
  change_id: s.id.meta({ description: "Another change of it" }),
  planned_start: s.instant.meta({ description: "When it begins" }),
  planned_end: s.instant.nullish().meta({ description: "When it is done" }),
  joint_plan: s.id.nullish().meta({ description: "Plan that it shares with changes beside it" }),
});

const changeReview = z.object({
  service_id: s.id.meta({ description: "The service" }),
  change_id: s.id.meta({ description: "A change that was made" }),
  requester: s.personalText(200, "Who asked for it").nullish(),
  completed_on: s.date.nullish().meta({ description: "When it was made" }),
  reviewed_on: s.date.nullish().meta({ description: "When it was looked at; not yet when absent" }),
  open_actions: z.int().nullish().meta({ description: "What was agreed then and is not done" }),
  contacts_forecast: z.int().nullish().meta({ description: "Contacts forecast in a month" }),
  contacts_actual: z.int().nullish().meta({ description: "Contacts counted in a month" }),
});

const openFinding = z.object({
  service_id: s.id.meta({ description: "The service" }),
  finding: s.text(200, "What is open: rule and record, or case"),
  severity: z.enum(["hold", "block"]).meta({ description: "How grave it is" }),
  systemic: s.flag("Whether it is a case with one cause").nullish(),
  fixed_by: s.id.nullish().meta({ description: "The change that is to repair it" }),
});

const changeState = z.object({
  change_id: s.id.meta({ description: "The change" }),
  status: z
    .enum(["planned", "running", "completed", "cancelled"])
    .meta({ description: "How far it is" }),
});

const requiredTest = z.object({
  journey: z.enum(journeys).meta({ description: "What customers do there" }),
  kind: z.enum(testKinds).meta({ description: "A test that a change of it needs" }),
});

const authority = z.object({
  person: s.personalText(200, "Who"),
  may_declare_emergency: s.flag("Whether she may declare an emergency"),
});

/** What is known beside the change. A table that was never loaded switches its rules off. */
export const serviceChangeTables = {
  services: {
    shape: "Service",
    row: service,
    key: ["service_id"],
    dated: false,
    doc: "The service catalogue.",
  },
  features: {
    shape: "CatalogueFeature",
    row: catalogueFeature,
    key: ["feature_id"],
    dated: false,
    doc: "Features of services, and which of them make service better.",
  },
  reporting_lines: {
    shape: "ReportingLine",
    row: reportingLine,
    key: ["person"],
    dated: false,
    many: true,
    doc: "Who reports to whom.",
  },
  freezes: {
    shape: "Freeze",
    row: freeze,
    key: ["service_id"],
    dated: false,
    many: true,
    doc: "Times in which a service is not changed.",
  },
  planned_changes: {
    shape: "PlannedChange",
    row: plannedChange,
    key: ["service_id"],
    dated: false,
    many: true,
    doc: "Other changes of a service.",
  },
  change_states: {
    shape: "ChangeState",
    row: changeState,
    key: ["change_id"],
    dated: false,
    doc: "How far changes are.",
  },
  change_reviews: {
    shape: "ChangeReview",
    row: changeReview,
    key: ["service_id"],
    dated: false,
    many: true,
    doc: "What earlier changes of a service came to.",
  },
  open_findings: {
    shape: "OpenFinding",
    row: openFinding,
    key: ["service_id"],
    dated: false,
    many: true,
    doc: "What is held or blocked on a service and not yet decided.",
  },
  required_tests: {
    shape: "RequiredTest",
    row: requiredTest,
    key: ["journey"],
    dated: false,
    many: true,
    doc: "Tests that changes of a journey need.",
  },
  authorities: {
    shape: "Authority",
    row: authority,
    key: ["person"],
    dated: false,
    doc: "Who may declare an emergency.",
  },
  contact_costs: contactCosts,
  currencies,
  calendars,
} as const satisfies Readonly<Record<string, ReferenceTable>>;
