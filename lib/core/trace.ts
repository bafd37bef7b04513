import type { Context } from "./context.ts";
import { isUnjudged } from "./expression/fault.ts";
import { formatValue } from "./expression/format-value.ts";
import { type Frame, named } from "./expression/frame.ts";
import type { World } from "./expression/world.ts";
import { outcomeOf, severityOf } from "./judge/check-outcome.ts";
import { type Element, elementsOf, withParams } from "./judge/elements.ts";
import { groupFrom } from "./judge/judge-group.ts";
import { type Place, placesOf } from "./judge/places.ts";
import { type Preparation, type PreparedRule, prepare } from "./judge/preparation.ts";
import { evaluateForm } from "./judge/set-forms.ts";
import { type SubjectRecord, subjectRecord } from "./judge/subject-record.ts";
import { reasonOf } from "./judge/violation-of.ts";
import { judge } from "./judge.ts";
import type { KeyEntry } from "./judge-keys.ts";
import { naturalKey } from "./natural-key.ts";
import type { Plan } from "./plan.ts";
import type { Reading, ReadRecord } from "./record.ts";
import type { Rule } from "./rule.ts";
import type { RecordKind } from "./subject.ts";
import { expressionSteps, type Step } from "./trace-steps.ts";

/** Elements of `each` that a trace goes through. */
const tracedElementsMax = 10;

/**
 * How a rule judges one record, step by step, by the interpreter. Total. A set rule is shown with
 * the other readings as its surroundings; rules of a run and rosters have no record to be shown on.
 *
 * @param record one of the readings.
 */
export function traceRule(
  plan: Plan,
  rule: Rule,
  readings: readonly Reading[],
  record: ReadRecord,
  context: Context,
): readonly Step[] {
  const p = prepare(plan, context);
  const prepared = p.rules.find((one) => one.rule.id === rule.id) as PreparedRule;
  const kind = plan.subject.records.find(({ name }) => name === rule.of) as RecordKind;
  if (rule.scope === "run" || rule.roster)
    return [{ depth: 0, text: "it judges the submission as a whole, not one record" }];
  if (!prepared.active) return [{ depth: 0, text: inactiveText(rule, context) }];
  const subject = subjectRecord(p, kind, record, naturalKey(record.value, kind) ?? "");
  const tracing: Tracing = { p, prepared, subject, world: worldOf(p, prepared, subject, readings) };
  return [...surroundings(tracing), ...placeSteps(tracing)];
}

interface Tracing {
  readonly p: Preparation;
  readonly prepared: PreparedRule;
  readonly subject: SubjectRecord;
  readonly world: World;
}

const inactiveText = ({ enabled, stages }: Rule, { stage }: Context): string =>
  enabled ? `it is for stage ${stages.join(", ")}, this is ${stage}` : "it is not enabled";

/** What dates and places the record. */
function surroundings({ prepared, subject }: Tracing): readonly Step[] {
  if (!prepared.conditional && !prepared.perMarket) return [];
  const day = subject.effectiveOn();
  const markets = subject.markets();
  return [
    { depth: 0, text: "in force on", value: formatValue(day, { kind: "date" }) },
    {
      depth: 0,
      text: "markets",
      value: isUnjudged(markets) ? reasonOf(markets) : markets.join(", "),
    },
  ];
}

function placeSteps(t: Tracing): readonly Step[] {
  const places = placesOf(t.prepared, t.subject);
  if (isUnjudged(places)) return [{ depth: 0, text: `it cannot be placed: ${reasonOf(places)}` }];
  if (places.length === 0)
    return [{ depth: 0, text: "it does not apply: not in force there and then" }];
  return places.flatMap((place) => [
    ...(place.market === undefined ? [] : [{ depth: 0, text: "market", value: place.market }]),
    ...elementSteps(t, place),
  ]);
}

