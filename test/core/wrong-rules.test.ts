import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { compileRuleset, formatProblem } from "../../lib/core/index.ts";
import { repository } from "../support/house.ts";
import { bill } from "../support/small-engine.ts";

// The rules stand in wrong-rules/, with the file and line that is named here. All mistakes of a rule
// set are told in one run.
const PLAIN: readonly string[] = [
  "cases.yaml:9:29: there is no case file 'cases/god.json', did you mean 'cases/good.json'? [WRG-80]",
  "cases.yaml:10:5: unknown key 'violates' in 'cases', did you mean 'violate'? [WRG-80]",
  "cases.yaml:12:9: 'from' is missing: name the file of the record [WRG-80]",
  "cases.yaml:13:41: 'total' is no JSON Pointer: write /field or /list/0/field [WRG-80]",
  "cases.yaml:13:62: 'check' is 'summ', did you mean 'sum'? [WRG-80]",
  "cases.yaml:13:78: 'severity' is 'blok', did you mean 'block'? [WRG-80]",
  "cases.yaml:14:52: 'stage' is 'intak', did you mean 'intake'? [WRG-80]",
  "cases.yaml:14:67: unknown table 'product', did you mean 'products'? [WRG-80]",
  "cases.yaml:14:95: 'business_at' is '2026-01-01', but must be an instant such as 2026-07-01T12:00:00Z [WRG-80]",
  "cases.yaml:15:17: '../../secret.json' is no path beside the rule file [WRG-80]",
  "cases.yaml:17:52: 'says' stands only in cases that violate, this one is of 'missing' [WRG-80]",
  "cases.yaml:18:136: the rule names no checks, so a case cannot name one [WRG-81]",
  "expressions.yaml:2:79: unknown field 'totl' on Bill, did you mean 'total'? [WRG-01]",
  "expressions.yaml:3:86: decimal and string are never equal: numbers stand without quotes [WRG-02]",
  "expressions.yaml:4:72: this gives decimal, bool is wanted [WRG-03]",
  "expressions.yaml:5:86: found '=', write '==' to compare [WRG-04]",
  "expressions.yaml:6:92: 'currency' is never 'EURO', did you mean 'EUR'? [WRG-05]",
  "expressions.yaml:7:78: found '(', which does not fit here [WRG-06]",
  "expressions.yaml:7:93: found '2) > 0' where a key should be: inside { } an expression with a comma stands in quotes [WRG-06]",
  "expressions.yaml:8:73: pattern cannot be read: missing closing ): `(a` [WRG-07]",
  "expressions.yaml:9:80: unknown table 'product', did you mean 'products'? [WRG-08]",
  "expressions.yaml:10:82: unknown fact 'same_ned', did you mean 'same_need'? [WRG-09]",
  "expressions.yaml:11:86: a date and an instant: write date(x, zone) to compare [WRG-10]",
  "expressions.yaml:12:79: unknown field 'due_date' on Bill [WRG-11]",
  "expressions.yaml:12:91: null is absence, which equals nothing: write has(…) or blank(…) [WRG-11]",
  "expressions.yaml:20:30: unknown field 'nett' on Bill.lines, did you mean 'net'? [WRG-12]",
  "expressions.yaml:29:7: unknown field 'nett' on Bill.lines, did you mean 'net'? [WRG-13]",
  "expressions.yaml:35:43: unknown field 'totl' on Bill, did you mean 'total'? [WRG-14]",
  "expressions.yaml:41:44: unknown field 'totl' on Bill, did you mean 'total'? [WRG-15]",
  "expressions.yaml:44:41: unknown name 'dif', did you mean 'diff'? [WRG-16]",
  "expressions.yaml:55:20: unknown field 'totl' on Bill, did you mean 'total'? [WRG-17]",
  "expressions.yaml:63:9: 'each' goes over a list, but this is decimal [WRG-18]",
  "expressions.yaml:70:31: unknown name 'm' [WRG-19]",
  "expressions.yaml:72:73: pattern is not linear: it has look-around, a back-reference or a possessive repeat [WRG-75]",
  "expressions.yaml:73:73: pattern is not linear: it has look-around, a back-reference or a possessive repeat [WRG-76]",
  `expressions.yaml:74:100: aggregate 'by_currency' keeps groups: name one, as in ("by_currency", "EUR") [WRG-77]`,
  "expressions.yaml:75:85: a division of decimals names its digits: write quot(a, b, 2) [WRG-78]",
  "meaning.yaml:2:72: this can never hold, so nothing would be judged [WRG-20]",
  "meaning.yaml:3:72: this always holds, so the rule would find nothing [WRG-21]",
  "meaning.yaml:4:72: this can never hold: every record would violate the rule [WRG-22]",
  "meaning.yaml:5:96: this always holds where 'when' does, so the rule would find nothing [WRG-23]",
  "meaning.yaml:6:71: 'hold' is never given: this cannot hold here [WRG-24]",
  "meaning.yaml:7:58: severities stand worst first: block cannot follow hold [WRG-25]",
  "meaning.yaml:7:65: this always holds here, so nothing after 'block' is ever given [WRG-25]",
  "meaning.yaml:8:27: 'else' is missing: say the severity where no test holds [WRG-26]",
  "meaning.yaml:11:41: severities stand worst first: block cannot follow block [WRG-27]",
  "meaning.yaml:20:38: 'to' is before 'from': no day would be left, exchange them [WRG-28]",
  "meaning.yaml:31:7: this variant and variant 1 hold on the same days in the same country: separate their dates or jurisdictions [WRG-29]",
  "meaning.yaml:32:7: this variant lies outside the rule's own dates or jurisdictions [WRG-29]",
  "meaning.yaml:39:40: parameter 'tolerance' is 0.50, above its 'max' of 0.10 [WRG-30]",
  "meaning.yaml:40:31: parameter 'days' is 'two', but must be a whole number [WRG-30]",
  "meaning.yaml:41:33: parameter 'limit' in NOK is 'lots', but must be a decimal such as 12.50, with at most 6 digits after the point [WRG-30]",
  "meaning.yaml:42:30: unknown parameter 'tolerence', did you mean 'params.tolerance'? [WRG-30]",
  "meaning.yaml:48:3: a locked rule cannot be of tier 2, which starts in shadow: add 'shadow: false' [WRG-31]",
  "meaning.yaml:57:3: a locked rule cannot be disabled [WRG-32]",
  "ruleset.yaml:1:7: the name is 'Wrong Rules', but must be small letters, digits and '-', such as order-default",
  "ruleset.yaml:2:10: the rule set judges 'bil', but it was compiled for 'bill'",
  "ruleset.yaml:4:1: unknown key 'sytemic' in ruleset.yaml, did you mean 'systemic'?",
  "ruleset.yaml:5:20: 'share' is '1.5', but must be above 0 and at most 1",
  "ruleset.yaml:5:37: 'severity' is 'warm', did you mean 'warn'?",
  "ruleset.yaml:5:52: unknown rule 'WRG-99', did you mean 'WRG-09'?",
  "ruleset.yaml:7:27: unknown field 'totl' on Bill, did you mean 'total'?",
  "ruleset.yaml:8:9: aggregate 'mean' must be one call such as records.sum(r, r.amount): compute with it in rules",
  "ruleset.yaml:9:3: 'Gross' is no name for the aggregate: write a small letter, then letters, digits and _ (at most 40)",
  "ruleset.yaml:11:17: aggregate 'numbers_used' would keep millions of numbers in each report: write records.numbers(…) in a rule",
  "scopes.yaml:2:72: duplicates(…) looks at other records: it stands only in rules of scope set [WRG-60]",
  "scopes.yaml:3:3: a rule of scope set compares records by duplicates, others, overlaps, gaps, runningSum, previous or joined, and this one has none of them: make it scope record [WRG-61]",
  "scopes.yaml:10:9: this brings records together by key(record.note), but the rule already does by key(record.number): one rule has one key, make two rules [WRG-62]",
  "scopes.yaml:11:104: a key and an order are made from each record by itself, which does not see 'item' [WRG-63]",
  "scopes.yaml:12:84: unknown name 'record', did you mean 'records'? [WRG-64]",
  "scopes.yaml:13:92: records.all(…) would need every record in memory; records.sum, count, min, max, avg, sumBy, countBy and numbers merge [WRG-65]",
  "scopes.yaml:14:92: records.median(…) cannot be merged from parts of a run: sum, count, min, max, avg, sumBy, countBy and numbers merge [WRG-66]",
  "scopes.yaml:15:102: unknown rule 'WRG-600', did you mean 'WRG-60'? [WRG-67]",
  "scopes.yaml:16:100: unknown aggregate 'totals' [WRG-68]",
  "scopes.yaml:24:9: an aggregate sees one record at a time, and not 'floor': write out what it stands for [WRG-69]",
  "scopes.yaml:25:80: unknown table 'contract', did you mean 'contracts'? [WRG-70]",
  "scopes.yaml:26:3: a rule with 'for:' looks for its row among the records: write row.id in records.key(r, r.id) in 'must' [WRG-71]",
  "scopes.yaml:27:85: 'by' stands only in rules of scope set [WRG-72]",
  "scopes.yaml:28:78: variants hold for the markets of a record, and this rule judges no record [WRG-73]",
  "scopes.yaml:29:90: records.key(…) stands only in a rule with 'for:' [WRG-74]",
  "scopes.yaml:30:92: write records.numbers(r, r.series, r.sequence [, condition]) [WRG-82]",
  "scopes.yaml:31:125: int is wanted, this gives decimal [WRG-83]",
  "scopes.yaml:32:126: numbers cannot be compared [WRG-84]",
  "shape.yaml:2:85: unknown key 'mesage' in a rule, did you mean 'message'? [WRG-40]",
  "shape.yaml:3:37: 'severity' is 'holdd', did you mean 'hold'? [WRG-41]",
  "shape.yaml:4:3: 'severity' is missing: write warn, hold or block [WRG-42]",
  "shape.yaml:5:9: the id is 'wrg-43', but must be 2 to 5 capitals, '-' and 2 or 3 digits, such as ORD-01 [wrg-43]",
  "shape.yaml:6:3: 'id' is missing: a rule has one, such as ORD-01",
  "shape.yaml:7:9: the id 'WRG-40' is taken by the rule at shape.yaml:2: give this one another [WRG-40]",
  "shape.yaml:8:3: 'must' is missing: a rule has 'must' or 'checks' [WRG-44]",
  "shape.yaml:9:66: a rule has either 'must' or 'checks': move this condition into 'checks', with a name [WRG-45]",
  "shape.yaml:10:76: 'must' is missing: check 'a' needs one [WRG-46]",
  "shape.yaml:10:81: unknown key 'wen' in check 'a', did you mean 'when'? [WRG-46]",
  "shape.yaml:10:101: 'must' is missing: check 'b' needs one [WRG-46]",
  "shape.yaml:11:94: 'missing' is 'pass', but must be 'skip', 'warn', 'hold' or 'block' [WRG-47]",
  "shape.yaml:12:102: an entry of 'stages' is 'despatch', did you mean 'dispatch'? [WRG-48]",
  "shape.yaml:13:101: 'EL' is neither EU, EEA, ALL nor a country of ISO 3166-1, did you mean 'GR'? [WRG-49]",
  "shape.yaml:13:105: 'XX' is neither EU, EEA, ALL nor a country of ISO 3166-1 [WRG-49]",
  "shape.yaml:14:96: unknown table 'productz', did you mean 'products'? [WRG-50]",
  "shape.yaml:15:89: unknown record kind 'invoice' of bill, it is one of 'bill' [WRG-51]",
  "shape.yaml:16:104: 'from' is '2026-02-30', which is no day of the calendar: write YYYY-MM-DD [WRG-52]",
  "shape.yaml:17:100: this gives string, decimal is wanted [WRG-53]",
  "shape.yaml:18:90: 'at' names places, such as record.total or item.price; this is no field of the record [WRG-54]",
  "shape.yaml:19:92: 'record' already means something: give the let another name [WRG-55]",
  "shape.yaml:20:95: 'waivable' is 'yes', but must be 'true' or 'false' [WRG-56]",
  "shape.yaml:21:43: this key stands twice: keep one of the two [WRG-57]",
  "shape.yaml:22:3: 'title' is missing: name the rule in a line [WRG-58]",
  "shape.yaml:22:24: aliases are not read: write out what '*title' stands for [WRG-58]",
  "shape.yaml:22:62: tags are not read: remove '!text' [WRG-58]",
  "shape.yaml:23:3: a rule must be a map of names to values, but it is 'WRG-59'",
];

