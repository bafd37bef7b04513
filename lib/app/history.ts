import { didYouMean } from "../core/expression/check/suggest.ts";
import { parseDecimal } from "../core/expression/decimal.ts";
import { formatDate, parseDate } from "../core/expression/time.ts";
import { type Type, typeName } from "../core/expression/types.ts";
import { describe, isObject, type Json, type JsonObject } from "../core/expression/value.ts";
import type { PastFigure, PastRun } from "../core/history.ts";
import type { Plan } from "../core/plan.ts";
import { schemaProblems } from "../core/schema-check.ts";
import { parseRecord } from "../subjects/readers/json-record.ts";
import { canonicalJson, sha256 } from "./digest.ts";
import { GateError, type Mistake } from "./errors.ts";

/** The format of a file of earlier runs, and its version. */
export const historySchema = "holdpoint/history/1";
/** A history larger than this is none: two years of runs are a few megabytes. */
export const historySizeMax = 64 * 1024 * 1024;
const mistakesMax = 100;

/** Earlier released runs, with what tells whether another history would have been read. */
export interface History {
  /** Oldest first. */
  readonly runs: readonly PastRun[];
  /** SHA-256, hex, over the runs in canonical form: how the file writes them does not matter. */
  readonly digest: string;
}

/** What of a plan a history must fit. */
export type HistoryPlan = Pick<Plan, "aggregates" | "subject">;

/**
 * Reads a file of earlier runs, `holdpoint/history/1`. Runs without `released_on` were not released
 * and do not count. Which of the others are of the same kind as the run at hand, the core decides.
 *
 * @throws {GateError} `invalid` with the JSON Pointer of every mistake, at most a hundred;
 * `too_large` beyond 64 MiB.
 */
export function parseHistory(bytes: Uint8Array, name: string, plan: HistoryPlan): History {
  const document = parsed(bytes, name);
  const found: Found = { plan, mistakes: [] };
  const runs = runsIn(document, found);
  tellDisorder(runs, found);
  if (found.mistakes.length > 0) throw refusal(name, found.mistakes);
  return historyOf(runs);
}

/** A history of runs that were checked already. */
export function historyOf(runs: readonly PastRun[]): History {
  const released = runs.filter((run) => run.released_on !== undefined);
  return { runs: released, digest: sha256(canonicalJson(released as unknown as Json)) };
}

interface Found {
  readonly plan: HistoryPlan;
  readonly mistakes: Mistake[];
}

const tell = ({ mistakes }: Found, pointer: string, message: string): undefined => {
  mistakes.push({ pointer, message });
  return undefined;
};

function parsed(bytes: Uint8Array, name: string): JsonObject {
  if (bytes.length > historySizeMax)
    throw new GateError(
      "too_large",
      `${name} is larger than ${historySizeMax / 1024 / 1024} MiB: keep the last two years of runs`,
    );
  const { value, refusal } = parseRecord(bytes, (at) => placeIn(bytes, at));
  if (refusal === undefined && value !== undefined) return value;
  throw new GateError(
    "invalid",
    `${name} is no history of runs: ${(refusal?.reason ?? "it is empty").replace(/^: /, "")}`,
  );
}

function placeIn(bytes: Uint8Array, at: number): string {
  const before = new TextDecoder().decode(bytes.subarray(0, at)).split("\n");
  return `line ${before.length}, column ${(before.at(-1) ?? "").length + 1}`;
}

const documentKeys = ["schema", "subject", "runs"];

function runsIn(document: JsonObject, found: Found): readonly PastRun[] {
  const { schema, subject, runs } = document;
  tellStrangers(document, documentKeys, "", found);
  if (schema !== historySchema) {
    tell(found, "/schema", `${shown(schema)}, but must be "${historySchema}"`);
    return [];
  }
  const { kind } = found.plan.subject;
  if (subject !== undefined && subject !== null && subject !== kind)
    tell(found, "/subject", `${shown(subject)}, but these are runs of '${kind}'`);
  if (Array.isArray(runs)) return runs.flatMap((run, index) => runOf(run, index, found) ?? []);
  tell(found, "/runs", `${shown(runs)}, but must be a list of runs, the oldest first`);
  return [];
}

const runKeys = ["run", "released_on", "content_hash", "source_digest", "aggregates"];

function runOf(raw: Json, index: number, found: Found): PastRun | undefined {
  const at = `/runs/${index}`;
  if (!isObject(raw)) return tell(found, at, `${shown(raw)}, but must be an object`);
  tellStrangers(raw, runKeys, at, found);
  const run = headerOf(raw["run"], `${at}/run`, found);
  const released = textOf(raw["released_on"], `${at}/released_on`, found);
  if (released !== undefined && parseDate(released) === undefined)
    tell(found, `${at}/released_on`, `"${released}", but must be a date such as 2026-11-30`);
  const hash = textOf(raw["content_hash"], `${at}/content_hash`, found);
  // By this one a file that is read again is known; rules do not see it.
  textOf(raw["source_digest"], `${at}/source_digest`, found);
  const aggregates = figuresOf(raw["aggregates"], `${at}/aggregates`, found);
  return {
    ...(run && { run }),
    ...(released !== undefined && { released_on: released }),
    ...(hash !== undefined && { content_hash: hash }),
    aggregates,
  };
}

