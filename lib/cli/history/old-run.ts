import { createHash } from "node:crypto";
import { findInputs, type Input } from "../../adapters/files/inputs.ts";
import { businessInstant } from "../../app/business-instant.ts";
import { contextOf } from "../../app/check.ts";
import { GateError } from "../../app/errors.ts";
import type { References } from "../../app/reference/source.ts";
import { releaseDay } from "../../app/release-day.ts";
import type { ReleasedEarlier } from "../../app/released-runs.ts";
import { submissionHeader } from "../../app/run/submission-header.ts";
import { startAddingUp } from "../../core/add-up.ts";
import { isObject, type JsonObject } from "../../core/expression/value.ts";
import type { Mapping } from "../../subjects/mapping/mapping.ts";
import { readSubmission } from "../../subjects/read-submission.ts";
import type { GatePlan } from "../gate-plan.ts";
import type { Io } from "../io.ts";

/** An old run as it was named and looked at; its records are not read yet. */
export interface OldRun {
  /** The file, folder or archive that holds it. */
  readonly name: string;
  readonly inputs: readonly Input[];
  readonly header: JsonObject;
}

/** How old runs are read. */
export interface ReadingRuns extends GatePlan {
  readonly io: Io;
  readonly mapping: Mapping | undefined;
  readonly references: References;
}

/**
 * Finds the files of a run and reads its header. With a mapping of rows, the JSON files of the run
 * are its header, since rows have none.
 *
 * @throws {GateError} what finding and reading throw, with the name of the run.
 */
export async function openOldRun(
  name: string,
  envelope: JsonObject | undefined,
  { io, plan, mapping }: Pick<ReadingRuns, "io" | "plan" | "mapping">,
): Promise<OldRun> {
  const found = await findInputs([name], io.cwd, io.stdin.open);
  if (found.some(({ isFile }) => !isFile))
    throw new GateError("invalid", `${name} cannot be read twice: write it to a file`);
  const isRows = mapping !== undefined && mapping.reads !== "json";
  const isHeader = (input: Input): boolean => isRows && isJson(input);
  // A header comes before its records, whatever their files are called.
  const inputs = [...found.filter(isJson), ...found.filter((input) => !isJson(input))].filter(
    (input) => !isHeader(input),
  );
  if (inputs.length === 0) throw new GateError("invalid", `${name} has no records`);
  if (envelope) return { name, inputs, header: headed(envelope) };
  const { subject } = plan;
  const headers = await submissionHeader(filesOf(isRows ? found.filter(isHeader) : inputs), {
    subject,
    ...(mapping && !isRows && { mapping }),
  });
  return { name, inputs, header: headers };
}

const isJson = ({ name }: Input): boolean => name.endsWith(".json");

/** An envelope as a reader tells its header: the run's fields under `run`. */
const headed = ({ subject, ...envelope }: JsonObject): JsonObject =>
  isObject(subject) ? { ...envelope, run: subject } : envelope;

const filesOf = (inputs: readonly Input[]) =>
  inputs.map(({ name, open }) => ({ name, isReopenable: true, open: () => open() }));

/** `run_id`, where the header has one. */
export function runIdOf({ header }: OldRun): string | undefined {
  const { run } = header;
  const id = isObject(run) ? run["run_id"] : header["run_id"];
  return typeof id === "string" ? id : undefined;
}

/** A run that was counted, and what a person should hear of it. */
export interface CountedRun {
  readonly run: ReleasedEarlier;
  /** Why figures are unknown, by their names. */
  readonly unknown: Readonly<Record<string, string>>;
}

/**
 * Counts the records of an old run.
 *
 * @throws {GateError} `invalid` when nothing says its day, or when a piece of it is unreadable:
 * its figures would be too small, and what is usual with them.
 */
export async function countOldRun(
  old: OldRun,
  releasedOn: string | undefined,
  reading: ReadingRuns,
): Promise<CountedRun> {
  const { name, inputs, header } = old;
  const { gate, plan, references, mapping } = reading;
  const released = releaseDay(releasedOn, header, gate.zone);
  if ("problem" in released) throw new GateError("invalid", `${name}: ${released.problem}`);
  const judgedBy = {
    gate,
    rows: references.rows,
    businessAt: businessInstant(released.day, gate.zone),
    unsupplied: mapping?.unsupplied ?? [],
  };
  const adding = startAddingUp(plan, contextOf(judgedBy, header));
  const options = { subject: plan.subject, ...(mapping && { mapping }) };
  for await (const batch of readSubmission(filesOf(inputs), options)) {
    adding.take(batch);
    references.settle();
  }
  const { unreadable, firstUnreadable, received, figures, unknown } = adding.addedUp();
  if (received === 0) throw new GateError("invalid", `${name} has no records`);
  if (firstUnreadable) {
    const { place, reason } = firstUnreadable;
    const at = place.line === undefined ? place.file : `${place.file}:${place.line}`;
    throw new GateError(
      "invalid",
      `${name}: ${unreadable} of ${received} records cannot be read, so that its figures would be ` +
        `too small; the first is at ${at}: ${reason}`,
    );
  }
  const digest = await digestOf(inputs);
  return { run: { name, header, releasedOn: released.day, digest, figures }, unknown };
}

/** By which the same files are known again, whatever they are called. */
async function digestOf(inputs: readonly Input[]): Promise<string> {
  const hash = createHash("sha256");
  for (const { open } of inputs) for await (const chunk of open()) hash.update(chunk);
  return hash.digest("hex");
}
