import { boundsDefault, contextOf } from "../check.ts";
import { GateError } from "../errors.ts";
import type { ActivePlan, Objects } from "../ports.ts";
import type { ReadPart } from "../run/part.ts";
import type { Scratch } from "../run/scratch.ts";
import type { Workshop } from "../run/workshop.ts";
import { fetchedRows } from "./awaited-rows.ts";
import type { RunPlan, RunWorkPorts } from "./run-work.ts";
import { readFixedHistory } from "./staged-plan.ts";

/** What a run is judged by: as it was in force when judging began. */
export async function judgedBy(ports: RunWorkPorts, plan: RunPlan): Promise<ActivePlan> {
  const found = await ports.plans.past(plan.gate, plan.revision, plan.gateVersion);
  if (found !== undefined) return found;
  throw new GateError(
    "unavailable",
    `revision ${plan.revision.slice(0, 12)} of the gate ${plan.gate}, by which the run is judged, is ` +
      "not there: deploy it again, and take the run up",
    { reason: "rules_gone" },
  );
}

/** What reads the records of a run: most tasks read none, and need no readers. */
export type RunReading = (objects: Objects, plan: RunPlan, active: ActivePlan) => ReadPart;

/**
 * The workshop of a task of a run, whose files lie in a scratch and whose input in objects.
 *
 * @param reading for tasks that read records; without it reading one is a mistake of ours.
 */
export async function runWorkshop(
  ports: RunWorkPorts,
  plan: RunPlan,
  scratch: Scratch,
  reading: RunReading = readingNothing,
): Promise<Workshop> {
  const active = await judgedBy(ports, plan);
  const { subject } = active.plan;
  const rows = fetchedRows(ports.references, subject, new Set(plan.loaded));
  const { businessAt, unsupplied, seed, header } = plan;
  const locate = plan.locatesEInvoices ? await locator() : undefined;
  const history = await readFixedHistory(ports.objects, plan);
  const by = {
    gate: active.gate,
    rows: rows.now(),
    businessAt,
    unsupplied,
    seed,
    ...(history && { history }),
    ...(locate && { locate }),
  };
  return {
    plan: active.plan,
    context: contextOf(by, header),
    read: reading(ports.objects, plan, active),
    scratch,
    bounds: boundsDefault,
    partitions: plan.partitions,
    records: { salt: seed },
    ...(plan.loaded.length > 0 && { rows }),
  };
}

const readingNothing: RunReading = () => () => {
  throw new Error("this task reads no records");
};

/** XML is loaded where there is some. */
async function locator() {
  return (await import("../../subjects/e-invoice/locate.ts")).locateInEInvoice;
}
