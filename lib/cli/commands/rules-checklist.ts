import { buildCommand } from "@stricli/core";
import { languages } from "../../core/rule.ts";
import type { ChecklistFlags } from "../rules/checklist-rules.ts";
import { inputFormats } from "../rules/input-formats.ts";
import { type Session, working } from "../session.ts";

const text = (value: string): string => value;
const optional = { kind: "parsed", parse: text, optional: true } as const;

export const checklistCommand = buildCommand<ChecklistFlags, [], Session>({
  loader: working(async () => (await import("../rules/checklist-rules.ts")).checklistRules),
  parameters: {
    positional: { kind: "tuple", parameters: [] },
    flags: {
      gate: {
        ...optional,
        placeholder: "NAME",
        brief: "The gate whose rules are looked at (required)",
      },
      ruleset: { ...optional, placeholder: "PATH", brief: "Use the rule set in this folder" },
      reference: {
        ...optional,
        placeholder: "PATH",
        brief: "Reference tables: a folder or a store",
      },
      referenceAt: { ...optional, placeholder: "WHEN", brief: "Read the store as it was then" },
      history: { ...optional, placeholder: "FILE", brief: "Figures of earlier released runs" },
      mapping: {
        ...optional,
        placeholder: "FILE",
        brief: "What it does not fill counts as lacking",
      },
      format: {
        kind: "enum",
        values: inputFormats,
        default: "json",
        brief: "What is submitted: what an e-invoice cannot supply counts as lacking",
      },
      locale: { kind: "enum", values: languages, default: "en", brief: "Language of titles" },
      json: { kind: "boolean", optional: true, withNegated: false, brief: "For machines" },
    },
  },
  docs: {
    brief: "Tell which rules are not set up, and what they would prevent",
    fullDescription:
      "Lists the rules of a gate that cannot judge, or not wholly: which tables, fields or earlier\n" +
      "runs each lacks, what it would prevent, and the commands that would set it up. First those\n" +
      "that hold what they apply to, because they are locked or the gate requires a table.\n\n" +
      "Exit codes: 0 it was told, 3 there is no such gate, or a table is wrong.",
    customUsage: [
      "--gate NAME [--reference PATH] [options]",
      { input: "--gate billing-run", brief: "what to load first" },
      {
        input: "--gate billing-run --reference reference.sqlite --format e-invoice",
        brief: "what is left when e-invoices come",
      },
    ],
  },
});
