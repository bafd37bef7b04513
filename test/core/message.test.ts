import { builtInTexts } from "../../lib/core/built-in-texts.ts";
import { messageOf, renderMessage } from "../../lib/core/message.ts";
import type { RuleTexts } from "../../lib/core/report.ts";
import { type Language, languages } from "../../lib/core/rule.ts";
import { builtIn, type MessageValue, type Violation } from "../../lib/core/violation.ts";

const value = (type: MessageValue["type"], text: string): MessageValue => ({ type, value: text });
const plural = "{n, plural, one {# line} other {# lines}}";
const roPlural = "{n, plural, one {# linie} few {# linii} other {# de linii}}";

// A pattern, the value of its placeholder, the language, and what a person reads.
const RENDERED: readonly [string, MessageValue, Language, string][] = [
  ["{n} EUR", value("decimal", "1234.50"), "en", "1,234.50 EUR"],
  ["{n} EUR", value("decimal", "1234.50"), "et", "1234,50 EUR"], // Estonian groups from 10,000 on
  ["{n} EUR", value("decimal", "12345.50"), "et", "12 345,50 EUR"],
  ["{n} EUR", value("decimal", "1234.50"), "ro", "1.234,50 EUR"],
  ["{n} EUR", value("decimal", "1234.50"), "nb", "1 234,50 EUR"],
  ["{n}", value("decimal", "-0.30"), "en", "-0.30"],
  ["{n}", value("decimal", "999999999999999.123456"), "en", "999,999,999,999,999.123456"], // no double holds it
  ["{n, number}", value("decimal", "1.230000"), "en", "1.230000"], // as many digits as written
  ["{n, number, integer}", value("decimal", "2.7"), "en", "3"],
  ["{n, number, percent}", value("decimal", "0.5"), "en", "50%"],
  ["{n, number, ::.00}", value("decimal", "2"), "en", "2.00"],
  ["{n}", value("int", "20101"), "en", "20101"], // may well be a number that names something
  ["{n, number}", value("int", "20101"), "en", "20,101"],
  ["{n}", value("real", "0.1"), "ro", "0,1"],
  ["{n}", value("date", "2026-11-30"), "en", "30 Nov 2026"],
  ["{n}", value("date", "2026-11-30"), "et", "30. nov 2026"],
  ["{n}", value("date", "2026-11-30"), "nb", "30. nov. 2026"],
  ["{n, date, long}", value("date", "2026-11-30"), "ro", "30 noiembrie 2026"],
  ["{n}", value("instant", "2026-11-30T22:30:00Z"), "en", "1 Dec 2026, 00:30 EET"], // the gate's zone
  ["{n, date, short}", value("instant", "2026-11-30T22:30:00Z"), "en", "01/12/26"],
  ["{n}", value("bool", "true"), "nb", "ja"],
  ["{n, select, true {set} other {not set}}", value("bool", "true"), "et", "set"],
  ["{n, select, card {a card} other {cash}}", value("string", "card"), "en", "a card"],
  ["{n, select, card {a card} other {cash}}", value("string", "toString"), "en", "cash"],
  [plural, value("int", "1"), "en", "1 line"],
  [plural, value("int", "12345"), "en", "12,345 lines"],
  [roPlural, value("int", "2"), "ro", "2 linii"],
  [roPlural, value("int", "20"), "ro", "20 de linii"],
  ["{n, plural, =2 {both} other {#}}", value("decimal", "2.00"), "en", "both"],
  ["{n}", value("unknown", "unknown"), "et", "teadmata"],
  ["{n, number}", value("unknown", "unknown"), "nb", "ukjent"],
  ["{n, date, long}", value("unknown", "unknown"), "ro", "necunoscut"],
  [plural, value("unknown", "unknown"), "en", "unknown lines"],
  ["{n}", value("string", "{n} <b>'{x}'"), "en", "{n} <b>'{x}'"], // values are never patterns
  ["it''s '{n}'", value("string", "x"), "en", "it's {n}"],
  ["<b>{n}</b>", value("string", "x"), "en", "<b>x</b>"],
  ["{n", value("string", "x"), "en", "{n"], // no pattern: the raw text
  ["{other}", value("string", "x"), "en", "{other}"], // no such value: the raw text
  ["{n, date}", value("date", "yesterday"), "en", "yesterday"],
  ["{__proto__}", value("string", "x"), "en", "{__proto__}"],
];

test.each(RENDERED)("%s of %j in %s: %s", (pattern, n, language, text) => {
  const rendered = renderMessage(pattern, { n }, language, "Europe/Tallinn");
  expect(rendered.replaceAll(/\s/g, " ").replaceAll("−", "-")).toBe(text);
});

const violation: Violation = {
  rule: "ORD-01",
  check: "date",
  outcome: "failed",
  severity: "block",
  record: { key: "A-1", position: { file: 0, offset: 0 }, place: { file: "orders.json" } },
  at: [],
  values: { n: value("int", "2") },
  evidence: [],
  fingerprint: "00",
};
const texts: RuleTexts = {
  title: { en: "Title" },
  message: {
    en: "Order {key}: {reason}, {currency}.",
    et: "Tellimus {key}: {reason}, {currency}.",
  },
  reasons: { date: { en: "{n} dates", et: "{n} kuupäeva" } },
  source: "-",
};

test("a message fills in key, reason and currency", () => {
  expect(messageOf({ ...violation, currency: "EUR" }, texts, "en")).toBe(
    "Order A-1: 2 dates, EUR.",
  );
  expect(messageOf(violation, texts, "et")).toBe("Tellimus A-1: 2 kuupäeva, teadmata.");
  expect(messageOf({ ...violation, currency: "EUR" }, texts, "nb")).toBe(
    "Order A-1: 2 dates, EUR.",
  );
});

test("what could not be judged says why, in place of the rule's message", () => {
  const open: Violation = { ...violation, outcome: "missing", why: "record.due is absent" };
  expect(messageOf(open, texts, "en")).toBe("Could not be judged: record.due is absent.");
});

test.each(Object.values(builtIn))(
  "the engine's own rule %s has texts in every language",
  (rule) => {
    for (const part of ["title", "message", "fix"] as const)
      expect(Object.keys(builtInTexts[rule]?.[part] ?? {}).sort()).toEqual([...languages].sort());
    for (const language of languages) {
      const rendered = messageOf({ ...violation, rule, note: "found 1" }, undefined, language);
      expect(rendered).not.toMatch(/[{}]/);
    }
  },
);
