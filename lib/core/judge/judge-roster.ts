import type { Context } from "../context.ts";
import { isUnjudged, type Unjudged } from "../expression/fault.ts";
import { bind, type Frame } from "../expression/frame.ts";
import { evaluate } from "../expression/interpret.ts";
import { compositeKey } from "../expression/key.ts";
import type { Node, SetForm } from "../expression/node.ts";
import type { JsonObject, Value } from "../expression/value.ts";
import type { World } from "../expression/world.ts";
import { isInForce } from "../in-force.ts";
import { allNodes } from "../ruleset/nodes.ts";
import { open } from "./check-outcome.ts";
import { type Ground, judgeRule, type RuleOutcome, unjudgedRule } from "./judge-rule.ts";
import { partitionOf } from "./partition.ts";
import { placesOfRun } from "./places.ts";
import { businessDay, type Preparation, type PreparedRule } from "./preparation.ts";
import type { SetResults } from "./set-results.ts";

/** Whether a roster can go through its table here: it was loaded, and somebody has all its rows. */
export const canGoThrough = ({ rows }: Context, table: string): boolean =>
  rows.loaded(table) && rows.all(table) !== undefined;

/** The rows that a roster goes through: of a dated table those in force on the business day. */
function* rowsOfRoster(p: Preparation, table: string): Generator<JsonObject> {
  const day = businessDay(p.context);
  const isDated = p.plan.subject.tables[table]?.dated ?? false;
  for (const row of p.context.rows.all(table) ?? [])
    if (!isDated || isUnjudged(day) || isInForce(row, day)) yield row;
}

/**
 * A roster: judged once a row, to find what no record stands for. `keys`: those that records have,
 * of the hashes that `holds` names. Tells of each row where something may be taken away.
 */
export function* judgeRoster(
  p: Preparation,
  prepared: PreparedRule,
  keys: ReadonlySet<string>,
  holds: (hash: string) => boolean,
  results: SetResults,
): Generator<undefined> {
  const { rule } = prepared;
  const roster = rule.roster;
  if (!roster || !canGoThrough(p.context, roster.table)) return;
  const form = rule.checks.map(({ must }) => presentIn(must)).find((found) => found);
  for (const row of rowsOfRoster(p, roster.table)) {
    p.refuel();
    const frame = bind(p.frame, roster.name, row);
    const key = form ? evaluate(form.by, frame, p.world) : "";
    if (!holds(partitionOf(rule.id, isUnjudged(key) ? "" : String(key)))) continue;
    const world: World = {
      ...p.world,
      set: () => (isUnjudged(key) ? key : keys.has(key as string)),
    };
    const ground = { frame, world, row: rowName(p, roster.table, row), currency: () => undefined };
    results.add(prepared, judgeRow(prepared, p.context, ground));
    yield;
  }
}

/** What names a row in its table, whatever its other fields say. */
function rowName({ plan }: Preparation, name: string, row: JsonObject): string {
  const table = plan.subject.tables[name];
  const fields = [...(table?.key ?? []), ...(table?.dated ? ["valid_from"] : [])];
  return compositeKey(fields.map((field) => String(row[field] ?? "")));
}

function judgeRow(
  prepared: PreparedRule,
  context: Context,
  ground: Ground & { readonly frame: Frame },
): RuleOutcome {
  const { frame, world } = ground;
  const where = prepared.rule.roster?.where;
  const places = placesOfRun(prepared, context);
  if (isUnjudged(places)) return unjudgedRule(prepared, open(places), { frame, place: {} }, ground);
  if (places.length === 0) return { outcome: "not_applicable", violations: [] };
  const wanted: Value | Unjudged = where ? evaluate(where, frame, world) : true;
  if (wanted === false) return { outcome: "not_applicable", violations: [] };
  if (isUnjudged(wanted)) return unjudgedRule(prepared, open(wanted), { frame, place: {} }, ground);
  return judgeRule(prepared, places, ground);
}

/** The form that asks whether a row's key is there. */
const presentIn = (node: Node): PresentForm | undefined =>
  allNodes(node).find((part): part is PresentForm => part.op === "set" && part.form === "present");

type PresentForm = Extract<SetForm, { readonly form: "present" }>;
