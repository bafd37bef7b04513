import { findInputs } from "../../adapters/files/inputs.ts";
import { findReferences } from "../../adapters/references/find.ts";
import { businessInstant } from "../../app/business-instant.ts";
import { contextOf } from "../../app/check.ts";
import { GateError } from "../../app/errors.ts";
import type { Gate } from "../../app/gate.ts";
import type { References } from "../../app/reference/source.ts";
import type { Context } from "../../core/context.ts";
import { didYouMean } from "../../core/expression/check/suggest.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import { judgeAll } from "../../core/judge-all.ts";
import { localizedText, messageOf } from "../../core/message.ts";
import { naturalKey } from "../../core/natural-key.ts";
import type { Plan } from "../../core/plan.ts";
import type { Reading, ReadRecord } from "../../core/record.ts";
import type { Report } from "../../core/report.ts";
import type { Language, Rule } from "../../core/rule.ts";
import { traceRule } from "../../core/trace.ts";
import type { Step } from "../../core/trace-steps.ts";
import { readMapping } from "../check/read-mapping.ts";
import { submissionReadings } from "../check/submission-readings.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { gatePlan } from "../gate-plan.ts";
import type { Io } from "../io.ts";
import { placeText } from "../outputs/place-text.ts";
import { plainText } from "../plain-text.ts";

export interface ExplainFlags {
  readonly record?: string;
  readonly gate?: string;
  readonly ruleset?: string;
  readonly mapping?: string;
  readonly reference?: string;
  readonly referenceAt?: string;
  readonly asOf?: string;
  readonly locale: Language;
}

/** `holdpoint rules explain`: one rule on one record, step by step. */
export async function explainRule(
  io: Io,
  flags: ExplainFlags,
  id: string,
  file: string,
): Promise<ExitCode> {
  const { gate, plan } = await gatePlan(io, flags);
  const rule = ruleNamed(plan, id);
  const { readings, header, unsupplied } = await readAll(io, flags, file, plan);
  const record = recordNamed(plan, rule, readings, flags.record, file);
  const references = await referencesOf(io, flags, gate, plan);
  const context: Context = contextOf(
    {
      gate,
      rows: references.rows,
      businessAt: businessInstant(flags.asOf ?? io.now().toISOString(), gate.zone),
      unsupplied,
    },
    header,
  );
  const steps = traceRule(plan, rule, readings, record, context);
  const report = judgeAll(plan, readings, context);
  references.settle();
  references.close();
  const lines = [
    `${rule.id}  ${localizedText(rule.title, flags.locale)}`,
    `record ${plainText(keyOf(plan, record) ?? "")}  ${placeText(record.place)}`,
    "",
    ...steps.map(stepText),
    "",
    ...outcomeLines(report, rule, record, flags.locale, gate.zone),
  ];
  await io.stdout.write(`${lines.join("\n")}\n`);
  return exitCodes.clear;
}

function ruleNamed({ rules }: Plan, id: string): Rule {
  const rule = rules.find((one) => one.id === id);
  if (rule) return rule;
  const ids = rules.map((one) => one.id);
  const hint = didYouMean(id, ids) || `; there are ${ids.join(", ")}`;
  throw new GateError("not_found", `there is no rule '${id}'${hint}`);
}

interface ReadAll {
  readonly readings: readonly Reading[];
  readonly header: JsonObject;
  readonly unsupplied: readonly string[];
}

async function readAll(io: Io, flags: ExplainFlags, file: string, plan: Plan): Promise<ReadAll> {
  const inputs = await findInputs([file], io.cwd, io.stdin.open);
  const mapping = flags.mapping && (await readMapping(flags.mapping, io, plan));
  let header: JsonObject = {};
  const readings: Reading[] = [];
  const batches = submissionReadings({
    inputs,
    subject: plan.subject,
    ...(mapping && { mapping }),
    onHeader: (found) => {
      header = found;
    },
    onBytes: () => {},
  });
  for await (const batch of batches) readings.push(...batch);
  return { readings, header, unsupplied: mapping ? mapping.unsupplied : [] };
}

async function referencesOf(
  { cwd }: Io,
  { reference, referenceAt }: ExplainFlags,
  { zone }: Gate,
  plan: Plan,
): Promise<References> {
  const named = {
    ...(reference !== undefined && { reference }),
    ...(referenceAt !== undefined && { referenceAt }),
  };
  return findReferences({ ...named, cwd, zone }, plan);
}

const keyOf = ({ subject }: Plan, { of, value }: ReadRecord): string | undefined => {
  const kind = subject.records.find(({ name }) => name === of) ?? subject.records[0];
  return kind && naturalKey(value, kind);
};

function recordNamed(
  plan: Plan,
  rule: Rule,
  readings: readonly Reading[],
  key: string | undefined,
  file: string,
): ReadRecord {
  const records = readings.filter(
    (reading): reading is ReadRecord =>
      reading.kind === "record" && (reading.of ?? plan.subject.records[0]?.name) === rule.of,
  );
  const keyed = records.filter((record) => keyOf(plan, record) !== undefined);
  const found = keyed.find((record) => key === undefined || keyOf(plan, record) === key);
  if (found) return found;
  const [broken] = readings.filter((reading) => reading.kind === "unreadable");
  const why = broken ? ` (${placeText(broken.place)}: ${broken.reason})` : "";
  if (key === undefined)
    throw new GateError("invalid", `${file} has no ${rule.of} with a natural key${why}`);
  const keys = keyed.slice(0, 1000).map((record) => keyOf(plan, record) as string);
  const hint = didYouMean(key, keys) || `; there are ${keys.slice(0, 10).join(", ")}`;
  throw new GateError("not_found", `${file} has no record '${key}'${hint}${why}`);
}

function stepText({ depth, text, value }: Step): string {
  const shown = value === undefined ? text : `${text} = ${value}`;
  return `${"  ".repeat(depth)}${plainText(shown)}`;
}

/** What the engine itself says, so that a trace can be held against it. */
function outcomeLines(
  report: Report,
  { id }: Rule,
  { position }: ReadRecord,
  language: Language,
  zone: string,
): readonly string[] {
  const own = report.violations.filter(
    ({ rule, record }) =>
      rule === id &&
      (record === undefined ||
        (record.position.file === position.file && record.position.offset === position.offset)),
  );
  if (own.length === 0) return ["outcome: no violation"];
  return own.flatMap((violation) => [
    `outcome: ${violation.outcome} (${violation.severity})` +
      (violation.check ? `, check ${violation.check}` : ""),
    `  ${plainText(messageOf(violation, report.texts[id], language, zone))}`,
    ...violation.evidence.map(
      ({ expression, value }) => `    ${plainText(expression)} = ${plainText(value)}`,
    ),
  ]);
}
