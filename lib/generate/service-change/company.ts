import type { JsonObject } from "../../core/expression/value.ts";

/** A service of the generated company, and who answers for it. */
export interface Service {
  readonly id: string;
  readonly owner: string;
  readonly journey: string;
  readonly toleratedMinutes: number;
}

export const services: readonly Service[] = [
  { id: "self-service", owner: "kati", journey: "website", toleratedMinutes: 60 },
  { id: "web-shop", owner: "petra", journey: "shopping", toleratedMinutes: 15 },
  { id: "billing", owner: "andrei", journey: "billing", toleratedMinutes: 240 },
  { id: "parcels", owner: "ingrid", journey: "delivery", toleratedMinutes: 120 },
  { id: "help-desk", owner: "tiina", journey: "troubleshooting", toleratedMinutes: 30 },
];

/** A service on which something is wrong: nothing else is changed there. */
export const brokenService = "old-archive";

/** Who may declare an emergency. */
export const declarer = "duty.manager";

/** From then on nothing is changed, until the season is over. */
export const freeze = { from: "2026-12-20T00:00:00+02:00", to: "2027-01-05T23:59:59+02:00" };

/** A change that was made before all others. */
export const madeBefore = "CH-90";

const serviceRows = [
  ...services.map(({ id, owner, journey, toleratedMinutes }) => ({
    service_id: id,
    owner,
    journeys: [journey],
    tolerated_outage_minutes: toleratedMinutes,
  })),
  { service_id: brokenService, owner: "kati", journeys: [], tolerated_outage_minutes: 480 },
];

/** What is known beside the changes, as reference tables hold it. */
export const companyRows: Readonly<Record<string, readonly JsonObject[]>> = {
  services: serviceRows,
  features: [
    { feature_id: "address", service_id: "self-service", service_friendly: true },
    { feature_id: "fax-form", service_id: "help-desk", service_friendly: false },
  ],
  reporting_lines: [
    { person: "it.lead", manager: "cio" },
    { person: "it.colleague", manager: "cio" },
    { person: "finance.lead", manager: "cfo" },
    { person: "supply.lead", manager: "coo" },
    { person: "mari", manager: "ceo" },
    // Reports to two: the second makes her independent of the first's people.
    { person: "ola", manager: "coo" },
    { person: "ola", manager: "ceo" },
  ],
  freezes: [{ service_id: "*", ...freeze, reason: "peak season" }],
  planned_changes: [
    {
      service_id: brokenService,
      change_id: "CH-88",
      planned_start: "2026-12-10T22:00:00+02:00",
      planned_end: "2026-12-10T23:00:00+02:00",
    },
  ],
  change_states: [{ change_id: madeBefore, status: "completed" }],
  change_reviews: [
    {
      service_id: "self-service",
      change_id: madeBefore,
      requester: "it.lead",
      completed_on: "2026-10-05",
      reviewed_on: "2026-10-26",
      open_actions: 0,
      contacts_forecast: 40,
      contacts_actual: 35,
    },
  ],
  open_findings: [
    { service_id: "billing", finding: "BIL-09 on 26-104233", severity: "hold" },
    { service_id: brokenService, finding: "BIL-05 on 26-099001", severity: "block" },
  ],
  authorities: [{ person: declarer, may_declare_emergency: true }],
};
