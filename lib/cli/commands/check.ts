import { buildCommand, numberParser } from "@stricli/core";
import { languages } from "../../core/rule.ts";
import type { CheckFlags } from "../check/run-check.ts";
import { failOnLevels } from "../check/verdict-code.ts";
import { parseDestination } from "../outputs/destination.ts";
import { type Session, working } from "../session.ts";

const text = (value: string): string => value;

export const checkCommand = buildCommand<CheckFlags, string[], Session>({
  loader: working(async () => (await import("../check/run-check.ts")).runCheck),
  parameters: {
    positional: {
      kind: "array",
      parameter: {
        brief: "JSON, NDJSON or CSV; - is standard input. Several files are one submission",
        placeholder: "FILE",
        parse: text,
      },
      minimum: 1,
    },
    flags: {
      gate: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "NAME",
        brief:
          "The gate that judges: ./gates/NAME.yaml, or one that ships with Holdpoint (required)",
      },
      ruleset: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "PATH",
        brief: "Judge by the rule set in this folder instead of the gate's",
      },
      mapping: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "FILE",
        brief: "Says which column or path is which field; needed for CSV",
      },
      reference: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "PATH",
        brief: "Reference tables: a folder with a file each, or a store of `reference load`",
      },
      referenceAt: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "WHEN",
        brief: "Read the store as it was on this day, at this instant, or after this load",
      },
      history: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "FILE",
        brief:
          "Figures of earlier released runs, that run rules compare with (holdpoint/history/1)",
      },
      asOf: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "DATE",
        brief: "Judge as of the end of this day, or of an instant; now when absent",
      },
      locale: {
        kind: "enum",
        values: languages,
        default: "en",
        brief: "Language of titles, messages and fixes",
      },
      output: {
        kind: "parsed",
        parse: parseDestination,
        variadic: true,
        optional: true,
        placeholder: "FORMAT[=PATH]",
        brief:
          "text, json (the report), ndjson (violations) or records (all that are not passed); may " +
          "be repeated; text when absent",
      },
      failOn: {
        kind: "enum",
        values: failOnLevels,
        default: "hold",
        brief: "What makes the exit code other than 0",
      },
      maxViolations: {
        kind: "parsed",
        parse: parseCount,
        default: "10000",
        placeholder: "N",
        brief: "List at most so many violations, the worst first; all are counted",
      },
      samples: {
        kind: "parsed",
        parse: parseCount,
        default: "3",
        placeholder: "N",
        brief: "Violations that text shows of each rule",
      },
      workers: {
        kind: "parsed",
        parse: parseCount,
        optional: true,
        placeholder: "N",
        brief: "Threads that judge a large submission; 0 uses none; one a processor when absent",
      },
      resume: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Go on with a large submission where an interruption left it",
      },
      noCache: {
        kind: "boolean",
        optional: true,
        withNegated: false,
        brief: "Compile the rule set even where a compiled one is kept",
      },
    },
  },
  docs: {
    brief: "Judge records against a gate's rules",
    fullDescription:
      "Judges every record of some files as one submission. It only judges: nothing is stored,\n" +
      "and no release pass is given.\n\n" +
      "A record that does not parse or has no natural key is unreadable and held, with its\n" +
      "place. received = passed + held + blocked + unreadable, always.\n\n" +
      "Exit codes: 0 nothing at or above --fail-on, 1 something is held or blocked, 2 only\n" +
      "warnings and --fail-on warn, 3 the job could not be done (nothing was judged), 4 an\n" +
      "output could not be written, or its reader went away.",
    customUsage: [
      "FILE... --gate NAME [options]",
      { input: "orders.ndjson --gate order", brief: "judge a file" },
      {
        input: "*.csv --gate order --mapping mapping.yaml --reference tables/",
        brief: "judge several CSV files as one submission, with reference tables",
      },
      {
        input: "- --gate order --output text --output json=report.json < orders.json",
        brief: "judge standard input, show it to people and keep the report for machines",
      },
      {
        input: "orders.ndjson --gate order --locale et --fail-on warn",
        brief: "Estonian messages, and exit code 2 for warnings",
      },
    ],
  },
});

function parseCount(value: string): number {
  const count = numberParser(value);
  if (Number.isSafeInteger(count) && count >= 0) return count;
  throw new Error("write a whole number, 0 or more");
}
