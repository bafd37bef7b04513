import type { Plan } from "../../core/plan.ts";

/** The reference tables that a plan reads anywhere: in conditions, texts, rosters, or by a calendar. */
export function tablesRead(plan: Plan): ReadonlySet<string> {
  const tables = new Set(plan.rules.flatMap(({ checks }) => checks.flatMap((one) => one.tables)));
  walk([plan.rules, plan.aggregates, plan.kinds], (part) => {
    const { op, table, archive, fn, roster } = part;
    if ((op === "lookup" || op === "rows") && typeof table === "string") tables.add(table);
    if (op === "set" && typeof archive === "string") tables.add(archive);
    if (op === "call" && /WorkingDay/i.test(String(fn))) tables.add("calendars");
    if (isPart(roster)) tables.add(String(roster["table"]));
  });
  return new Set([...tables].filter((table) => Object.hasOwn(plan.subject.tables, table)));
}

type Part = Readonly<Record<string, unknown>>;

const isPart = (value: unknown): value is Part => typeof value === "object" && value !== null;

function walk(value: unknown, look: (part: Part) => void): void {
  if (!isPart(value)) return;
  if (!Array.isArray(value)) look(value);
  for (const part of Object.values(value)) walk(part, look);
}
