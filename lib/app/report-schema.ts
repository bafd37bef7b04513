import * as z from "zod";
import { languages } from "../core/rule.ts";
import { severities } from "../core/severity.ts";
import { jsonSchemaText } from "../subjects/json-schema.ts";

const count = z.int().nonnegative();
const severity = z.enum(severities as ["warn", "hold", "block"]);

const localized = z
  .strictObject(
    Object.fromEntries(languages.map((language) => [language, z.string().optional()])) as Record<
      (typeof languages)[number],
      z.ZodOptional<z.ZodString>
    >,
  )
  .meta({ description: "Text by language; en is always there" });

const position = z
  .strictObject({ file: count, offset: count })
  .meta({ description: "Number of the file, and a number that rises within it" });

const place = z
  .strictObject({
    file: z.string(),
    line: z.int().positive().optional().meta({ description: "From 1" }),
    pointer: z
      .string()
      .optional()
      .meta({ description: "JSON Pointer (RFC 6901), or the XPath of a document's root" }),
  })
  .meta({ description: "Where a person finds it again" });

const recordRef = z.strictObject({
  key: z.string().meta({ description: "The natural key" }),
  position,
  place,
});

const violation = z.strictObject({
  rule: z.string(),
  check: z.string().optional().meta({ description: "Where a rule has several" }),
  outcome: z
    .enum(["failed", "missing", "fault"])
    .meta({ description: "Whether it failed, or could not be judged" }),
  severity,
  shadow: z.literal(true).optional().meta({ description: "Counted, but nothing is held" }),
  record: recordRef.optional().meta({ description: "Absent for the submission as a whole" }),
  others: z.array(recordRef).optional().meta({ description: "Further records it names" }),
  element: z
    .record(z.string(), count)
    .optional()
    .meta({ description: "Index of the element, from 0, by the loop's name" }),
  market: z.string().optional(),
  at: z.array(z.string()).meta({ description: "JSON Pointers into the record" }),
  xpath: z
    .array(z.string())
    .optional()
    .meta({ description: "The XPaths of `at`, one each, where the record was read from XML" }),
  values: z
    .record(
      z.string(),
      z.strictObject({
        type: z.enum(["decimal", "int", "real", "date", "instant", "string", "bool", "unknown"]),
        value: z.string(),
      }),
    )
    .meta({ description: "What the placeholders of the message stand for" }),
  evidence: z
    .array(z.strictObject({ expression: z.string(), value: z.string() }))
    .meta({ description: "The values that decided it" }),
  why: z.string().optional().meta({ description: "Why it could not be judged" }),
  moneyAtRisk: z.string().optional().meta({ description: "Decimal text, or unknown" }),
  currency: z.string().optional(),
  note: z.string().optional().meta({ description: "What a built-in rule found, in English" }),
  fingerprint: z.string().meta({ description: "The same in a resubmission of the record" }),
});

const ruleTally = z.strictObject({
  rule: z.string(),
  outcomes: z.strictObject({
    not_applicable: count,
    not_configured: count,
    failed: count,
    pass: count,
    missing: count,
    fault: count,
  }),
  violations: z.strictObject({ warn: count, hold: count, block: count }),
  shadow: z.literal(true).optional(),
  notConfigured: z
    .strictObject({ needs: z.array(z.string()), prevents: z.string() })
    .optional()
    .meta({ description: "Why it did not judge: tables never loaded, fields never supplied" }),
});

const ruleTexts = z.strictObject({
  title: localized,
  message: localized.meta({ description: "ICU MessageFormat" }),
  fix: localized.optional(),
  reasons: z.record(z.string(), localized).optional().meta({ description: "By check" }),
  source: z.string(),
});

/** The report of a submission, as it is written and published. Unknown fields are mistakes. */
export const reportSchema = z.strictObject({
  schema: z.literal("holdpoint/report/1"),
  counts: z
    .strictObject({
      received: count,
      passed: count,
      held: count,
      blocked: count,
      unreadable: count,
    })
    .meta({ description: "received = passed + held + blocked + unreadable, always" }),
  verdict: z.enum(["pass", "hold", "block"]),
  gate: z.string(),
  subject: z.string(),
  ruleset: z.strictObject({ name: z.string(), revision: z.string(), engine: z.string() }),
  businessAt: z.string().meta({ description: "RFC 3339: the now of ages and deadlines" }),
  read: z
    .strictObject({
      tables: z
        .record(z.string(), z.string())
        .optional()
        .meta({ description: "SHA-256 over the rows of each table that rules read, hex" }),
      history: z
        .string()
        .optional()
        .meta({ description: "SHA-256 of the figures of earlier runs, hex" }),
    })
    .optional()
    .meta({ description: "What was read beside the records" }),
  rules: z.array(ruleTally).meta({ description: "By id" }),
  violations: z
    .array(violation)
    .meta({ description: "By rule, then by record, check, market and element" }),
  violationsOmitted: count.meta({ description: "Counted above, but not listed" }),
  omittedBy: z
    .record(z.string(), z.strictObject({ hold: count, block: count, whole: count.optional() }))
    .optional()
    .meta({
      description:
        "Those of them that hold or block, by rule; `whole` are of the submission as a whole",
    }),
  held: z
    .array(
      z.strictObject({
        ...recordRef.shape,
        verdict: z.enum(["hold", "block"]),
        digest: z.string().meta({ description: "SHA-256 of the record's raw bytes, hex" }),
      }),
    )
    .meta({ description: "Records that do not pass, by position" }),
  heldOmitted: count.meta({ description: "Held or blocked, counted above, but not listed" }),
  unreadable: z
    .array(z.strictObject({ place, position, code: z.string(), reason: z.string() }))
    .meta({ description: "Pieces of the input that are no records: they hold" }),
  unreadableOmitted: count.meta({ description: "Counted above, but not listed" }),
  aggregates: z
    .record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]))
    .meta({ description: "Named figures of the submission, as decimal text" }),
  texts: z.record(z.string(), ruleTexts).meta({ description: "Of the rules that have violations" }),
});

/** The JSON Schema (2020-12) of the report, as it is published. */
export const reportSchemaText = (): string => jsonSchemaText("report", reportSchema);
