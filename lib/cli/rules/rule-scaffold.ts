import type { Language } from "../../core/rule.ts";
import type { SampleRecord } from "./sample-record.ts";

/** What a new rule says before its author has written anything, by language. */
const wordings: Readonly<Record<Language, Readonly<Record<"title" | "message" | "fix", string>>>> =
  {
    en: {
      title: "FIELD is filled in",
      message: "{key}: FIELD is missing.",
      fix: "Fill in FIELD, then submit again.",
    },
    et: {
      title: "FIELD on täidetud",
      message: "{key}: FIELD puudub.",
      fix: "Täida FIELD ja esita uuesti.",
    },
    ro: {
      title: "FIELD este completat",
      message: "{key}: FIELD lipsește.",
      fix: "Completați FIELD, apoi trimiteți din nou.",
    },
    nb: {
      title: "FIELD er fylt ut",
      message: "{key}: FIELD mangler.",
      fix: "Fyll ut FIELD, og send inn på nytt.",
    },
  };

/** A rule to be filled in, as YAML at the end of a rule file; it is right as it stands. */
export function ruleScaffold(
  id: string,
  caseFile: string,
  { field, isText }: SampleRecord,
  languages: readonly Language[],
): string {
  const texts = (part: "title" | "message" | "fix"): string =>
    languages
      .map((language) => `    ${language}: "${wordings[language][part].replace("FIELD", field)}"`)
      .join("\n");
  return `- id: ${id}
  title:
${texts("title")}
  # warn is counted, hold waits for a person, block must be corrected.
  severity: warn
  # What a missing field or table row gives: skip, warn, hold or block.
  missing: hold
  source: practice
  prevents: Say what would go wrong for a customer without this rule.
  # When it applies (leave it out: always), and what must then be true.
  must: ${isText ? `"!blank(record.${field})"` : `has(record.${field})`}
  at: [record.${field}]
  message:
${texts("message")}
  fix:
${texts("fix")}
  cases:
    pass: [${caseFile}]
    violate:
      - { from: ${caseFile}, remove: [/${field}], says: "${field} is missing" }
`;
}
