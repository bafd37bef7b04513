import { buildCommand } from "@stricli/core";
import type { NewFlags } from "../rules/new-rule.ts";
import { type Session, working } from "../session.ts";

const text = (value: string): string => value;

export const newCommand = buildCommand<NewFlags, [string], Session>({
  loader: working(async () => (await import("../rules/new-rule.ts")).newRule),
  parameters: {
    positional: {
      kind: "tuple",
      parameters: [{ brief: "The new rule's id, such as ORD-99", placeholder: "ID", parse: text }],
    },
    flags: {
      gate: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "NAME",
        brief: "The gate whose rule set it joins (required without --ruleset)",
      },
      ruleset: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "PATH",
        brief: "The folder of the rule set it joins",
      },
      subject: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "KIND",
        brief: "Begin a rule set for this kind in the folder of --ruleset, with a gate of its name",
      },
      theme: {
        kind: "parsed",
        parse: text,
        optional: true,
        placeholder: "NAME",
        brief: "The file it goes to, without .yaml: prices, delivery …; new-rules when absent",
      },
    },
  },
  docs: {
    brief: "Scaffold a rule with its cases",
    fullDescription:
      "Adds a rule to a rule set, in every language of the set and with a case that passes, one\n" +
      "that violates and the record they are about. It passes `rules check` and `rules test`\n" +
      "as it is; fill in what it is really about.\n\n" +
      "Exit codes: 0 written, 3 the id is taken or the rule set is wrong, 4 it could not be\n" +
      "written.",
    customUsage: [
      "ID --gate NAME [--theme NAME]",
      { input: "ORD-99 --gate order", brief: "into rulesets/order/new-rules.yaml" },
      { input: "ORD-99 --gate order --theme prices", brief: "into rulesets/order/prices.yaml" },
      {
        input: "ACME-01 --ruleset ./rulesets/acme --subject order",
        brief: "begin a rule set of your own, and a gate",
      },
    ],
  },
});
