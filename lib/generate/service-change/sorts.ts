import type { Fields } from "../generated.ts";

/** What sort of change something is, and what follows from that. */
export interface Sort {
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
  /** How often, beside the others. */
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

/** Each as many times as its weight. */
export const drawnSorts: readonly Sort[] = sorts.flatMap((sort) =>
  Array.from({ length: sort.weight }, () => sort),
);
