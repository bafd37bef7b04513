import type { Plan } from "../../lib/core/index.ts";
import { compileSmall, type RuleText } from "./small-engine.ts";

/** A rule of every scope, so that a report tells of whatever a cut could change. */
const rules: readonly RuleText[] = [
  { id: "REC-01", must: "record.total >= 0", missing: "hold" },
  { id: "REC-02", severity: "warn", must: "!has(record.note) || record.note.size() < 12" },
  {
    id: "REC-03",
    severity: "hold",
    when: "record.paid",
    must: "record.serial > 3",
    shadow: true,
    missing: "skip",
  },
  { id: "SET-01", scope: "set", must: "duplicates(key(record.note)).size() == 0", missing: "skip" },
  {
    id: "SET-02",
    scope: "set",
    severity: "hold",
    must: "gaps(key(record.currency), record.serial).size() == 0",
    missing: "skip",
  },
  {
    id: "SET-03",
    scope: "set",
    severity: "warn",
    when: "has(record.total)",
    must: "others(key(record.serial), other.total > record.total).size() < 2",
    missing: "skip",
  },
  {
    id: "ROS-01",
    severity: "hold",
    for: { table: "products" },
    must: "row.sku in records.key(r, r.note)",
  },
  { id: "RUN-01", scope: "run", must: "records.sum(r, r.total) == run.total", missing: "hold" },
  {
    id: "RUN-02",
    scope: "run",
    severity: "warn",
    must: "records.count() == run.count",
    missing: "hold",
  },
  {
    id: "SMP-01",
    severity: "hold",
    must: "has(record.number)",
    sample: { size: 3, confirmed_by: "finance" },
  },
];

export const billPlan = (): Plan => compileSmall({ rules });

export const billTables = {
  products: [{ sku: "a" }, { sku: "b" }, { sku: "missing" }],
};
