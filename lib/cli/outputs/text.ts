import { builtInTexts } from "../../core/built-in-texts.ts";
import { localizedText } from "../../core/message.ts";
import type { Report } from "../../core/report.ts";
import type { Severity, Verdict } from "../../core/severity.ts";
import { builtIn, type RecordRef } from "../../core/violation.ts";
import { counted } from "../counted.ts";
import { plainText } from "../plain-text.ts";
import { placeText } from "./place-text.ts";
import { fixIn, type RuleGroup, ruleGroups, titleIn } from "./rule-groups.ts";
import type { Showing } from "./showing.ts";
import { violationLines } from "./violation-lines.ts";

/** The result as people read it: what is wrong, worst first, and the verdict at the end. */
export function* textOutput(showing: Showing): Generator<string, void, void> {
  for (const section of sectionsOf(showing))
    if (section.length > 0) yield `${section.join("\n")}\n\n`;
  yield `${totals(showing).join("\n")}\n`;
}

const sectionsOf = (showing: Showing): readonly (readonly string[])[] => [
  heading(showing),
  recordLines(showing),
  ...ruleGroups(showing.report).map((group) => groupLines(group, showing)),
  unreadableLines(showing),
  notConfiguredLines(showing),
];

function heading({ report, palette }: Showing): readonly string[] {
  const { gate, ruleset, businessAt } = report;
  const revision = `${ruleset.name} ${ruleset.revision.slice(0, 12)}`;
  return [palette.quiet(`gate ${gate} · rule set ${revision} · as of ${businessAt}`)];
}

function recordLines(showing: Showing): readonly string[] {
  const { records = [], report } = showing;
  const verdicts = new Map(report.held.map((held) => [positionText(held), held.verdict]));
  const width = Math.max(0, ...records.map(({ key }) => plainText(key).length));
  return records.map((record) => {
    const isUnreadable = report.unreadable.some(
      (one) => positionText(one) === positionText(record),
    );
    const verdict = isUnreadable ? "hold" : (verdicts.get(positionText(record)) ?? "pass");
    const rules = isUnreadable ? ["unreadable"] : rulesOf(record, report);
    const key = plainText(record.key).padEnd(width);
    const place = showing.palette.quiet(placeText(record.place));
    const named = rules.length > 0 ? `  ${rules.join(" ")}` : "";
    return `${verdictText(verdict, showing)}  ${key}  ${place}${named}`;
  });
}

const positionText = ({ position }: Pick<RecordRef, "position">): string =>
  `${position.file} ${position.offset}`;

function rulesOf(record: RecordRef, { violations }: Report): readonly string[] {
  const own = violations.filter(
    (one) => one.record && positionText(one.record) === positionText(record),
  );
  return [...new Set(own.filter(({ shadow }) => !shadow).map(({ rule }) => rule))];
}

const verdictText = (verdict: Verdict, { palette }: Showing): string =>
  palette[verdict](verdict.padEnd(5));

const severityText = (severity: Severity, { palette }: Showing): string =>
  palette[severity](severity.toUpperCase());

function groupLines(group: RuleGroup, showing: Showing): readonly string[] {
  const { language, palette, samples } = showing;
  const shown = group.listed.slice(0, samples);
  const more = group.count - shown.length;
  const fix = fixIn(group, language);
  return [
    groupHeading(group, showing),
    ...shown.flatMap((violation) => violationLines(violation, group, showing)),
    ...(more > 0 ? [palette.quiet(`  and ${numberText(more)} more`)] : []),
    ...(fix === "" ? [] : [`  ${palette.strong("→")} ${fix}`]),
  ];
}

function groupHeading(group: RuleGroup, showing: Showing): string {
  const { palette, language, titleOf } = showing;
  const count = counted(group.count, "violation");
  const shadow = group.shadow ? " (in shadow: counted, holds nothing)" : "";
  const title = palette.strong(`${group.rule}  ${titleIn(group, language, titleOf)}`);
  const counts = palette.quiet(`${count}${shadow}`);
  return `${severityText(group.severity, showing)}  ${title}  ${counts}`;
}

function unreadableLines({ report, palette, samples, language }: Showing): readonly string[] {
  const { unreadable, counts } = report;
  const title = localizedText(builtInTexts[builtIn.unreadable]?.title, language);
  if (unreadable.length === 0) return [];
  const more = counts.unreadable - Math.min(samples, unreadable.length);
  return [
    `${palette.hold("HOLD")}  ${palette.strong(`unreadable  ${title}`)}  ` +
      palette.quiet(counted(counts.unreadable, "piece")),
    ...unreadable
      .slice(0, samples)
      .map(({ place, code, reason }) => `  ${placeText(place)}  ${code}: ${plainText(reason)}`),
    ...(more > 0 ? [palette.quiet(`  and ${numberText(more)} more`)] : []),
  ];
}

/** What a pass does not cover, so that nobody takes it for more than it is. */
function notConfiguredLines({ report, palette, titleOf }: Showing): readonly string[] {
  const rules = report.rules.filter(({ notConfigured }) => notConfigured !== undefined);
  if (rules.length === 0) return [];
  return [
    palette.strong("Not configured: these rules did not judge all they could"),
    ...rules.flatMap(({ rule, notConfigured }) => [
      `  ${rule}  ${titleOf(rule)}  ${palette.quiet(`needs ${listText(notConfigured?.needs ?? [])}`)}`,
      palette.quiet(`      prevents: ${notConfigured?.prevents}`),
    ]),
  ];
}

const neededMax = 6;

const listText = (names: readonly string[]): string =>
  names.length > neededMax
    ? `${names.slice(0, neededMax).join(", ")} and ${names.length - neededMax} more`
    : names.join(", ");

function totals(showing: Showing): readonly string[] {
  const { report, palette } = showing;
  const { received, passed, held, blocked, unreadable } = report.counts;
  const omitted = report.violationsOmitted;
  return [
    ...(omitted > 0
      ? [palette.quiet(`${numberText(omitted)} violations are counted but not listed`)]
      : []),
    `${numberText(received)} received = ${numberText(passed)} passed + ${numberText(held)} held + ` +
      `${numberText(blocked)} blocked + ${numberText(unreadable)} unreadable`,
    `verdict: ${palette[report.verdict](report.verdict)}`,
  ];
}

const numberText = (value: number): string => value.toLocaleString("en-GB");
