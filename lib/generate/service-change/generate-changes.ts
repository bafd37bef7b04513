import type { Fields, GenerateRequest, Generation } from "../generated.ts";
import { type Misfit, misfitRecords } from "../misfits.ts";
import type { Random } from "../random.ts";

const misfits: readonly Misfit[] = [
  {
    name: "a sort of change that does not exist",
    plant: (change) => {
      change["type"] = "tweak";
    },
  },
  {
    name: "a risk in words",
    plant: (change) => {
      change["risk"] = { likelihood: "low", impact: 3 };
    },
  },
  {
    name: "a start without an offset",
    plant: (change) => {
      change["planned_start"] = "2026-12-07T22:00:00";
    },
  },
];

/** Changes that the departments of a company plan: see `generate`. */
export function generateChanges(request: GenerateRequest): Generation {
  return {
    recordsName: "changes",
    records: () => misfitRecords({ request, record: changeOf, key: "change_id", misfits }),
    finish: () => ({ defects: [], rows: {} }),
  };
}

const scope = "b".repeat(64);

function changeOf(index: number, random: Random): Fields {
  const users = Math.round(random.logNormal(900, 0.8));
  const day = String(random.between(1, 28)).padStart(2, "0");
  return {
    change_id: `CH-${101 + index}`,
    title: "New page for changing an address",
    description: "Customers change their address on one page instead of three.",
    type: random.pick(["project", "change", "deployment"]),
    requester: { person: "it.lead", department: "it" },
    markets: ["EE", "RO", "NO"],
    affected_services: ["self-service"],
    journeys: ["website"],
    features: [
      {
        feature_id: "address",
        action: "modify",
        service_friendly: true,
        monthly_users: users,
        monthly_uses: users + random.between(0, 400),
        contact_deflection_per_month: Math.floor(users / 5),
      },
    ],
    planned_start: `2026-12-${day}T22:00:00+02:00`,
    planned_end: `2026-12-${day}T23:00:00+02:00`,
    impact_assessment: {
      completed: true,
      author: "it.lead",
      completed_at: "2026-11-10",
      scope_hash: scope,
      customers_affected: users,
      contacts_delta_per_month: -random.between(0, 50),
      currency: "EUR",
      languages_affected: ["et", "ro", "nb", "en"],
      accessibility: "Checked with keyboard and screen reader.",
    },
    budget: { annual_saving: "9000.00", one_off_cost: "1200.00", currency: "EUR" },
    risk: { likelihood: random.between(1, 3), impact: random.between(1, 3) },
    rollback: {
      steps: "The former pages are switched on again.",
      tested_on: "2026-11-12",
      max_minutes: 15,
      tolerated_minutes: 60,
      decision_owner: "service.manager",
      irreversible: false,
    },
    tests: [
      { kind: "regression", result: "passed", run_on: "2026-11-14" },
      { kind: "accessibility", result: "passed", run_on: "2026-11-14" },
    ],
    contract_effect: "beneficial",
    signoffs: [
      { role: "service_manager", person: "mari", decision: "approved", scope_hash: scope },
    ],
  };
}
