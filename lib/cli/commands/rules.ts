import { buildCommand, buildRouteMap } from "@stricli/core";
import { withExamples } from "../examples.ts";
import type { DocFlags } from "../rules/doc-rules.ts";
import type { TestFlags } from "../rules/test-rules.ts";
import { type Session, working } from "../session.ts";
import { checklistCommand } from "./rules-checklist.ts";
import { explainCommand } from "./rules-explain.ts";
import { newCommand } from "./rules-new.ts";

/** The rule sets that a command is about. */
const ruleSetNames = {
  kind: "array",
  parameter: {
    brief: "Name of a rule set, or path of its folder; all of ./rulesets when absent",
    placeholder: "RULESET",
    parse: (value: string): string => value,
  },
} as const;

const checkCommand = buildCommand<Record<string, never>, string[], Session>({
  loader: working(async () => (await import("../rules/check-rules.ts")).checkRules),
  parameters: { flags: {}, positional: ruleSetNames },
  docs: {
    brief: "Type-check rule sets and tell every mistake",
    fullDescription:
      "Reads, type-checks and compiles rule sets. Every mistake is told in one run as\n" +
      "file:line:col: message [rule], with the line and a caret. Warnings fail nothing.\n\n" +
      "Exit codes: 0 no mistake, 3 at least one.",
    customUsage: [
      "[RULESET...]",
      { input: "", brief: "check every rule set of ./rulesets" },
      { input: "order", brief: "check one by its name" },
      { input: "./my-rules", brief: "check one by its folder" },
    ],
  },
});

const testCommand = buildCommand<TestFlags, string[], Session>({
  loader: working(async () => (await import("../rules/test-rules.ts")).testRules),
  parameters: {
    flags: {
      strict: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Fail as well when cases leave a part of a rule unshown",
      },
    },
    positional: ruleSetNames,
  },
  docs: {
    brief: "Run the cases of rule sets, with their coverage",
    fullDescription:
      "Judges the cases that rules carry, each rule alone, and tells what they leave unshown:\n" +
      "rules without a passing or a violating case, conditions that were never true or never\n" +
      "false in any case.\n\n" +
      "Exit codes: 0 every case came out as expected, 3 one did not, or a rule set is wrong.",
    customUsage: [
      "[RULESET...] [--strict]",
      { input: "", brief: "test every rule set of ./rulesets" },
      { input: "order --strict", brief: "test one, and fail where a part of a rule is unshown" },
    ],
  },
});

const docCommand = buildCommand<DocFlags, string[], Session>({
  loader: working(async () => (await import("../rules/doc-rules.ts")).docRules),
  parameters: {
    flags: {
      check: {
        kind: "boolean",
        default: false,
        withNegated: false,
        brief: "Write nothing; fail where a page is stale",
      },
    },
    positional: ruleSetNames,
  },
  docs: {
    brief: "Write the pages of rule sets, from their rules",
    fullDescription:
      "Writes README.md into the folder of each rule set: a table of its rules, then each rule\n" +
      "with its conditions, messages, parameters and source. And rules.html, one file to open in a\n" +
      "browser: the same, to search and filter, in the languages of the rule set.\n\n" +
      "Exit codes: 0 done, or every page is fresh; 3 a page is stale, or a rule set is wrong;\n" +
      "4 a page could not be written.",
    customUsage: [
      "[RULESET...] [--check]",
      { input: "order", brief: "write README.md and rules.html in rulesets/order" },
      { input: "--check", brief: "in a pipeline: fail when a page is stale" },
    ],
  },
});

export const rulesCommands = buildRouteMap({
  routes: {
    check: checkCommand,
    test: testCommand,
    doc: docCommand,
    explain: explainCommand,
    checklist: checklistCommand,
    new: newCommand,
  },
  docs: {
    brief: "Write, check, test and explain rules",
    fullDescription: withExamples("What those who write rules need.", [
      ["holdpoint rules new ORD-99 --gate order", "a rule with its cases, to fill in"],
      ["holdpoint rules check", "types, translations, patterns: every mistake with its place"],
      ["holdpoint rules test", "run the cases, and see what they do not show"],
      [
        "holdpoint rules explain ORD-10 order.json --gate order",
        "one rule on one record, step by step",
      ],
      ["holdpoint rules checklist --gate order", "what is not set up, and what it would prevent"],
      ["holdpoint rules doc", "write the pages of each rule set"],
    ]),
  },
});
