import { rank } from "../severity.ts";
import type { RecordRef, Violation } from "../violation.ts";

/** By rule, record, check, market, element and at last place: no two violations tie. */
export function byRuleAndRecord(a: Violation, b: Violation): number {
  return (
    byText(a.rule, b.rule) ||
    byRecord(a.record, b.record) ||
    byText(a.check ?? "", b.check ?? "") ||
    byText(a.market ?? "", b.market ?? "") ||
    byElement(a.element, b.element) ||
    byText(a.at.join(" "), b.at.join(" ")) ||
    byText(a.fingerprint, b.fingerprint) ||
    byText(JSON.stringify(a), JSON.stringify(b))
  );
}

/** The worst first, shadows last; the order in which violations are kept where not all may be. */
export function worstFirst(a: Violation, b: Violation): number {
  return weight(b) - weight(a) || byRuleAndRecord(a, b);
}

const weight = ({ shadow, severity }: Violation): number => (shadow ? -1 : rank(severity));

/** Files in the order they were given, then places within the file. */
export const byPosition = (
  a: Pick<RecordRef, "position">,
  b: Pick<RecordRef, "position">,
): number => a.position.file - b.position.file || a.position.offset - b.position.offset;

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function byRecord(a: RecordRef | undefined, b: RecordRef | undefined): number {
  if (a && b) return byPosition(a, b);
  return (a ? 1 : 0) - (b ? 1 : 0);
}

function byElement(a: Violation["element"] = {}, b: Violation["element"] = {}): number {
  for (const name of Object.keys(a)) {
    const difference = (a[name] ?? 0) - (b[name] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
