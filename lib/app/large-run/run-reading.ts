import type { Reading } from "../../core/record.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { parseMapping } from "../../subjects/mapping/parse-mapping.ts";
import { GateError } from "../errors.ts";
import type { ActivePlan, Objects } from "../ports.ts";
import type { ReadPart } from "../run/part.ts";
import type { SizedInput } from "../run/plan-parts.ts";
import { partReader } from "../run/read-part.ts";
import { readPinned } from "./pinned-inputs.ts";
import type { RunInput, RunPlan } from "./run-work.ts";
import type { RunReading } from "./run-workshop.ts";

/** Reads the records of a run out of its objects, by its mapping where it has one. */
export const runReading: RunReading = (objects, plan, active) => {
  const mapping = plan.mapping === undefined ? undefined : mappingOf(plan.mapping, active);
  const inputs = plan.inputs.map((input) => inputOf(objects, input));
  const { subject } = active.plan;
  return unlessFilled(partReader({ inputs, subject, ...(mapping && { mapping }) }), plan);
};

/** An uploaded file as readers open it: it is the one that was cut, or refused. */
export function inputOf(objects: Objects, input: RunInput): SizedInput {
  const { object: _, version: __, ...told } = input;
  return { ...told, open: (range) => readPinned(objects, input, range) };
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
