import { formatDate, parseDate } from "../../core/expression/time.ts";
import { digestOf } from "../../core/ruleset/revision.ts";
import { amountText } from "../amounts.ts";
import type { Fields } from "../generated.ts";
import type { Random } from "../random.ts";
import { declarer, madeBefore, type Service, services } from "./company.ts";
import { drawnSorts, type Sort } from "./sorts.ts";

/** A change before it is written. */
export interface Draft {
  readonly id: string;
  readonly sort: Sort;
  readonly service: Service;
  /** The day on which it begins, in days since 1970. */
  readonly startsOn: number;
  readonly random: Random;
}

const firstDay = parseDate("2026-12-07") as number;

export function draftOf(index: number, random: Random): Draft {
  const sort = random.pick(drawnSorts);
  return {
    id: `CH-${101 + index}`,
    sort,
    service: services.find(({ id }) => id === sort.service) as Service,
    // Up to the last night before the season.
    startsOn: firstDay + random.between(0, 11),
    random,
  };
}

const languages = ["et", "ro", "nb", "en"];

const texts: readonly Fields[] = [
  { language: "en", text: "Your new address" },
  { language: "et", text: "Sinu uus aadress" },
  { language: "ro", text: "Noua dumneavoastră adresă" },
  { language: "nb", text: "Din nye adresse" },
];

/** What so many contacts a month cost in a year, in cents. */
const yearlyCents = (contacts: number): number => 12 * contacts * 500;

const day = (of: number): string => formatDate(of);

/** The change as its department submits it: complete, tested, told in time. */
export function changeOf(draft: Draft): Fields {
  const { id, sort, service, startsOn, random } = draft;
  const users = Math.round(random.logNormal(900, 0.8));
  const avoided = sort.feature["action"] === "remove" ? 0 : Math.floor(users / 5);
  const [hour, length] = [random.between(20, 22), random.between(15, 50)];
  const change: Fields = {
    change_id: id,
    title: sort.title,
    description: sort.description,
    type: sort.type,
    requester: { ...sort.requester },
    markets: random.pick([["EE", "RO", "NO"], ["EE", "NO"], ["RO"], ["EE"]]).slice(),
    affected_services: [service.id],
    journeys: [service.journey],
    features: [
      {
        tags: [],
        ...sort.feature,
        monthly_users: users,
        monthly_uses: users + random.between(0, 400),
        contact_deflection_per_month: avoided,
        steps_before: 5,
        steps_after: random.between(2, 5),
      },
    ],
    signup_steps: 5,
    interfaces: sort.isSeen ? [{ name: sort.title, consumer_ecommerce: true }] : [],
    planned_start: `${day(startsOn)}T${hour}:00:00+02:00`,
    planned_end: `${day(startsOn)}T${hour}:${length}:00+02:00`,
    depends_on: [madeBefore],
    joint_plan: "REL-2026-12",
    impact_assessment: {
      completed: true,
      author: sort.requester.person,
      completed_at: day(startsOn - random.between(20, 55)),
      customers_affected: users,
      contacts_delta_per_month: -random.between(0, 50),
      cost_per_contact: "5.00",
      contact_cost_delta_per_month: "0.00",
      cost_delta_per_month: "0.00",
      currency: "EUR",
      languages_affected: [...languages],
      vulnerable_groups: "Nothing becomes harder for anybody.",
      accessibility: "Checked with keyboard and screen reader.",
      mitigations: ["What was there before stays for a month."],
    },
    budget: {
      // More than the contacts cost that a feature avoids which becomes less.
      annual_saving: amountText(yearlyCents(avoided) + Math.round(random.logNormal(900_000, 0.6))),
      one_off_cost: "1200.00",
      currency: "EUR",
    },
    risk: { likelihood: random.between(1, 3), impact: random.between(1, 4) },
    rollback: rollbackOf(draft),
    tests: testsOf(draft),
    monitoring: {
      metrics: [
        { name: "Contacts", kind: "contacts", threshold: "20 a day", window_minutes: 1440 },
        { name: "Failures", kind: "errors", threshold: "2 %", window_minutes: 60 },
      ],
      owner: service.owner,
      hypercare_days: random.between(3, 10),
    },
    communication: {
      customers_notified_on: day(startsOn - random.between(1, 20)),
      channels: ["web"],
      languages: [...languages],
      contact_centre_briefed_on: day(startsOn - random.between(5, 12)),
      knowledge_articles: languages.map((language) => ({ article_id: "KB-12", language })),
    },
    contract_effect: random.pick(sort.effects),
    ...(sort.isSeen && { changed_texts: textsOf() }),
    ...(sort.type === "emergency" && { emergency: emergencyOf(draft) }),
  };
  describe(change);
  return change;
}

/** The assessment and those who sign say which change they mean: by the digest of its scope. */
export function describe(change: Fields): void {
  const features = change["features"] as readonly Fields[];
  const lists = [
    change["affected_services"] as readonly string[],
    features.map(({ feature_id: id, action }) => `${id}:${action}`),
    change["markets"] as readonly string[],
  ];
  const lines = [change["description"], ...lists.map((list) => list.toSorted().join(","))];
  const scope_hash = digestOf(lines.join("\n").normalize("NFC"));
  (change["impact_assessment"] as Fields)["scope_hash"] = scope_hash;
  const signed = { decision: "approved", at: "2026-11-30T10:00:00+02:00", scope_hash };
  change["signoffs"] = [
    { role: "service_manager", person: "mari", ...signed },
    { role: "change_manager", person: "ola", ...signed },
  ];
}

function rollbackOf({ service, startsOn, random }: Draft): Fields {
  return {
    steps: "What was there before is switched on again.",
    tested_on: day(startsOn - random.between(5, 80)),
    max_minutes: random.between(5, service.toleratedMinutes),
    tolerated_minutes: service.toleratedMinutes,
    decision_owner: service.owner,
    triggers: ["More than 2 % of what customers do fails."],
    irreversible: false,
  };
}

/** Each kind once, but for regression, which may have failed at first. */
function testsOf({ startsOn, random }: Draft): readonly Fields[] {
  const passed = (kind: string, more: Fields = {}): Fields => ({
    kind,
    result: "passed",
    run_on: day(startsOn - random.between(4, 10)),
    ...more,
  });
  const first = { kind: "regression", result: "failed", run_on: day(startsOn - 15) };
  const share = random.pick(["0", "0.02", "0.1"]);
  return [
    ...(random.chance(2_500) ? [first] : []),
    ...["regression", "uat", "accessibility", "localisation"].map((kind) => passed(kind)),
    passed("parallel_run", { difference_rate: share, differences_explained: true }),
  ];
}

const textsOf = (): readonly Fields[] => [
  {
    text_id: "address.title",
    languages: [...languages],
    translations: texts.map((text) => ({ ...text })),
  },
];

const emergencyOf = ({ id, startsOn }: Draft): Fields => ({
  declared_by: declarer,
  incident_id: `INC-${id}`,
  retro_review_due: day(startsOn + 3),
});