/** The header must fit its shape, and say of which kind the run was. */
function headerOf(raw: Json | undefined, at: string, found: Found): JsonObject | undefined {
  const { run, history = [], schema } = found.plan.subject;
  if (run === undefined) return isAbsent(raw) ? undefined : tell(found, at, "runs have no header");
  if (!isObject(raw)) return tell(found, at, `${shown(raw)}, but must be the header of the run`);
  for (const field of history)
    if (typeof raw[field] !== "string" || raw[field] === "")
      tell(found, `${at}/${field}`, "is not there, but says of which kind the run was");
  for (const { pointer, message } of schemaProblems(raw, run, schema, 20))
    tell(found, `${at}${pointer}`, message);
  tellStrangers(raw, Object.keys(schema[run]?.fields ?? {}), at, found, "hint");
  return raw;
}

function textOf(raw: Json | undefined, at: string, found: Found): string | undefined {
  if (isAbsent(raw)) return undefined;
  return typeof raw === "string" ? raw : tell(found, at, `${shown(raw)}, but must be a text`);
}

function figuresOf(
  raw: Json | undefined,
  at: string,
  found: Found,
): Readonly<Record<string, PastFigure>> {
  if (!isObject(raw)) {
    tell(found, at, `${shown(raw)}, but must be figures by name, as reports give them`);
    return {};
  }
  const named = new Map(
    found.plan.aggregates.flatMap(({ name, type }) => (name === undefined ? [] : [[name, type]])),
  );
  tellStrangers(raw, [...named.keys()], at, found, "hint");
  const figures = Object.entries(raw).flatMap(([name, figure]): [string, PastFigure][] => {
    // Figures of a rule set that had other names are kept, and read by no rule.
    const type = named.get(name);
    const read = type && figureOf(figure, type, `${at}/${escaped(name)}`, found);
    return read === undefined ? [] : [[name, read]];
  });
  return Object.fromEntries(figures);
}

/** A text, or a text for each group; "unknown" is what a report says where it could not count. */
function figureOf(
  raw: Json | undefined,
  type: Type,
  at: string,
  found: Found,
): PastFigure | undefined {
  if (isAbsent(raw) || raw === "unknown") return undefined;
  if (type.kind !== "map") return scalarOf(raw, type, at, found);
  if (!isObject(raw)) return tell(found, at, `${shown(raw)}, but must be figures by group`);
  const groups = Object.entries(raw).flatMap(([group, value]): [string, string][] => {
    const read = scalarOf(value, type.of, `${at}/${escaped(group)}`, found);
    return read === undefined ? [] : [[group, read]];
  });
  return Object.fromEntries(groups);
}

function scalarOf(raw: Json | undefined, type: Type, at: string, found: Found): string | undefined {
  if (type.kind !== "int" && type.kind !== "decimal" && type.kind !== "date") return undefined;
  const read = type.kind === "date" ? parseDate : parseDecimal;
  if (typeof raw === "string" && read(raw) !== undefined) return raw;
  if (typeof raw === "number" && type.kind !== "date")
    return tell(found, at, `${shown(raw)}: write it as text, "${raw}"`);
  const example = type.kind === "date" ? formatDate(20_000) : "1234.50";
  return tell(found, at, `${shown(raw)}, but must be a ${typeName(type)} as text, "${example}"`);
}

/** A name that is a slip of the pen silently takes a figure away; with `hint` others are let be. */
function tellStrangers(
  object: JsonObject,
  known: readonly string[],
  at: string,
  found: Found,
  which: "all" | "hint" = "all",
): void {
  for (const name of Object.keys(object)) {
    if (known.includes(name)) continue;
    const hint = didYouMean(name, known);
    if (which === "all" || hint !== "")
      tell(found, `${at}/${escaped(name)}`, `is not known here${hint}`);
  }
}

/** Medians do not care, but the run before does: the latest stands last. */
function tellDisorder(runs: readonly PastRun[], found: Found): void {
  let latest = "";
  for (const [index, { released_on: released }] of runs.entries()) {
    if (released === undefined || parseDate(released) === undefined) continue;
    if (released < latest)
      tell(
        found,
        `/runs/${index}/released_on`,
        `${released} stands after ${latest}: put the oldest run first`,
      );
    latest = released > latest ? released : latest;
  }
}

const isAbsent = (raw: Json | undefined): boolean => raw === undefined || raw === null;
const shown = (raw: Json | undefined): string => (isAbsent(raw) ? "is not there" : describe(raw));
const escaped = (name: string): string => name.replaceAll("~", "~0").replaceAll("/", "~1");

function refusal(name: string, mistakes: readonly Mistake[]): GateError {
  const told = mistakes.slice(0, mistakesMax);
  const more = mistakes.length - told.length;
  const lines = told.map(({ pointer, message }) => `${name}#${pointer}: ${message}`);
  const end = more > 0 ? [`and ${more} more`] : [];
  return new GateError("invalid", ["the history of runs is wrong:", ...lines, ...end].join("\n"), {
    mistakes: told,
  });
}
