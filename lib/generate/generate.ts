import { GateError } from "../app/errors.ts";
import { generateBillingRun } from "./billing-run/generate-billing-run.ts";
import { generateReminders } from "./billing-run/generate-reminders.ts";
import { generateCampaigns } from "./campaign/generate-campaigns.ts";
import type { GenerateRequest, Generation } from "./generated.ts";
import { generateInventory } from "./inventory/generate-inventory.ts";
import { generateOrders } from "./order/generate-orders.ts";
import { generateChanges } from "./service-change/generate-changes.ts";

type Generator = (request: GenerateRequest) => Generation;

const generators: Readonly<Record<string, Generator>> = {
  "billing-run": generateBillingRun,
  reminders: generateReminders,
  campaign: generateCampaigns,
  order: generateOrders,
  inventory: generateInventory,
  "service-change": generateChanges,
};

/** The kinds of which submissions can be made. */
export const generatedKinds: readonly string[] = Object.keys(generators);

/**
 * A realistic submission of a kind, with the truth about each defect that is planted in it.
 *
 * @throws {GateError} `invalid` for a kind that nobody generates.
 */
export function generate(kind: string, request: GenerateRequest): Generation {
  const generator = Object.hasOwn(generators, kind) ? generators[kind] : undefined;
  if (generator) return generator(request);
  throw new GateError(
    "invalid",
    `'${kind}' cannot be generated: name one of ${generatedKinds.join(", ")}`,
  );
}