function elementSteps(t: Tracing, place: Place): readonly Step[] {
  const { rule } = t.prepared;
  const frame = withParams(rule, place, t.subject.frame, t.subject.currency);
  t.p.refuel();
  const elements = elementsOf(rule, frame, t.world);
  if (isUnjudged(elements))
    return [{ depth: 0, text: `its elements cannot be read: ${reasonOf(elements)}` }];
  if (elements.length === 0) return [{ depth: 0, text: "it does not apply: there is no element" }];
  const more = elements.length - tracedElementsMax;
  return [
    ...paramSteps(rule, frame),
    ...elements.slice(0, tracedElementsMax).flatMap((element) => elementStep(t, place, element)),
    ...(more > 0 ? [{ depth: 0, text: `… and ${more} more elements` }] : []),
  ];
}

const paramSteps = ({ params }: Rule, frame: Frame | undefined): readonly Step[] =>
  Object.entries(params).map(([name, { type }]) => ({
    depth: 0,
    text: `params.${name}`,
    value: formatValue(named(frame, `params.${name}`), type),
  }));

function elementStep(t: Tracing, place: Place, element: Element): readonly Step[] {
  const { rule, checks } = t.prepared;
  const depth = rule.each.length > 0 ? 1 : 0;
  const heading = rule.each.map(({ name, list }) => {
    const value = formatValue(
      named(element.frame, name),
      list.type.kind === "list" ? list.type.of : list.type,
    );
    return { depth: 0, text: `${name} ${element.indexes[name] ?? 0}`, value };
  });
  const lets = rule.lets.flatMap(({ name, node }) => {
    t.p.refuel();
    const value = formatValue(named(element.frame, name), node.type);
    const [, ...parts] = expressionSteps(node, element.frame, t.world, depth);
    return [{ depth, text: `let ${name}`, value }, ...parts];
  });
  return [
    ...heading,
    ...lets,
    ...checks.flatMap((check) => checkSteps(t, place, element, check, depth)),
  ];
}

function checkSteps(
  t: Tracing,
  place: Place,
  { frame }: Element,
  prepared: PreparedRule["checks"][number],
  depth: number,
): readonly Step[] {
  const { check } = prepared;
  t.p.refuel();
  const found = outcomeOf(prepared, frame, t.world);
  const ladder = place.variant?.severity ?? check.severity;
  const severity = severityOf(found, check.missing, ladder, frame, t.world);
  const name = check.name === "" ? "the rule" : `check ${check.name}`;
  const why = found.unjudged ? `: ${reasonOf(found.unjudged)}` : "";
  const lack = found.lack ? `: not available: ${found.lack.needs.join(", ")}` : "";
  return [
    { depth, text: name, value: `${found.outcome}${severity ? `, ${severity}` : ""}${why}${lack}` },
    ...conditionSteps("when", check.when, frame, t, depth + 1),
    ...(found.outcome === "not_applicable"
      ? []
      : conditionSteps("must", check.must, frame, t, depth + 1)),
  ];
}

function conditionSteps(
  label: string,
  node: PreparedRule["checks"][number]["check"]["when"],
  frame: Frame | undefined,
  { p, world }: Tracing,
  depth: number,
): readonly Step[] {
  if (node === undefined) return [];
  p.refuel();
  const [whole, ...parts] = expressionSteps(node, frame, world, depth);
  return whole ? [{ ...whole, text: `${label} ${whole.text}` }, ...parts] : [];
}

/** For a set rule, the records that share the key. */
function worldOf(
  p: Preparation,
  prepared: PreparedRule,
  subject: SubjectRecord,
  readings: readonly Reading[],
): World {
  if (prepared.rule.scope !== "set") return subject.world;
  const entries = judge(p.plan, readings, p.context).keys.filter(
    ({ rule }) => rule === prepared.rule.id,
  );
  const isOwn = ({ record, of }: KeyEntry): boolean =>
    of === undefined &&
    record.position.file === subject.ref.position.file &&
    record.position.offset === subject.ref.position.offset;
  const own = entries.find(isOwn);
  const { group } = groupFrom(
    { p, prepared, kind: subject.kind },
    entries.filter(({ key }) => key === own?.key),
  );
  const self = group.members.find(({ entry }) => entry === own);
  if (!self) return subject.world;
  return {
    ...subject.world,
    set: (form, frame) => evaluateForm(form, self, group, frame, subject.world, () => true),
  };
}
