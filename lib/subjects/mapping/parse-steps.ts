import { zoneProblem } from "../../core/expression/functions/zones.ts";
import type { Type } from "../../core/expression/types.ts";
import { article } from "../../core/expression/value.ts";
import { asMap, asText, fieldsOf, textIn, textsIn } from "../../core/ruleset/fields.ts";
import type { Complaints } from "../../core/ruleset/problem.ts";
import type { Entry, Tree } from "../../core/ruleset/tree.ts";
import type { NumberStyle, Steps } from "./mapping.ts";
import type { Drafting } from "./parse-fields.ts";
import {
  hasOffset,
  hasTime,
  patternLetters,
  type TimePattern,
  timePattern,
} from "./time-pattern.ts";

/** The keys of what is done to a text on its way into a field. */
export const stepKeys = [
  "strip",
  "absent",
  "map",
  "prefixes",
  "else",
  "parse",
  "zone",
  "numbers",
] as const;
export type StepEntries = Readonly<Partial<Record<(typeof stepKeys)[number], Entry>>>;

const forTimes = ["parse", "zone"] as const;
const timeTypes: readonly Type["kind"][] = ["date", "instant"];
const numberTypes: readonly Type["kind"][] = ["decimal", "int", "real"];

/** Reads the steps of one value; those that its type has no use for are mistakes. */
export function parseSteps(at: StepEntries, type: Type, drafting: Drafting): Steps {
  const { complaints, defaults } = drafting;
  for (const key of forTimes) tellUseless(at[key], timeTypes, type, complaints);
  tellUseless(at.numbers, numberTypes, type, complaints);
  const strip = textIn(at.strip, complaints);
  const map = wordsIn(at.map, complaints);
  const prefixes = wordsIn(at.prefixes, complaints);
  const pattern = patternIn(at.parse, complaints);
  const zone = zoneIn(at.zone, complaints) ?? defaults.zone;
  if (at.else && !map && !prefixes)
    complaints.wrong(at.else.key.spot, "'else' stands beside 'map' or 'prefixes'");
  if (pattern && at.parse) tellPattern(pattern, type, zone, at.parse, complaints);
  return {
    ...(strip && { strip: strip.value }),
    absent: [...defaults.absent, ...textsIn(at.absent, complaints).map(({ value }) => value)],
    ...(map && { map }),
    ...(prefixes && { prefixes }),
    ...(at.else && { otherwise: { value: wordOf(at.else.value, complaints) ?? null } }),
    ...(pattern && { pattern }),
    ...(zone !== undefined && { zone }),
    numbers: at.numbers ? numbersIn(at.numbers, complaints) : defaults.numbers,
  };
}

function tellUseless(
  entry: Entry | undefined,
  kinds: readonly Type["kind"][],
  type: Type,
  complaints: Complaints,
): void {
  if (entry && !kinds.includes(type.kind))
    complaints.wrong(
      entry.key.spot,
      `'${entry.key.value}' is of no use: ${article(type)} is made here`,
    );
}

function tellPattern(
  pattern: TimePattern,
  type: Type,
  zone: string | undefined,
  { value }: Entry,
  complaints: Complaints,
): void {
  if (type.kind !== "instant") return;
  if (!hasTime(pattern))
    complaints.wrong(value.spot, `'${pattern.text}' tells no time of day, which an instant has`);
  else if (!hasOffset(pattern) && zone === undefined)
    complaints.wrong(value.spot, "an instant needs 'zone', such as Europe/Tallinn, or XXX here");
}

/** A table from text to text; `null` and nothing stand for no value. */
function wordsIn(
  entry: Entry | undefined,
  complaints: Complaints,
): ReadonlyMap<string, string | null> | undefined {
  const map = entry && asMap(entry.value, `'${entry.key.value}'`, complaints);
  if (!map) return undefined;
  const words = map.entries.map(
    ({ key, value }) => [key.value, wordOf(value, complaints)] as const,
  );
  return new Map(words.map(([key, word]) => [key, word ?? null]));
}

function wordOf(tree: Tree, complaints: Complaints): string | null | undefined {
  if (tree.kind !== "text") return asText(tree, "a value", complaints)?.value;
  return tree.plain && (tree.value === "" || tree.value === "null") ? null : tree.value;
}

function patternIn(entry: Entry | undefined, complaints: Complaints): TimePattern | undefined {
  const text = textIn(entry, complaints);
  const pattern = text && timePattern(text.value);
  if (text === undefined || typeof pattern !== "string") return pattern as TimePattern | undefined;
  complaints.wrong(text.spot, `'${text.value}' is no pattern: ${pattern} (${patternLetters})`);
  return undefined;
}

/** An IANA time zone. */
export function zoneIn(entry: Entry | undefined, complaints: Complaints): string | undefined {
  const text = textIn(entry, complaints);
  const problem = text && zoneProblem(text.value);
  if (text && problem !== undefined) complaints.wrong(text.spot, problem);
  return problem === undefined ? text?.value : undefined;
}

/** `{ decimal: ",", thousands: " " }` */
export function numbersIn(entry: Entry | undefined, complaints: Complaints): NumberStyle {
  const map = entry && asMap(entry.value, `'${entry.key.value}'`, complaints);
  const at = map ? fieldsOf(map, ["decimal", "thousands"], "'numbers'", complaints) : {};
  const decimal = separatorIn(at.decimal, /^[.,]$/, "'.' or ','", complaints) ?? ".";
  const thousands = separatorIn(
    at.thousands,
    /^[.,' \u00a0\u202f]$/,
    "one of . , ' or a space",
    complaints,
  );
  if (thousands === decimal && at.thousands)
    complaints.wrong(at.thousands.value.spot, `'${decimal}' cannot separate both`);
  return { decimal: decimal as "." | ",", ...(thousands !== undefined && { thousands }) };
}

function separatorIn(
  entry: Entry | undefined,
  pattern: RegExp,
  right: string,
  complaints: Complaints,
): string | undefined {
  if (entry === undefined) return undefined;
  if (entry.value.kind === "text" && pattern.test(entry.value.value)) return entry.value.value;
  complaints.wrong(entry.value.spot, `'${entry.key.value}' must be ${right}`);
  return undefined;
}
