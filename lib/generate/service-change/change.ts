import { formatDate, parseDate } from "../../core/expression/time.ts";
import { digestOf } from "../../core/ruleset/revision.ts";
import { amountText } from "../amounts.ts";
import type { Fields } from "../generated.ts";
import type { Random } from "../random.ts";
import { declarer, madeBefore, type Service, services } from "./company.ts";

/** What sort of change it is, and what follows from that. */
interface Sort {
  readonly name: string;
  readonly type: string;
  readonly requester: { readonly person: string; readonly department: string };
  readonly service: string;
  readonly title: string;
  readonly description: string;
  readonly feature: Fields;
  /** Whether customers see it. */
  readonly isSeen: boolean;
  readonly effects: readonly string[];
  /** How often, among a hundred. */
  readonly weight: number;
}

const it = { person: "it.lead", department: "it" };
const finance = { person: "finance.lead", department: "finance" };
const supply = { person: "supply.lead", department: "supply" };

const sorts: readonly Sort[] = [
  {
    name: "page",
    type: "change",
    requester: it,
    service: "self-service",
    title: "New page for changing an address",
    description: "Customers change their address on one page instead of three.",
    feature: { feature_id: "address", action: "modify", service_friendly: true },
    isSeen: true,
    effects: ["beneficial", "none"],
    weight: 30,
  },
  {
    name: "wording",
    type: "change",
    requester: it,
    service: "self-service",
    title: "Clearer words on the page of bills",
    description: "The terms of the bill are explained where they stand.",
    feature: { feature_id: "bill-words", action: "modify", texts_only: true },
    isSeen: true,
    effects: ["none"],
    weight: 15,
  },
  {
    name: "price",
    type: "price_change",
    requester: finance,
    service: "billing",
    title: "Lower price of the small plan",
    description: "The price of the small plan falls from 9.90 to 8.90 a month.",
    feature: { feature_id: "price-page", action: "modify", service_friendly: false },
    isSeen: true,
    effects: ["beneficial", "neutral"],
    weight: 15,
  },
  {
    name: "carrier",
    type: "supplier_change",
    requester: supply,
    service: "parcels",
    title: "Second carrier for parcels to Romania",
    description: "Parcels to the west of Romania go with a second carrier.",
    feature: { feature_id: "tracking", action: "add", service_friendly: true },
    isSeen: false,
    effects: ["neutral", "beneficial"],
    weight: 15,
  },
  {
    name: "retired form",
    type: "budget_cut",
    requester: it,
    service: "help-desk",
    title: "The fax form is retired",
    description: "The form that eleven customers a year have sent by fax is retired.",
    feature: { feature_id: "fax-form", action: "remove", service_friendly: false },
    isSeen: false,
    effects: ["none"],
    weight: 10,
  },
  {
    name: "way out",
    type: "change",
    requester: it,
    service: "self-service",
    title: "Cancelling on the page of contracts",
    description: "Customers cancel where they see their contract, and not in a form of its own.",
    feature: { feature_id: "cancel", action: "modify", service_friendly: true, tags: ["cancel"] },
    isSeen: true,
    effects: ["beneficial"],
    weight: 6,
  },
  {
    name: "shorter hours",
    type: "budget_cut",
    requester: supply,
    service: "help-desk",
    title: "Call-backs until six instead of eight",
    description: "Customers are called back until six in the evening.",
    feature: { feature_id: "call-back", action: "degrade", service_friendly: true },
    isSeen: false,
    effects: ["neutral", "none"],
    weight: 8,
  },
  {
    name: "release",
    type: "deployment",
    requester: it,
    service: "web-shop",
    title: "Release of the shop's basket",
    description: "The basket keeps its articles when customers sign in.",
    feature: { feature_id: "basket", action: "modify", service_friendly: true },
    isSeen: true,
    effects: ["beneficial"],
    weight: 12,
  },
  {
    name: "repair",
    type: "emergency",
    requester: it,
    service: "web-shop",
    title: "Repair of the payment page",
    description: "The payment page takes cards again.",
    feature: { feature_id: "payment", action: "modify", service_friendly: true },
    isSeen: true,
    effects: ["none"],
    weight: 3,
  },
];

const drawnSorts = sorts.flatMap((sort) => Array.from({ length: sort.weight }, () => sort));

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