const LANGUAGES: readonly string[] = [
  "texts.yaml:2:3: 'title' is missing in et, ro: the rule set is written in en, et, ro [LNG-01]",
  "texts.yaml:12:30: unknown placeholder '{totl}', did you mean 'total'? [LNG-02]",
  "texts.yaml:16:33: 'fi' is none of the rule set's languages: 'en', 'et' or 'ro' [LNG-03]",
  "texts.yaml:21:10: 'few' is no plural form of et, which has 'one' or 'other' [LNG-03]",
  "texts.yaml:22:10: 'few' is missing: plurals of ro have 'one', 'few' or 'other' [LNG-03]",
  "texts.yaml:29:19: '{note}' is string, but 'number' shows int, decimal, real [LNG-04]",
  "texts.yaml:29:34: '{total}' is decimal, but 'date' shows date, instant [LNG-04]",
  "texts.yaml:29:55: '{note}' is string, but 'number' shows int, decimal, real [LNG-04]",
  "texts.yaml:29:70: '{total}' is decimal, but 'date' shows date, instant [LNG-04]",
  "texts.yaml:29:98: this '{' has no '}'; a brace itself is written '{' in quotes [LNG-04]",
  "texts.yaml:38:32: 'reason' is missing in ro: the rule set is written in en, et, ro [LNG-05]",
  "texts.yaml:39:5: 'reason' is missing: the message shows {reason}, and check 'total' gives none [LNG-05]",
  "texts.yaml:45:19: 'fix' is told once for all violations and shows no values: remove '{lines}' [LNG-06]",
  "texts.yaml:45:41: 'fix' is told once for all violations and shows no values: remove '{lines}' [LNG-06]",
  "texts.yaml:45:56: 'ro' of 'fix' must be a text, but it is nothing [LNG-06]",
  "texts.yaml:46:20: a message shows bool, int, decimal, real, string, date, instant, but 'lines' is list<Bill.lines> [LNG-06]",
];

