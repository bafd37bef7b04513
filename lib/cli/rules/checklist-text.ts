import type { AbsentTable, Checklist, UnreadyRule } from "../../app/reference/checklist.ts";
import { kindsSharing } from "../../app/reference/shared-kinds.ts";
import { localizedText } from "../../core/message.ts";
import type { Language } from "../../core/rule.ts";
import type { Subject } from "../../core/subject.ts";
import { subjects } from "../../subjects/registry.ts";
import { counted } from "../counted.ts";
import type { GatePlan } from "../gate-plan.ts";
import type { Palette } from "../outputs/palette.ts";
import { usualStore } from "../reference/store-path.ts";

export interface ChecklistShown {
  readonly palette: Palette;
  readonly locale: Language;
  /** The folder of table files that was named. */
  readonly folder?: string;
  /** The store that was named. */
  readonly store?: string;
}

/** The checklist as people read it: what holds, what does not judge, and what would set it up. */
export function checklistText(
  list: Checklist,
  judge: GatePlan,
  shown: ChecklistShown,
): readonly string[] {
  const { gate, plan } = judge;
  const total = list.rules.length + list.readyRules;
  const { palette } = shown;
  const head = palette.quiet(
    `gate ${gate.name} · rule set ${plan.name} ${plan.revision.slice(0, 12)}`,
  );
  if (list.rules.length === 0)
    return [head, "", `${counted(total, "rule")}: ${palette.pass("every one is set up")}`];
  const holding = list.rules.filter(({ holds }) => holds);
  const silent = list.rules.filter(({ holds, shadow }) => !holds && !shadow);
  const shadows = list.rules.filter(({ holds, shadow }) => !holds && shadow);
  return [
    head,
    ...section("Hold everything they apply to until they are set up", holding, shown),
    ...section("Judge nothing, or not all, until they are set up", silent, shown),
    ...section("The same, but they are in shadow and hold nothing yet", shadows, shown),
    ...setUp(list, judge, shown),
    "",
    `${counted(total, "rule")}: ${list.readyRules} set up, ${list.rules.length} not or not wholly`,
  ];
}

function section(
  title: string,
  rules: readonly UnreadyRule[],
  shown: ChecklistShown,
): readonly string[] {
  if (rules.length === 0) return [];
  return ["", shown.palette.strong(title), ...rules.flatMap((rule) => ruleLines(rule, shown))];
}

function ruleLines(rule: UnreadyRule, { palette, locale }: ChecklistShown): readonly string[] {
  const needs = [...rule.tables, ...rule.fields, ...(rule.history ? ["earlier runs"] : [])];
  const { checks, checksOf } = rule;
  const some =
    checks.length > 0 && checks.length < checksOf
      ? ` (${checks.length} of ${checksOf} checks: ${listed(checks)})`
      : "";
  const why = rule.why === undefined ? "" : reasons[rule.why];
  return [
    `  ${palette[rule.severity](rule.severity.padEnd(5))} ${rule.rule}  ${localizedText(rule.title, locale)}`,
    palette.quiet(`        needs ${listed(needs)}${some}${why}`),
    palette.quiet(`        prevents: ${rule.prevents}`),
  ];
}

const reasons = { locked: "; it is locked", required: "; the gate requires it" } as const;
const shownMax = 8;

function listed(names: readonly string[]): string {
  const more = names.length - shownMax;
  return names.slice(0, shownMax).join(", ") + (more > 0 ? ` and ${more} more` : "");
}

/** What a person would type, for what would switch most on first. */
function setUp(
  { rules, tables }: Checklist,
  { plan, gate }: GatePlan,
  shown: ChecklistShown,
): readonly string[] {
  const withHistory = rules.filter(({ history }) => history);
  const withFields = rules.filter(({ fields }) => fields.length > 0);
  const steps = [
    ...tables.flatMap((table) => tableStep(table, plan.subject, shown)),
    ...(withHistory.length > 0
      ? [
          `  ${counted(withHistory.length, "rule")}: keep the figures of released runs, and give them to each check`,
          `    holdpoint check … --gate ${gate.name} --history history.json`,
        ]
      : []),
    ...(withFields.length > 0
      ? [
          `  ${counted(withFields.length, "rule")}: send fields that this format cannot supply, as JSON or by a mapping`,
        ]
      : []),
  ];
  return steps.length === 0 ? [] : ["", shown.palette.strong("What would set them up"), ...steps];
}

function tableStep(
  { table, rules }: AbsentTable,
  { kind, tables }: Subject,
  { folder, store = usualStore }: ChecklistShown,
): readonly string[] {
  const key = tables[table]?.key ?? [];
  const subject = kindsSharing(table, subjects).length > 1 ? ` --subject ${kind}` : "";
  return [
    `  ${table} for ${counted(rules.length, "rule")} (${listed(rules)}): a row for each ${key.join(" and ")}`,
    folder === undefined
      ? `    holdpoint reference load ${table} ${table}.csv --store ${store}${subject}`
      : `    put ${table}.csv, .json or .ndjson into ${folder}`,
  ];
}
