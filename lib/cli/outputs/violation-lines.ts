import { messageOf } from "../../core/message.ts";
import type { RecordRef, Violation } from "../../core/violation.ts";
import { plainText } from "../plain-text.ts";
import { placeText } from "./place-text.ts";
import type { RuleGroup } from "./rule-groups.ts";
import type { Showing } from "./showing.ts";

/** One violation: where it is, what it says, and the values that decided it. */
export function violationLines(
  violation: Violation,
  group: RuleGroup,
  { language, zone, palette }: Showing,
): readonly string[] {
  const { record, severity, others = [], evidence } = violation;
  const named = severity === group.severity ? "" : `  ${palette[severity](severity)}`;
  const message = messageOf(violation, group.texts, language, zone);
  return [
    `  ${record ? recordText(record) : "the submission"}${whereText(violation)}${named}`,
    `      ${plainText(message)}`,
    ...evidence.map(({ expression, value }) =>
      palette.quiet(`      ${plainText(expression)} = ${plainText(value)}`),
    ),
    ...(others.length > 0 ? [palette.quiet(`      see also ${othersText(others)}`)] : []),
    ...moneyLines(violation).map((line) => palette.quiet(`      ${line}`)),
  ];
}

const recordText = ({ key, place }: RecordRef): string => `${placeText(place)}  ${plainText(key)}`;

/** The check, the market and the fields, as far as there are any; in XML by their XPaths. */
function whereText({ check, market, at, xpath = at }: Violation): string {
  const parts = [check, market, xpath.slice(0, 3).join(" ")].filter((part) => part);
  return parts.length > 0 ? `  ${plainText(parts.join("  "))}` : "";
}

const othersMax = 3;

function othersText(others: readonly RecordRef[]): string {
  const shown = others
    .slice(0, othersMax)
    .map(({ key, place }) => `${plainText(key)} (${placeText(place)})`);
  const more = others.length - shown.length;
  return `${shown.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

const moneyLines = ({ moneyAtRisk, currency }: Violation): readonly string[] =>
  moneyAtRisk === undefined ? [] : [`money at risk: ${moneyAtRisk} ${currency ?? ""}`.trimEnd()];