test.each([
  ["plain", PLAIN],
  ["languages", LANGUAGES],
])("the mistakes of the rule set '%s' are told in one run, each at its place", (name, expected) => {
  const compiled = compileRuleset({ files: filesOf(name), subject: bill });
  expect(compiled.ok ? [] : compiled.problems.map(formatProblem)).toEqual(expected);
});

test("forty rules and more are wrong", () => {
  const wrong = [...PLAIN, ...LANGUAGES].flatMap((line) => /\[(.+)\]$/.exec(line)?.[1] ?? []);
  expect(new Set(wrong).size).toBeGreaterThanOrEqual(40);
});

test("the line is shown with a caret below the mistake", () => {
  const compiled = compileRuleset({ files: filesOf("plain"), subject: bill });
  const excerpts = compiled.ok
    ? []
    : compiled.problems.filter(({ rule }) => rule === "WRG-12").map(({ excerpt }) => excerpt);
  expect(excerpts).toEqual([
    "    && record.lines.all(l, l.nett > 0)\n                             ^",
  ]);
});

/** The rule set, and the one case file that its cases may name. */
function filesOf(name: string) {
  const folder = join(repository, "test/core/wrong-rules", name);
  const yaml = readdirSync(folder).map((file) => ({
    path: file,
    text: readFileSync(join(folder, file), "utf8"),
  }));
  return [...yaml, { path: "cases/good.json", text: "{}" }];
}
