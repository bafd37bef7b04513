import type { Reading } from "../../core/record.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { parseMapping } from "../../subjects/mapping/parse-mapping.ts";
import { boundsDefault, contextOf } from "../check.ts";
import { GateError } from "../errors.ts";
import type { ActivePlan, Objects } from "../ports.ts";
import type { ReadPart } from "../run/part.ts";
import type { SizedInput } from "../run/plan-parts.ts";
import { partReader } from "../run/read-part.ts";
import type { Scratch } from "../run/scratch.ts";
import type { Workshop } from "../run/workshop.ts";
import { fetchedRows } from "./awaited-rows.ts";
import type { RunInput, RunPlan, RunWorkPorts } from "./run-work.ts";

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

/** The workshop of a task of a run, whose files lie in a scratch and whose input in objects. */
export async function runWorkshop(
  ports: RunWorkPorts,
  plan: RunPlan,
  scratch: Scratch,
): Promise<Workshop> {
  const active = await judgedBy(ports, plan);
  const { subject } = active.plan;
  const mapping = plan.mapping === undefined ? undefined : mappingOf(plan.mapping, active);
  const rows = fetchedRows(ports.references, subject, new Set(plan.loaded));
  const { businessAt, unsupplied, seed, header } = plan;
  const locate = plan.locatesEInvoices ? await locator() : undefined;
  const by = {
    gate: active.gate,
    rows: rows.rows,
    businessAt,
    unsupplied,
    seed,
    ...(locate && { locate }),
  };
  return {
    plan: active.plan,
    context: contextOf(by, header),
    read: unlessFilled(
      partReader({
        inputs: plan.inputs.map((input) => inputOf(ports.objects, input)),
        subject,
        ...(mapping && { mapping }),
      }),
      plan,
    ),
    scratch,
    bounds: boundsDefault,
    partitions: plan.partitions,
    records: { salt: seed },
    ...(plan.loaded.length > 0 && { rows }),
  };
}

/** XML is loaded where there is some. */
async function locator() {
  return (await import("../../subjects/e-invoice/locate.ts")).locateInEInvoice;
}

/** An uploaded file as readers open it. */
export function inputOf(objects: Objects, { object, name, ...told }: RunInput): SizedInput {
  return { ...told, name, open: (range) => objects.read(object, range) };
}

/** @throws {GateError} `invalid` with every mistake in it. */
export function mappingOf(text: string, { plan }: Pick<ActivePlan, "plan">): Mapping {
  const { subject } = plan;
  const parsed = parseMapping(text, "mapping", (kind) =>
    kind === subject.kind ? subject : undefined,
  );
  if (parsed.ok) return parsed.mapping;
  throw new GateError("invalid", `the mapping is no mapping to ${subject.kind}`, {
    mistakes: parsed.problems.map(({ message }) => ({ pointer: "/mapping", message })),
  });
}

/** What the gate fills in itself may be sent in a record, if it says the same. */
const filledNames = ["submission_id", "submitted_by", "tenant_id"] as const;

/** A record that says otherwise cannot be refused any more: it is unreadable, and held. */
function unlessFilled(read: ReadPart, { filled }: RunPlan): ReadPart {
  const differing = (reading: Reading): string | undefined =>
    reading.kind === "record"
      ? filledNames.find((name) => {
          const sent = Object.hasOwn(reading.value, name) ? reading.value[name] : null;
          return sent !== null && sent !== filled[name];
        })
      : undefined;
  const taken = (reading: Reading): Reading => {
    const name = differing(reading);
    if (name === undefined) return reading;
    const { position, place, digest } = reading;
    const reason = `the gate fills ${name} in, and it is something else: leave it out`;
    return { kind: "unreadable", position, place, code: "not_its_own", reason, digest };
  };
  return (part, options) => {
    const { batches, lines } = read(part, options);
    return { lines, batches: mapped(batches, taken) };
  };
}

async function* mapped(
  batches: AsyncIterable<readonly Reading[]>,
  take: (reading: Reading) => Reading,
): AsyncGenerator<readonly Reading[], void, void> {
  for await (const batch of batches) yield batch.map(take);
}
