import { type Decimal, decimal, parseDecimal } from "./expression/decimal.ts";
import { isUnjudged, missing, type Unjudged } from "./expression/fault.ts";
import type { NodeOf } from "./expression/node.ts";
import { parseDate } from "./expression/time.ts";
import {
  DATE,
  decimalOf,
  type Field,
  mapOf,
  recordOf,
  type Schema,
  STRING,
  type Type,
} from "./expression/types.ts";
import type { JsonObject, Value } from "./expression/value.ts";
import type { Subject } from "./subject.ts";

/** An earlier released run: its header, and its named aggregates as reports keep them. */
export interface PastRun {
  /** As much of its header as rules may want; what tells its kind must be there. */
  readonly run?: JsonObject;
  /** `YYYY-MM-DD` */
  readonly released_on?: string;
  /** What the sender's envelope said its content hashes to: tells a run that is sent again. */
  readonly content_hash?: string;
  readonly aggregates: Readonly<Record<string, PastFigure>>;
}

/** A number or a date as text; of an aggregate by groups a text for each. */
export type PastFigure = string | Readonly<Record<string, string>>;

/** Earlier runs that count: the latest ones of the same kind. */
export const pastRunsMax = 24;

/** The shape of an earlier run, as `history.runs()` gives them. */
export const pastRunShape = "PastRun";
const pastAggregates = "PastRun.aggregates";
/** Sums of a product of a price and a quantity may have more digits after the point than a field. */
const figureScale = 8;

/** The shapes by which rules read earlier runs. */
export function pastShapes(
  subject: Pick<Subject, "run">,
  named: Readonly<Record<string, Type>>,
): Schema {
  const field = (type: Type): Field => ({ type, required: false });
  const figures = Object.entries(named).map(([name, type]) => [name, field(figureType(type))]);
  return {
    [pastRunShape]: {
      fields: {
        ...(subject.run !== undefined && { run: field(recordOf(subject.run)) }),
        released_on: field(DATE),
        content_hash: field(STRING),
        aggregates: field(recordOf(pastAggregates)),
      },
    },
    [pastAggregates]: { fields: Object.fromEntries(figures) },
  };
}

function figureType(type: Type): Type {
  if (type.kind === "map") return mapOf(figureType(type.of));
  return type.kind === "int" || type.kind === "decimal" ? decimalOf(figureScale) : type;
}

/** The type of one figure in a list of them. */
export const pastFigure: Type = decimalOf(figureScale);

/**
 * The earlier runs of the same kind as this one, the oldest first: those whose headers have equal
 * fields `subject.history`. A header that does not say of which kind its run is has no history,
 * which is missing.
 */
export function pastRuns(
  history: readonly PastRun[] | undefined,
  run: JsonObject | undefined,
  { history: kindFields = [] }: Pick<Subject, "history">,
): readonly PastRun[] | Unjudged {
  if (!history) return missing("history");
  const absent = kindFields.find((field) => textIn(run, field) === undefined);
  if (absent !== undefined) return missing(`run.${absent}`);
  const alike = history.filter((past) =>
    kindFields.every((field) => textIn(past.run, field) === textIn(run, field)),
  );
  return alike.slice(-pastRunsMax);
}

function textIn(run: JsonObject | undefined, field: string): string | undefined {
  const value = run && Object.hasOwn(run, field) ? run[field] : undefined;
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * What a rule reads of earlier runs: the runs themselves; the figures under a name, where a run
 * that lacks it is missing; or those of one group, without the runs that have no such group.
 */
export function historyValue(
  { name }: NodeOf<"history">,
  group: string | undefined,
  runs: readonly PastRun[] | Unjudged,
): Value | Unjudged {
  if (isUnjudged(runs)) return runs;
  if (name === undefined) return runs as unknown as readonly JsonObject[];
  if (group === undefined) return runs.map((past) => figureOf(past, name));
  return runs.flatMap((past) => groupFigure(past, name, group) ?? []);
}

function figureOf({ aggregates }: PastRun, name: string): Decimal | Unjudged {
  const figure = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  return (typeof figure === "string" && numberOf(figure)) || missing(`history.${name}`);
}

/** Undefined where the run has groups and not this one; without groups nobody knows. */
function groupFigure(
  { aggregates }: PastRun,
  name: string,
  group: string,
): Decimal | Unjudged | undefined {
  const groups = Object.hasOwn(aggregates, name) ? aggregates[name] : undefined;
  if (typeof groups !== "object") return missing(`history.${name}`);
  if (!Object.hasOwn(groups, group)) return undefined;
  return numberOf(groups[group] ?? "") ?? missing(`history.${name}[${JSON.stringify(group)}]`);
}

const numberOf = (text: string): Decimal | undefined => parseDecimal(text) ?? dateAsDecimal(text);

function dateAsDecimal(text: string): Decimal | undefined {
  const day = parseDate(text);
  return day === undefined ? undefined : decimal(BigInt(day), 0);
}
