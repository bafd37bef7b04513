import { isUnjudged, missing, type Unjudged } from "../expression/fault.ts";
import { bind, bindLazily, type Frame, named } from "../expression/frame.ts";
import { evaluate } from "../expression/interpret.ts";
import { textOf } from "../expression/text-of.ts";
import type { Json, JsonObject, List, Value } from "../expression/value.ts";
import type { World } from "../expression/world.ts";
import type { KindPlan } from "../plan.ts";
import type { ReadRecord } from "../record.ts";
import type { RecordKind } from "../subject.ts";
import type { RecordRef } from "../violation.ts";
import type { Preparation } from "./preparation.ts";

/** A record while it is judged, with what dates and places it worked out at the first need. */
export interface SubjectRecord {
  readonly kind: RecordKind;
  readonly value: JsonObject;
  readonly ref: RecordRef;
  readonly digest: string;
  readonly frame: Frame | undefined;
  readonly world: World;
  readonly markets: () => readonly string[] | Unjudged;
  readonly effectiveOn: () => number | Unjudged;
  readonly currency: () => string | undefined;
}

export function subjectRecord(
  p: Preparation,
  kind: RecordKind,
  reading: Pick<ReadRecord, "value" | "position" | "place" | "digest">,
  key: string,
): SubjectRecord {
  const { value, position, place } = reading;
  const facts = own(p.context.attested, key);
  const world: World = { ...p.world, attested: (fact) => own(facts, fact) };
  const plan: KindPlan = p.plan.kinds[kind.name] ?? {};
  let frame = bind(p.frame, "record", value);
  const inner = frame;
  // Which rule asks first hangs on what was proven before: the day costs none of them anything.
  frame = bindLazily(frame, "effective_on", () =>
    plan.effectiveOn
      ? evaluate(plan.effectiveOn, inner, p.apart(world))
      : missing("the day that dates the record"),
  );
  const whole = frame;
  return {
    kind,
    value,
    ref: { key, position, place },
    // Readers make it at the first need.
    get digest() {
      return reading.digest;
    },
    frame,
    world,
    markets: once(() => marketsOf(plan, whole, world)),
    effectiveOn: () => named(whole, "effective_on") as number | Unjudged,
    currency: once(() => textIn(plan.currency && evaluate(plan.currency, whole, world))),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function marketsOf(plan: KindPlan, frame: Frame, world: World): readonly string[] | Unjudged {
  if (!plan.markets) return missing("the market of the record");
  const value = evaluate(plan.markets, frame, world);
  if (isUnjudged(value)) return value;
  if (typeof value === "string") return value === "" ? missing(textOf(plan.markets)) : [value];
  const open = (value as List).find(isUnjudged);
  if (open) return open;
  // A record of no market would be left out by every rule that asks for one.
  const markets = value as readonly string[];
  if (markets.length === 0 || markets.includes("")) return missing(textOf(plan.markets));
  return [...new Set(markets)].sort();
}

/** What data gives under a name, never what JavaScript brings along. */
const own = <T>(from: Readonly<Record<string, T>> | undefined, name: string): T | undefined =>
  from && Object.hasOwn(from, name) ? from[name] : undefined;

const textIn = (value: Value | Unjudged | undefined): string | undefined =>
  typeof value === "string" ? value : undefined;

/** The raw value at a path such as `customer.email`; undefined when something on it is absent. */
export function rawAt(record: JsonObject, path: string): Json | undefined {
  let at: Json | undefined = record;
  for (const name of path.split("."))
    at =
      at !== null && typeof at === "object" && Object.hasOwn(at, name)
        ? (at as JsonObject)[name]
        : undefined;
  return at;
}
