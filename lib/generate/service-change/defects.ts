import type { Json } from "../../core/expression/value.ts";
import type { Expected, Fields } from "../generated.ts";
import { type Draft, describe } from "./change.ts";
import { brokenService, declarer } from "./company.ts";

/** One way in which changes are badly prepared, with every violation that must follow from it. */
export interface ChangeDefect {
  readonly name: string;
  readonly expected: readonly Expected[];
  readonly fits?: (draft: Draft) => boolean;
  readonly plant: (change: Fields) => void;
}

const group = (change: Fields, name: string): Fields => change[name] as Fields;
const first = (change: Fields, name: string): Fields => (change[name] as Json[])[0] as Fields;
const one = (rule: string, check?: string): readonly Expected[] => [
  { rule, ...(check && { check }) },
];
const isSeen = ({ sort }: Draft): boolean => sort.isSeen;
const isOnWebsite = ({ service }: Draft): boolean => service.journey === "website";
const isWording = ({ sort }: Draft): boolean => sort.feature["texts_only"] === true;

export const changeDefects: readonly ChangeDefect[] = [
  {
    name: "no measures against what it does",
    expected: one("CHG-01", "mitigations"),
    plant: (change) => {
      delete group(change, "impact_assessment")["mitigations"];
    },
  },
  {
    name: "another change than was assessed",
    expected: one("CHG-02", "scope"),
    plant: (change) => {
      change["description"] = `${change["description"]} So do their devices.`;
    },
  },
  {
    name: "an assessment of last summer",
    expected: one("CHG-02", "age"),
    plant: (change) => {
      group(change, "impact_assessment")["completed_at"] = "2026-07-01";
    },
  },
  {
    name: "a good feature made worse, and the service manager not asked",
    expected: one("CHG-03"),
    plant: (change) => {
      const feature = first(change, "features");
      Object.assign(feature, { action: "degrade", service_friendly: true });
      feature["contact_deflection_per_month"] = 2;
      describe(change);
      change["signoffs"] = (change["signoffs"] as Json[]).slice(1);
    },
  },
  {
    name: "signed by who asked for it",
    expected: one("CHG-04", "requester"),
    plant: (change) => {
      const signoffs = change["signoffs"] as Fields[];
      (signoffs[1] as Fields)["person"] = group(change, "requester")["person"];
    },
  },
  {
    name: "signed by a colleague of who asked for it",
    expected: one("CHG-60"),
    fits: ({ sort }) => sort.requester.person === "it.lead",
    plant: (change) => {
      const signoffs = change["signoffs"] as Fields[];
      (signoffs[1] as Fields)["person"] = "it.colleague";
    },
  },
  {
    name: "two roles in one hand",
    expected: one("CHG-04", "roles"),
    plant: (change) => {
      const signoffs = change["signoffs"] as Fields[];
      (signoffs[1] as Fields)["person"] = "mari";
    },
  },
  {
    name: "a service on which something is wrong",
    expected: one("CHG-05"),
    plant: (change) => {
      change["affected_services"] = [brokenService];
      describe(change);
    },
  },
  {
    name: "nothing that sets the rollback off",
    expected: one("CHG-06", "triggers"),
    plant: (change) => {
      group(change, "rollback")["triggers"] = [];
    },
  },
  {
    name: "a rollback that takes all night",
    expected: one("CHG-06", "duration"),
    plant: (change) => {
      group(change, "rollback")["max_minutes"] = 481;
    },
  },
  {
    name: "a saving that costs more than it saves",
    expected: one("CHG-07", "saving"),
    plant: (change) => {
      group(change, "impact_assessment")["contacts_delta_per_month"] = 300;
      group(change, "budget")["annual_saving"] = "17999.99";
    },
  },
  {
    name: "customers told on the day after",
    expected: one("CHG-08", "told"),
    plant: (change) => {
      change["contract_effect"] = "neutral";
      group(change, "communication")["customers_notified_on"] = "2026-12-31";
    },
  },
  {
    name: "a contact centre that hears of it that evening",
    expected: one("CHG-09", "early"),
    fits: isSeen,
    plant: (change) => {
      group(change, "communication")["contact_centre_briefed_on"] = String(
        change["planned_start"],
      ).slice(0, 10);
    },
  },
  {
    name: "no article in Romanian",
    expected: one("CHG-09", "articles"),
    fits: isSeen,
    plant: (change) => {
      const communication = group(change, "communication");
      communication["knowledge_articles"] = (
        communication["knowledge_articles"] as Fields[]
      ).filter(({ language }) => language !== "ro") as Json;
    },
  },
  {
    name: "planned for the night before Christmas",
    expected: one("CHG-10"),
    plant: (change) => {
      change["planned_start"] = "2026-12-22T22:00:00+02:00";
      change["planned_end"] = "2026-12-22T23:00:00+02:00";
      group(change, "impact_assessment")["completed_at"] = "2026-11-20";
      group(change, "rollback")["tested_on"] = "2026-12-01";
      if (change["emergency"]) group(change, "emergency")["retro_review_due"] = "2026-12-28";
    },
  },
  {
    name: "a regression test that failed last",
    expected: one("CHG-11", "passed"),
    fits: (draft) => !isWording(draft),
    plant: (change) => {
      const run_on = String(change["planned_start"]).slice(0, 10);
      (change["tests"] as Json[]).push({ kind: "regression", result: "failed", run_on });
    },
  },
  {
    name: "a parallel run with too many differences",
    expected: one("CHG-11", "differences"),
    fits: ({ service }) => service.journey === "billing",
    plant: (change) => {
      const run = (change["tests"] as Fields[]).at(-1) as Fields;
      run["difference_rate"] = "0.11";
    },
  },
  {
    name: "nobody who watches",
    expected: one("CHG-12", "owner"),
    plant: (change) => {
      group(change, "monitoring")["owner"] = "";
    },
  },
  {
    name: "a text that nobody has translated into Romanian",
    expected: one("CHG-13", "there"),
    fits: isSeen,
    plant: (change) => {
      first(change, "changed_texts")["languages"] = ["et", "nb", "en"];
    },
  },
  {
    name: "a placeholder that customers would read",
    expected: one("CHG-13", "finished"),
    fits: isSeen,
    plant: (change) => {
      const [text] = first(change, "changed_texts")["translations"] as Fields[];
      (text as Fields)["text"] = "TODO: title";
    },
  },
  {
    name: "an interface that nobody has tried with a screen reader",
    expected: one("CHG-14"),
    fits: (draft) => isSeen(draft) && !isOnWebsite(draft) && !isWording(draft),
    plant: (change) => {
      // Elsewhere than on the website the test is wanted by this rule alone.
      change["markets"] = ["EE"];
      describe(change);
      change["tests"] = (change["tests"] as Fields[]).filter(
        ({ kind }) => kind !== "accessibility",
      ) as Json;
    },
  },
  {
    name: "cancelling in more steps than signing up",
    expected: one("CHG-15", "steps"),
    fits: (draft) => !isWording(draft) && draft.sort.feature["action"] === "modify",
    plant: (change) => {
      Object.assign(first(change, "features"), { tags: ["cancel"], steps_after: 6 });
    },
  },
  {
    name: "an emergency of no incident",
    expected: one("CHG-18", "incident"),
    fits: ({ sort }) => sort.type === "change",
    plant: (change) => {
      change["type"] = "emergency";
      const start = String(change["planned_start"]).slice(0, 10);
      change["emergency"] = { declared_by: declarer, retro_review_due: start };
    },
  },
  {
    name: "a sort of change that does not exist",
    expected: one("schema"),
    fits: ({ sort }) => sort.type === "change",
    plant: (change) => {
      change["type"] = "tweak";
    },
  },
  {
    name: "a title that is a number",
    expected: one("schema"),
    plant: (change) => {
      change["title"] = 12;
    },
  },
];
