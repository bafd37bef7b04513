import { parseDate } from "../expression/time.ts";
import type { Effective } from "../rule.ts";
import { asMap, asText, fieldsOf, kindOf } from "./fields.ts";
import type { Complaints } from "./problem.ts";
import type { Entry } from "./tree.ts";

/** Reads `{ from: 2026-01-01, to: 2026-12-31 }`: both days included, open where absent. */
export function readEffective(entry: Entry | undefined, complaints: Complaints): Effective {
  const map = entry && asMap(entry.value, `'${entry.key.value}'`, complaints);
  if (entry === undefined || map === undefined) return {};
  const fields = fieldsOf(map, ["from", "to"], `'${entry.key.value}'`, complaints);
  const from = dayIn(fields.from, complaints);
  const to = dayIn(fields.to, complaints);
  if (from !== undefined && to !== undefined && from > to)
    complaints.wrong(
      (fields.to as Entry).value.spot,
      `'to' is before 'from': no day would be left, exchange them`,
    );
  return { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

function dayIn(entry: Entry | undefined, complaints: Complaints): number | undefined {
  const text = entry && asText(entry.value, `'${entry.key.value}'`, complaints);
  if (entry === undefined || text === undefined) return undefined;
  const day = parseDate(text.value);
  if (day === undefined)
    complaints.wrong(
      text.spot,
      `'${entry.key.value}' is ${kindOf(text)}, which is no day of the calendar: write YYYY-MM-DD`,
    );
  return day;
}

/** Whether two spans share a day. */
export function sharesDays(a: Effective, b: Effective): boolean {
  const from = Math.max(a.from ?? -Infinity, b.from ?? -Infinity);
  const to = Math.min(a.to ?? Infinity, b.to ?? Infinity);
  return from <= to;
}
