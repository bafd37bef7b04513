import { formatDate, parseDate } from "../../../lib/core/expression/time.ts";
import type { Language } from "../../../lib/core/rule.ts";
import { datesInText } from "../../../lib/core/text-figures/dates.ts";
import { durationsInText } from "../../../lib/core/text-figures/durations.ts";
import { percentagesInText } from "../../../lib/core/text-figures/percentages.ts";
import { pricesInText } from "../../../lib/core/text-figures/prices.ts";

// A text, and the prices in it.
test.each<[Language, string, readonly string[]]>([
  ["en", "Was €99, now only €69.50 (-30%)", ["99 EUR", "69.50 EUR"]],
  ["en", "From £1,299.99 or $15", ["1299.99 GBP", "15 USD"]],
  ["en", "EUR 20 off, 20 euros or 20EUR", ["20 EUR", "20 EUR", "20 EUR"]],
  ["en", "4G router B2B for 3 people", []],
  ["et", "Ainult 12,99 € kuus", ["12.99 EUR"]],
  ["et", "hind 1 000 eurot, tavahind 1.299 €", ["1000 EUR", "1299 EUR"]],
  ["et", "12.99 eurot ja 50 senti", ["12.99 EUR", "0.50 EUR"]],
  ["et", "10–15 € ja 3-5 päeva", ["10 EUR", "15 EUR"]],
  ["ro", "12,99 lei", ["12.99 RON"]],
  ["ro", "De la 1.299,00 RON la 99 de lei", ["1299.00 RON", "99 RON"]],
  ["ro", "în 24 de rate", []],
  ["nb", "1 000 kr", ["1000 NOK"]],
  ["nb", "kr 1\u00a0299,50 eller 499,- nå", ["1299.50 NOK", "499 NOK"]],
  ["nb", "299 kr/mnd, 49 øre per SMS", ["299 NOK", "0.49 NOK"]],
  ["nb", "førpris 999,– nå 799,–", ["999 NOK", "799 NOK"]],
  ["en", "no 9999999999999999999 €", []], // more digits than money has
])("%s %s: prices", (language, text, prices) => {
  const found = pricesInText(text, language);
  expect(found.map(({ amount, currency }) => `${amount} ${currency}`)).toEqual(prices);
  for (const { text: shown, at, end } of found)
    expect([...text].slice(at, end).join("")).toBe(shown);
});

test.each<[Language, string, readonly string[]]>([
  ["en", "Up to 50% off, -30 %", ["50", "-30"]],
  ["en", "battery 20-80%, 10 – 15 %", ["20 to 80", "10 to 15"]],
  ["et", "kuni −12,5% ja 3 protsenti", ["-12.5", "3"]],
  ["ro", "reducere de 10 la sută", ["10"]],
  ["nb", "30 prosent rabatt på 2 varer", ["30"]],
])("%s %s: percentages", (language, text, percentages) => {
  const found = percentagesInText(text, language).map(({ value, from, reduces }) =>
    from === undefined ? `${reduces ? "-" : ""}${value}` : `${from} to ${value}`,
  );
  expect(found).toEqual(percentages);
});

test.each<[Language, string, readonly string[]]>([
  ["en", "2-year warranty, 14 days to return", ["2 year 24 months", "14 day 14 days"]],
  ["en", "within 3–5 working days or 24 h", ["5 working_day from 3", "24 hour"]],
  ["en", "two years, 1.5 years", ["2 year 24 months", "1.5 year 18 months"]],
  [
    "et",
    "24 kuud, 2-aastane, kaheaastane",
    ["24 month 24 months", "2 year 24 months", "2 year 24 months"],
  ],
  ["et", "14-päevane tagastusõigus 2 nädalat", ["14 day 14 days", "2 week 14 days"]],
  ["et", "tarne 3–5 tööpäeva, 24 tunni jooksul", ["5 working_day from 3", "24 hour"]],
  ["ro", "garanție 24 de luni sau doi ani", ["24 month 24 months", "2 year 24 months"]],
  ["ro", "2 zile lucrătoare, 24 ore", ["2 working_day", "24 hour"]],
  ["nb", "2 års garanti, fem år", ["2 year 24 months", "5 year 60 months"]],
  ["nb", "14 dagers angrerett, 3 virkedager", ["14 day 14 days", "3 working_day"]],
  ["nb", "12 varer", []],
])("%s %s: durations", (language, text, durations) => {
  const found = durationsInText(text, language);
  const told = found.map(({ count, unit, from, days, months }) =>
    [
      `${count} ${unit}`,
      from && `from ${from}`,
      days !== undefined && `${days} days`,
      months !== undefined && `${months} months`,
    ]
      .filter(Boolean)
      .join(" "),
  );
  expect(told).toEqual(durations);
  for (const { text: shown, at, end } of found)
    expect([...text].slice(at, end).join("")).toBe(shown);
});

// Published on 22 November 2026.
test.each<[Language, string, readonly string[]]>([
  ["en", "today only, ends tomorrow", ["2026-11-22", "2026-11-23"]],
  ["en", "until 31 December or March 3rd, 2027", ["2026-12-31", "2027-03-03"]],
  ["en", "31/12/2026 and 2027-01-02", ["2026-12-31", "2027-01-02"]],
  ["en", "version 1.5 costs 12.05 €", []],
  ["en", "it may 24 times", []],
  ["et", "ainult täna", ["2026-11-22"]],
  ["et", "kuni 31. detsembrini, 1.12. ja 05.01.2027", ["2026-12-31", "2026-12-01", "2027-01-05"]],
  ["et", "1. mail 2027", ["2027-05-01"]],
  ["et", "31.02.2027", []],
  ["ro", "doar azi, până pe 5 ianuarie", ["2026-11-22", "2027-01-05"]],
  ["ro", "top 3 mai bune, până pe 3 mai", ["2027-05-03"]],
  ["nb", "bare i dag, til 24. desember", ["2026-11-22", "2026-12-24"]],
  ["nb", "29. februar", ["2028-02-29"]],
])("%s %s: dates", (language, text, dates) => {
  const found = datesInText(text, language, parseDate("2026-11-22")!);
  expect(found.map(({ day }) => formatDate(day))).toEqual(dates);
});

describe("a hostile text costs in proportion to its length", () => {
  const cost = (read: (text: string) => unknown, text: string): number => {
    const start = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(start);
    return ((user + system) * 1000) / text.length;
  };
  test.each([
    ["figures", "1"],
    ["groups", "1 000 "],
    ["points", "1.2."],
    ["prices", "€9 "],
    ["letters", "jaanuar"],
    ["days", "1. "],
    ["ranges", "1-"],
  ])("%s", (_, piece) => {
    const all = (text: string): void => {
      pricesInText(text, "nb");
      percentagesInText(text, "et");
      durationsInText(text, "en");
      datesInText(text, "ro", 0);
    };
    const text = piece.repeat(50_000 / piece.length);
    cost(all, text.slice(0, 2_000));
    const tenth = Math.min(cost(all, text.slice(0, 5_000)), cost(all, text.slice(1, 5_001)));
    expect(cost(all, text)).toBeLessThan(4 * tenth + 2_000);
  });
});
