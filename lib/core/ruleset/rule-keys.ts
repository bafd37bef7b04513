/** The keys of a rule, in the order in which the shipped rules write them. */
export const ruleKeys = [
  "id",
  "title",
  "severity",
  "scope",
  "of",
  "stages",
  "tier",
  "shadow",
  "enabled",
  "missing",
  "waivable",
  "locked",
  "jurisdictions",
  "effective",
  "variants",
  "source",
  "prevents",
  "decided",
  "requires",
  "optional_tables",
  "for",
  "each",
  "params",
  "let",
  "when",
  "must",
  "checks",
  "at",
  "money_at_risk",
  "message",
  "values",
  "fix",
  "sample",
  "by",
  "cases",
] as const;
export type RuleKey = (typeof ruleKeys)[number];

/** The keys of one of a rule's `checks`. */
export const checkKeys = [
  "when",
  "must",
  "at",
  "severity",
  "missing",
  "requires",
  "reason",
] as const;
export type CheckKey = (typeof checkKeys)[number];

/** What an absent field or row may give. */
export const missingSettings = ["skip", "warn", "hold", "block"] as const;
