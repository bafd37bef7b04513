import { type AggregateState, type AggregateStates, nothing } from "./aggregate.ts";
import {
  type Decimal,
  decimal,
  format,
  overflows,
  parseDecimal,
  quotient,
} from "./expression/decimal.ts";
import { type Fault, fault, isUnjudged, missing, type Unjudged } from "./expression/fault.ts";
import { intOf } from "./expression/int.ts";
import { numbersOfText } from "./expression/number-set-text.ts";
import { formatDate } from "./expression/time.ts";
import type { Type } from "./expression/types.ts";
import type { Value } from "./expression/value.ts";
import type { Aggregate, Plan } from "./plan.ts";

/** Groups and series are read once a state, however often rules ask. */
const values = new WeakMap<AggregateState, Value | Unjudged>();

/** What a run rule reads: the value, or why there is none. */
export function aggregateValue(aggregate: Aggregate, state: AggregateState): Value | Unjudged {
  const known = values.get(state);
  if (known !== undefined) return known;
  const value = readState(aggregate, state);
  values.set(state, value);
  return value;
}

function readState(aggregate: Aggregate, state: AggregateState): Value | Unjudged {
  if (state.open) return openValue(state.open);
  const { how, type } = aggregate;
  if (how === "numbers") return seriesValues(state);
  if (how === "count") return BigInt(state.count);
  if (how === "sumBy" || how === "countBy") return groupValues(aggregate, state);
  const total = state.total === undefined ? undefined : parseDecimal(state.total);
  if (how === "sum") return asValue(total ?? decimal(0n, 0), type);
  if (!total) return missing(`records.${how} of no records`);
  if (how !== "avg") return asValue(total, type);
  const scale = type.kind === "decimal" ? type.scale : 0;
  return quotient(total, decimal(BigInt(state.count), 0), scale) as Decimal;
}

const openValue = (open: NonNullable<AggregateState["open"]>): Unjudged =>
  open.kind === "missing" ? missing(open.text) : faultOf(open.text);

function faultOf(text: string): Fault {
  const [code = "internal", detail = ""] = text.split(/: (.*)/s);
  return fault(code as Fault["code"], detail);
}

function groupValues(aggregate: Aggregate, state: AggregateState): Value | Unjudged {
  const of = aggregate.type.kind === "map" ? aggregate.type.of : aggregate.type;
  const map = new Map<string, Value>();
  for (const [key, text] of Object.entries(state.groups ?? {})) {
    const value = asValue(parseDecimal(text) as Decimal, of);
    if (isUnjudged(value)) return value;
    map.set(key, value);
  }
  return map;
}

const seriesValues = ({ series = {} }: AggregateState): Value =>
  new Map(Object.entries(series).map(([key, text]) => [key, numbersOfText(text)]));

function asValue(value: Decimal, type: Type): Value | Unjudged {
  if (type.kind === "int") return intOf(value.units);
  if (type.kind === "date") return Number(value.units);
  return overflows(value) ? fault("overflow", "a sum of more than 38 digits") : value;
}

/** The named aggregates of a plan, as reports and history keep them. */
export const figuresOf = (
  { aggregates }: Pick<Plan, "aggregates">,
  states: AggregateStates,
): Readonly<Record<string, string | Readonly<Record<string, string>>>> =>
  Object.fromEntries(
    aggregates
      .filter(({ name }) => name !== undefined)
      .map((one) => [one.name, aggregateText(one, states[one.id] ?? nothing)]),
  );

/** The aggregate as reports and history keep it: text; "unknown" when it is unjudged. */
function aggregateText(
  aggregate: Aggregate,
  state: AggregateState,
): string | Readonly<Record<string, string>> {
  if (state.groups && !state.open) return state.groups;
  const value = aggregateValue(aggregate, state);
  if (isUnjudged(value)) return "unknown";
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return formatDate(value);
  return value instanceof Map ? {} : format(value as Decimal);
}
