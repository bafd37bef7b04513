import type { Context } from "../context.ts";
import { isObject, type Json, type JsonObject } from "../expression/value.ts";
import type { PastFigure, PastRun } from "../history.ts";
import { naturalKey } from "../natural-key.ts";
import type { Plan } from "../plan.ts";
import type { ReadRecord } from "../record.ts";
import type { Rule } from "../rule.ts";
import type { CaseContext, RuleCase } from "../ruleset/case.ts";
import { canonicalJson, digestOf } from "../ruleset/revision.ts";
import type { ReferenceRows, Subject } from "../subject.ts";
import type { CaseRecord } from "./case-records.ts";

/** Where and when cases are judged, unless they say otherwise. */
export interface CaseSettings {
  readonly zone: string;
  readonly businessAt: string;
}

export const usualSettings: CaseSettings = {
  zone: "Europe/Tallinn",
  businessAt: "2026-12-01T12:00:00Z",
};

/** The records of a case as a reader would give them; of the rule's kind where its file says none. */
export function readingsOf(
  records: readonly CaseRecord[],
  { from }: RuleCase,
  kind: string,
): readonly ReadRecord[] {
  return records.map(({ of = kind, value, pointer }, index) => ({
    kind: "record",
    position: { file: 0, offset: index },
    place: { file: from, pointer },
    of,
    value,
    digest: digestOf(canonicalJson(value)),
  }));
}

/** What a context is made of beside what its case says. */
export interface CaseGround {
  readonly plan: Plan;
  readonly rule: Rule;
  readonly readings: readonly ReadRecord[];
  readonly rows: ReferenceRows;
  readonly settings: CaseSettings;
}

/** The context of a case; people's answers hold for every record of it. */
export function contextOf(
  given: CaseContext,
  { plan, rule, readings, rows, settings }: CaseGround,
): Context {
  const run = isObject(given.run) ? given.run : undefined;
  const submission = isObject(given.submission) ? given.submission : undefined;
  return {
    gate: "cases",
    businessAt: given.business_at ?? settings.businessAt,
    zone: given.zone ?? settings.zone,
    stage: given.stage ?? "intake",
    rows,
    unsupplied: [],
    requiredTables: [],
    ...(run && { run }),
    ...(submission && { submission }),
    attested: answersOf(given, rule, readings, plan.subject),
    ...(given.history && { history: given.history.filter(isObject).map(pastRunOf) }),
  };
}

function answersOf(
  { attested = {} }: CaseContext,
  rule: Rule,
  readings: readonly ReadRecord[],
  subject: Subject,
): NonNullable<Context["attested"]> {
  const kind = subject.records.find(({ name }) => name === rule.of);
  const answers = Object.entries(attested).filter(
    (answer): answer is [string, boolean] => typeof answer[1] === "boolean",
  );
  const keys = readings.flatMap(({ of, value }) =>
    kind && of === kind.name ? (naturalKey(value, kind) ?? []) : [],
  );
  return Object.fromEntries(keys.map((key) => [key, Object.fromEntries(answers)]));
}

/** Figures of history are texts, however a case writes them. */
function pastRunOf(past: JsonObject): PastRun {
  const { run, released_on: released, content_hash: hash, aggregates } = past;
  const figures = Object.entries(isObject(aggregates) ? aggregates : {}).flatMap(
    ([name, figure]): readonly [string, PastFigure][] =>
      isObject(figure)
        ? [[name, Object.fromEntries(Object.entries(figure).flatMap(textsOf))]]
        : textsOf([name, figure]),
  );
  return {
    ...(isObject(run) && { run }),
    ...(typeof released === "string" && { released_on: released }),
    ...(typeof hash === "string" && { content_hash: hash }),
    aggregates: Object.fromEntries(figures),
  };
}

const textsOf = ([name, value]: readonly [string, Json | undefined]): readonly [
  string,
  string,
][] => (typeof value === "string" || typeof value === "number" ? [[name, String(value)]] : []);
