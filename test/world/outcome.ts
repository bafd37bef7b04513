import type { ActionEntry } from "../../lib/app/audit-entry.ts";
import { canonicalJson } from "../../lib/app/digest.ts";
import type { Json } from "../../lib/core/expression/value.ts";
import { mistakesIn } from "../support/accounting.ts";
import type { Home } from "./home.ts";
import type { Scenario } from "./scenario.ts";

/** Where everything stands in the end, as lines that can be compared. */
export type Stand = readonly string[];

/**
 * Where a scenario's submissions stand, without what may differ from one schedule to another: ids,
 * digests that are salted, and versions, since a case may be opened and then ended, or be ended when
 * it is opened.
 */
export async function standOf(home: Home, { submissions }: Scenario): Promise<Stand> {
  const lines: (readonly [string, object])[] = [];
  const names = new Map<string, string>();
  const named = (id: string, name: string): void => void names.set(id, `(${name})`);
  for (const [name, id] of Object.entries(submissions)) {
    const own = await standOfOne(home, id);
    lines.push(...own.lines);
    for (const [part, label] of own.names) named(part, `${name} ${label}`);
    named(id, name);
  }
  return lines.map(([kind, one]) => `${kind} ${withNames(one, names)}`).sort();
}

async function standOfOne({ ports }: Home, id: string) {
  const lines: (readonly [string, object])[] = [];
  const names: (readonly [string, string])[] = [];
  const {
    payload: _,
    report: __,
    version: ___,
    ...submission
  } = (await ports.submissions.find(id))!;
  lines.push(["submission", submission]);
  for (const { version: _, ...one } of await ports.cases.of(id)) {
    // A question's id is a digest over that of its entry.
    const questions = one.questions.map(({ id: __, ...question }) => question);
    lines.push(["case", { ...one, questions }]);
    names.push([one.id, `case ${one.rule} ${one.violations}`]);
  }
  for (const { version: _, binding: __, ...one } of await ports.approvals.of(id)) {
    lines.push(["approval", one]);
    names.push([one.id, `approval asked ${one.requestedAt}`]);
  }
  for (const { kind, records, release } of await ports.passes.of(id))
    lines.push(["pass", { kind, records, release }]);
  for (const { id: own, action, at, by, case: on, reason } of (await ports.audits.trail(id)).filter(
    isOfPeople,
  )) {
    lines.push(["entry", { id: own, action, at, by, on, reason }]);
    names.push([own, `${action} ${at}`]);
  }
  return { lines, names };
}

/** Ids of parts begin with that of their submission: the longer ones are named first. */
function withNames(one: object, names: ReadonlyMap<string, string>): string {
  const text = canonicalJson(JSON.parse(JSON.stringify(one)) as Json);
  return text.replace(/[0-9a-f]{40}(\.[0-9a-f]{16,24})?/g, (id) => names.get(id) ?? "(unknown)");
}

/** What the gate itself does it may do in one step or in several; a refusal may be written twice. */
const isOfPeople = ({ by, action }: ActionEntry): boolean =>
  by.principal !== "holdpoint" && action !== "attempt.refused";

/** What does not add up, whatever the schedule was. */
export async function mistakesOf(
  home: Home,
  { submissions }: Scenario,
): Promise<readonly string[]> {
  const lists = await Promise.all(
    Object.values(submissions).map((id) => mistakesIn(home.ports, id)),
  );
  return lists.flat();
}
