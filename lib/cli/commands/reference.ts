import { buildCommand, buildRouteMap, numberParser } from "@stricli/core";
import { withExamples } from "../examples.ts";
import type { CheckTablesFlags } from "../reference/check-tables.ts";
import type { ListFlags } from "../reference/list-tables.ts";
import type { LoadFlags } from "../reference/load-table.ts";
import { type Session, working } from "../session.ts";

const text = (value: string): string => value;
const optional = { kind: "parsed", parse: text, optional: true } as const;
const json = {
  kind: "boolean",
  optional: true,
  withNegated: false,
  brief: "For machines",
} as const;
const store = {
  kind: "parsed",
  parse: text,
  default: "reference.sqlite",
  placeholder: "PATH",
  brief: "The file that keeps every version",
} as const;

const loadCommand = buildCommand<LoadFlags, [string, ...string[]], Session>({
  loader: working(async () => (await import("../reference/load-table.ts")).loadReference),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "The table, then its files: .csv, .json or .ndjson",
        placeholder: "TABLE FILE",
        parse: text,
      },
      minimum: 2,
    },
    flags: {
      subject: { ...optional, placeholder: "KIND", brief: "Whose table, where kinds differ in it" },
      store,
      add: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Join the rows to those that are there; without it they are the whole table",
      },
      json,
    },
  },
  docs: {
    brief: "Make a new version of a reference table",
    fullDescription:
      "Checks the rows of some files against the table's columns and makes them its new version,\n" +
      "whole or not at all. Every mistake is told with its line; rows of one key that are in force\n" +
      "on one day are refused. Earlier versions stay: `check --reference-at` reads them. Equal rows\n" +
      "make no new version. With --add, a row takes the place of one with its key and first day.\n\n" +
      "Exit codes: 0 loaded, or nothing was new; 3 a row is wrong, or the store cannot be written.",
    customUsage: [
      "TABLE FILE... [--store PATH] [--add] [--subject KIND]",
      { input: "products products.csv", brief: "into reference.sqlite" },
      { input: "price_lists eur.csv nok.csv --store prices.sqlite", brief: "from several files" },
      { input: "contracts changes.ndjson --add", brief: "only what has changed" },
    ],
  },
});

const listCommand = buildCommand<ListFlags, [], Session>({
  loader: working(async () => (await import("../reference/list-tables.ts")).listReferences),
  parameters: { positional: { kind: "tuple", parameters: [] }, flags: { store, json } },
  docs: {
    brief: "Tell the versions of every table, with rows, dates, digests and sources",
    fullDescription:
      "Lists every version of every table of a store, the latest first, and the tables that ship.\n\n" +
      "Exit codes: 0 told, 3 there is no such store.",
    customUsage: ["[--store PATH] [--json]"],
  },
});

const checkCommand = buildCommand<CheckTablesFlags, [], Session>({
  loader: working(async () => (await import("../reference/check-tables.ts")).checkTables),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      gate: {
        ...optional,
        placeholder: "NAME",
        brief: "The gate whose tables are looked at (required)",
      },
      ruleset: { ...optional, placeholder: "PATH", brief: "Use the rule set in this folder" },
      reference: {
        ...optional,
        placeholder: "PATH",
        brief: "A folder of tables, or a store; reference.sqlite, where there is one, when absent",
      },
      referenceAt: { ...optional, placeholder: "WHEN", brief: "Look at the store as it was then" },
      asOf: { ...optional, placeholder: "DATE", brief: "The day that counts as today" },
      within: {
        kind: "parsed",
        parse: parseDays,
        default: "30",
        placeholder: "DAYS",
        brief: "How soon an end is told",
      },
      json,
    },
  },
  docs: {
    brief: "Find gaps, rows that end soon, and tables that rules want",
    fullDescription:
      "Looks through the tables of a gate for what makes look-ups find nothing: days between two\n" +
      "rows of a key, keys that end soon with nothing after, tables in which nothing is in force,\n" +
      "and tables that rules read but nobody loaded. What is wrong in a file is told by line.\n\n" +
      "Exit codes: 0 nothing found, 1 something is to be done, 3 a table is wrong.",
    customUsage: [
      "--gate NAME [--reference PATH] [--as-of DATE] [--within DAYS]",
      { input: "--gate billing-run", brief: "what is to be done before the next run" },
      { input: "--gate order --reference tables/ --within 7", brief: "a folder, one week ahead" },
    ],
  },
});

function parseDays(value: string): number {
  const days = numberParser(value);
  if (Number.isSafeInteger(days) && days >= 0 && days <= 36_500) return days;
  throw new Error("write a whole number of days, 0 or more");
}

export const referenceCommands = buildRouteMap({
  routes: { load: loadCommand, list: listCommand, check: checkCommand },
  docs: {
    brief: "Load and look after the tables that rules look things up in",
    fullDescription: withExamples("What rules know beside the records.", [
      ["holdpoint reference load products products.csv", "make a new version of a table"],
      ["holdpoint reference list", "versions, rows, digests"],
      ["holdpoint reference check --gate order", "gaps, ends, and what is absent"],
      [
        "holdpoint check orders.ndjson --gate order --reference reference.sqlite",
        "judge with the latest versions",
      ],
    ]),
  },
});
