import { join } from "node:path";
import Holidays from "date-holidays";
import { writeWhole } from "../lib/adapters/files/output-file.ts";
import { packageFolder } from "../lib/adapters/files/shipped.ts";

// Writes reference/calendars.json: the public holidays of some countries, made from date-holidays and
// corrected by what its data do not say. Run it when a law changes or the years run out.

const dayMs = 86_400_000;
const years = { from: 2015, to: 2035 };

/** The first year of holidays that a law brought later than the data know, by their English names. */
const since: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  RO: {
    Epiphany: 2024, // Law 52/2023
    "Saint John the Baptist": 2024,
    "Day of the Unification of the Romanian Principalities": 2017, // Law 176/2016
    "Children's Day": 2017, // Law 220/2016
    "Good Friday": 2018, // Law 64/2018
  },
};

const sources: Readonly<Record<string, string>> = {
  EE: "date-holidays 3.37.0; Pühade ja tähtpäevade seadus",
  RO: "date-holidays 3.37.0; Codul muncii, art. 139, with the years in which its days were added",
  NO: "date-holidays 3.37.0; Lov om helligdager og helligdagsfred, lov om 1 og 17 mai",
};

const rows = Object.entries(sources).map(([country, source]) => ({
  country,
  weekend: [6, 7],
  holidays: holidaysOf(country),
  from: `${years.from}-01-01`,
  to: `${years.to}-12-31`,
  source,
  status: "B",
}));
const path = join(packageFolder, "reference/calendars.json");
// A line a day, so that a change can be read.
const text = JSON.stringify(rows, null, 2).replace(/\[\s+6,\s+7\s+\]/g, "[6, 7]");
writeWhole(path, [`${text}\n`]);

function holidaysOf(country: string): readonly string[] {
  const known = new Holidays(country);
  const days = new Set<string>();
  for (let year = years.from; year <= years.to; year++)
    for (const holiday of known.getHolidays(year, "en")) {
      const isYet = year >= (since[country]?.[holiday.name] ?? 0);
      if (holiday.type === "public" && isYet) for (const day of daysOf(holiday)) days.add(day);
    }
  return [...days].sort();
}

/** The days of a holiday, which may be several; one on which the clocks change is an hour short. */
function daysOf({ date, start, end }: { date: string; start: Date; end: Date }): readonly string[] {
  const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
  const count = Math.round((end.getTime() - start.getTime()) / dayMs);
  return Array.from({ length: count }, (_, i) =>
    new Date(first + i * dayMs).toISOString().slice(0, 10),
  );
}
