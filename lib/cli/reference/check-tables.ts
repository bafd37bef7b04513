import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { findReferences } from "../../adapters/references/find.ts";
import { businessInstant } from "../../app/business-instant.ts";
import { contextOf } from "../../app/check.ts";
import { checklistOf, type UnreadyRule } from "../../app/reference/checklist.ts";
import { type Examined, examineTable, type Findings } from "../../app/reference/examine-table.ts";
import { businessDay } from "../../core/judge/preparation.ts";
import type { ReferenceRows, Table } from "../../core/subject.ts";
import { counted } from "../counted.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { type GatePlan, gatePlan } from "../gate-plan.ts";
import { type Io, wantsColour } from "../io.ts";
import { type Palette, paletteOf } from "../outputs/palette.ts";
import { plainText } from "../plain-text.ts";
import { usualStore } from "./store-path.ts";

export interface CheckTablesFlags {
  readonly gate?: string;
  readonly ruleset?: string;
  readonly reference?: string;
  readonly referenceAt?: string;
  readonly asOf?: string;
  readonly within: number;
  readonly json?: boolean;
}

interface TableFound extends Examined {
  readonly table: string;
  readonly dated: boolean;
}

interface AbsentFound {
  readonly table: string;
  readonly required: boolean;
  readonly rules: readonly string[];
}

/** `holdpoint reference check`: what will make a gate's look-ups find nothing, today or soon. */
export async function checkTables(io: Io, flags: CheckTablesFlags): Promise<ExitCode> {
  const judge = await gatePlan(io, flags);
  const { gate, plan } = judge;
  const references = await findReferences(namedIn(io, flags, gate.zone), plan);
  try {
    const businessAt = businessInstant(flags.asOf ?? io.now().toISOString(), gate.zone);
    const context = contextOf({ gate, rows: references.rows, businessAt, unsupplied: [] }, {});
    const today = Number(businessDay(context));
    const tables = examined(judge, references.rows, today, flags.within);
    const absent = absentOf(checklistOf(plan, context).rules, judge, references.rows);
    references.settle();
    const found = { tables, absent };
    const text = flags.json
      ? JSON.stringify(
          { schema: "holdpoint/reference-check/1", gate: gate.name, ...found },
          null,
          2,
        )
      : linesOf(found, flags.within, paletteOf(wantsColour(io, io.stdout))).join("\n");
    await io.stdout.write(`${text}\n`);
    return isAny(found) ? exitCodes.held : exitCodes.clear;
  } finally {
    references.close();
  }
}

function namedIn(io: Io, { reference, referenceAt }: CheckTablesFlags, zone: string) {
  const named = reference ?? (existsSync(resolve(io.cwd, usualStore)) ? usualStore : undefined);
  return {
    ...(named !== undefined && { reference: named }),
    ...(referenceAt !== undefined && { referenceAt }),
    cwd: io.cwd,
    zone,
  };
}

const examined = (
  { plan: { subject } }: GatePlan,
  rows: ReferenceRows,
  today: number,
  within: number,
): readonly TableFound[] =>
  Object.entries(subject.tables)
    .filter(([name]) => rows.loaded(name))
    .map(([name, table]) => ({
      table: name,
      dated: table.dated,
      ...examineTable(table as Table, rows.all(name) ?? [], today, within),
    }));

function absentOf(
  rules: readonly UnreadyRule[],
  { gate }: GatePlan,
  rows: ReferenceRows,
): readonly AbsentFound[] {
  const required = gate.requiredTables.filter((table) => !rows.loaded(table));
  const names = new Set([...required, ...rules.flatMap(({ tables }) => tables)]);
  return [...names].sort().map((table) => ({
    table,
    required: required.includes(table),
    rules: rules
      .filter(({ tables }) => tables.includes(table))
      .map(({ rule }) => rule)
      .sort(),
  }));
}

interface Found {
  readonly tables: readonly TableFound[];
  readonly absent: readonly AbsentFound[];
}

/** Keys that have ended are how articles and contracts end: they are told, and hinder nothing. */
const isAny = ({ tables, absent }: Found): boolean =>
  absent.length > 0 ||
  tables.some(
    ({ gaps, endSoon, rows, inForce }) =>
      gaps.count + endSoon.count > 0 || (rows > 0 && inForce === 0),
  );

function linesOf({ tables, absent }: Found, within: number, palette: Palette): readonly string[] {
  const head = tables.map(({ table, rows, inForce, dated }) => {
    const now = dated ? `, ${inForce.toLocaleString("en-GB")} in force` : "";
    return `  ${palette.strong(table)}  ${counted(rows, "row")}${now}`;
  });
  return [
    tables.length > 0 ? "Loaded" : "No table is loaded",
    ...head,
    ...tables.flatMap((found) => findingLines(found, within, palette)),
    ...(absent.length > 0 ? ["", "Wanted by rules, and absent"] : []),
    ...absent.map(({ table, rules, required }) => {
      const why = required ? palette.hold("  required: submissions are held") : "";
      return `  ${palette.strong(table)}  ${rules.join(" ")}${why}`;
    }),
    "",
    isAny({ tables, absent })
      ? palette.hold("Something is to be done.")
      : palette.pass("All is well."),
  ];
}

function findingLines(
  { table, rows, inForce, gaps, endSoon, ended }: TableFound,
  within: number,
  palette: Palette,
): readonly string[] {
  const told = (title: string, { count, examples }: Findings): readonly string[] =>
    count === 0
      ? []
      : [
          "",
          `${palette.strong(table)}: ${title.replace("#", count.toLocaleString("en-GB"))}`,
          ...examples.map((text) => `  ${plainText(text)}`),
          ...(count > examples.length
            ? [palette.quiet(`  and ${count - examples.length} more`)]
            : []),
        ];
  return [
    ...(rows > 0 && inForce === 0
      ? ["", `${palette.strong(table)}: no row is in force today`]
      : []),
    ...told("# gaps, in which look-ups find no row", gaps),
    ...told(`# keys end within ${counted(within, "day")}, with nothing after`, endSoon),
    ...(ended.count > 0
      ? ["", `${palette.strong(table)}: ${counted(ended.count, "key")} ended before today`]
      : []),
  ];
}
