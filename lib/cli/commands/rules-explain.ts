import { buildCommand } from "@stricli/core";
import { languages } from "../../core/rule.ts";
import type { ExplainFlags } from "../rules/explain-rule.ts";
import { type Session, working } from "../session.ts";

const text = (value: string): string => value;
const optional = { kind: "parsed", parse: text, optional: true } as const;

export const explainCommand = buildCommand<ExplainFlags, [string, string], Session>({
  loader: working(async () => (await import("../rules/explain-rule.ts")).explainRule),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [
        { brief: "The rule's id, such as ORD-10", placeholder: "RULE", parse: text },
        { brief: "A file with the record; - is standard input", placeholder: "FILE", parse: text },
      ],
    },
    flags: {
      record: {
        ...optional,
        placeholder: "KEY",
        brief: "Natural key of the record; the first one when absent",
      },
      gate: { ...optional, placeholder: "NAME", brief: "The gate that judges (required)" },
      ruleset: { ...optional, placeholder: "PATH", brief: "Use the rule set in this folder" },
      mapping: { ...optional, placeholder: "FILE", brief: "Says which column is which field" },
      reference: {
        ...optional,
        placeholder: "PATH",
        brief: "Reference tables: a folder or a store",
      },
      referenceAt: { ...optional, placeholder: "WHEN", brief: "Read the store as it was then" },
      asOf: { ...optional, placeholder: "DATE", brief: "Judge as of the end of this day" },
      locale: {
        kind: "enum",
        values: languages,
        default: "en",
        brief: "Language of title and message",
      },
    },
  },
  docs: {
    brief: "Show one rule on one record, step by step",
    fullDescription:
      "Judges one record by one rule and shows how: the elements, each name it defines, `when`\n" +
      "and `must` with the value of every part, the severity, the outcome and why.\n\n" +
      "Exit codes: 0 it was explained, whatever came of it; 3 there is no such rule or record.",
    customUsage: [
      "RULE FILE --gate NAME [--record KEY] [options]",
      { input: "ORD-10 order.json --gate order", brief: "the first record of a file" },
      { input: "ORD-10 orders.ndjson --gate order --record B-2004", brief: "the record of a key" },
    ],
  },
});
