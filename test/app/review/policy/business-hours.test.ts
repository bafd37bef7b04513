import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Gate, parseGate } from "../../../../lib/app/gate.ts";
import { instantText, millisecondsOf } from "../../../../lib/app/instant.ts";
import {
  addBusinessHours,
  type BusinessCalendar,
  businessHoursBetween,
  businessTimeBetween,
  calendarFrom,
  calendarGap,
  calendarOf,
  isOpenAt,
  subtractBusinessHours,
} from "../../../../lib/app/review/policy/business-hours.ts";
import fc, { tries } from "../../../support/fast-check.ts";
import { repository } from "../../../support/house.ts";

const params = { numRuns: tries(300) };
const rows = JSON.parse(readFileSync(join(repository, "reference/calendars.json"), "utf8"));
const rowOf = (country: string) =>
  rows.filter((row: { country: string }) => row.country === country);

const gateIn = (zone: string, hours: string): Gate =>
  parseGate(
    `name: g\nsubject: order\nruleset: order\nzone: ${zone}\nbusiness_hours: { ${hours} }\n`,
    "g.yaml",
  );
const calendar = (zone: string, country: string, hours = ""): BusinessCalendar =>
  calendarFrom(gateIn(zone, `calendar: ${country}${hours && `, ${hours}`}`), rowOf(country));

const tallinn = calendar("Europe/Tallinn", "EE");
const oslo = calendar("Europe/Oslo", "NO");
const bucharest = calendar("Europe/Bucharest", "RO");

// From where, how many hours, until when; work is from 9 to 17, Monday to Friday.
test.each<[BusinessCalendar, string, number, string]>([
  [tallinn, "2026-11-23T10:00:00+02:00", 4, "2026-11-23T14:00:00+02:00"],
  [tallinn, "2026-11-23T15:00:00+02:00", 4, "2026-11-24T11:00:00+02:00"],
  [tallinn, "2026-11-20T16:00:00+02:00", 4, "2026-11-23T12:00:00+02:00"], // over a weekend
  [tallinn, "2026-11-21T12:00:00+02:00", 0, "2026-11-23T09:00:00+02:00"], // 0: the next moment of work
  [tallinn, "2026-11-23T13:00:00+02:00", 4, "2026-11-23T17:00:00+02:00"], // exactly the end of the day
  [tallinn, "2026-11-23T17:00:00+02:00", 1, "2026-11-24T10:00:00+02:00"],
  [tallinn, "2026-11-23T08:59:59.999+02:00", 8, "2026-11-23T17:00:00+02:00"],
  [tallinn, "2026-11-23T10:00:00+02:00", 0.5, "2026-11-23T10:30:00+02:00"],
  [tallinn, "2026-12-23T16:00:00+02:00", 2, "2026-12-28T10:00:00+02:00"], // 24, 25 and 26 December are free
  [tallinn, "2026-06-22T16:00:00+03:00", 2, "2026-06-25T10:00:00+03:00"], // Victory Day and Midsummer
  [oslo, "2026-05-13T16:00:00+02:00", 2, "2026-05-15T10:00:00+02:00"], // Ascension Day
  [oslo, "2027-05-14T16:00:00+02:00", 2, "2027-05-18T10:00:00+02:00"], // Whit Monday is 17 May
  [bucharest, "2026-11-27T16:00:00+02:00", 2, "2026-12-02T10:00:00+02:00"], // 30 November, 1 December
  // The night in which clocks change lies between two days of work: nothing is lost or gained.
  [tallinn, "2026-03-27T16:00:00+02:00", 2, "2026-03-30T10:00:00+03:00"],
  [oslo, "2026-10-23T16:00:00+02:00", 2, "2026-10-26T10:00:00+01:00"],
  [bucharest, "2026-10-23T16:00:00+03:00", 2, "2026-10-26T10:00:00+02:00"],
])("%#", (by, from, hours, until) => {
  const to = addBusinessHours(by, from, hours);
  expect(to).toBe(instantText(millisecondsOf(until)));
  expect(businessHoursBetween(by, from, to)).toBe(hours);
});

// Work at night, when clocks are changed: hours are those that pass.
test.each([
  ["Europe/Tallinn", "2026-03-29", 1], // 03:00 is 04:00 at once: 2 to 4 is one hour
  ["Europe/Tallinn", "2026-10-25", 3], // 03:00 to 04:00 comes twice
  ["Europe/Oslo", "2026-03-29", 1], // 02:00 is 03:00 at once
  ["Europe/Oslo", "2026-10-25", 3],
  ["Europe/Bucharest", "2026-03-29", 1],
  ["Europe/Bucharest", "2026-10-25", 3],
  ["Europe/Tallinn", "2026-03-28", 2],
])("in %s on %s people who work from 2 to 4 work %d hours", (zone, day, hours) => {
  const night = calendarFrom(gateIn(zone, 'days: [sat, sun], from: "02:00", to: "04:00"'), []);
  const eve = instantText(Date.parse(`${day}T12:00:00Z`) - 86_400_000);
  expect(businessHoursBetween(night, eve, `${day}T12:00:00Z`)).toBe(hours);
  expect(isOpenAt(night, addBusinessHours(night, eve, hours))).toBe(false);
});

test("work that begins when clocks skip begins after the skip", () => {
  const early = calendarFrom(
    gateIn("Europe/Tallinn", 'days: [sun], from: "03:30", to: "05:00"'),
    [],
  );
  expect(addBusinessHours(early, "2026-03-29T00:00:00Z", 0)).toBe("2026-03-29T01:00:00.000Z");
});

test("a day has 23, 24 or 25 hours where people never sleep", () => {
  const always = calendarFrom(
    gateIn(
      "Europe/Tallinn",
      'days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00"',
    ),
    [],
  );
  const hours = (day: string, next: string) =>
    businessHoursBetween(always, `${day}T00:00:00+02:00`, `${next}T00:00:00+02:00`);
  expect(hours("2026-01-01", "2026-01-02")).toBe(24);
  const of = (from: string, to: string) => businessHoursBetween(always, from, to);
  expect(of("2026-03-29T00:00:00+02:00", "2026-03-30T00:00:00+03:00")).toBe(23);
  expect(of("2026-10-25T00:00:00+03:00", "2026-10-26T00:00:00+02:00")).toBe(25);
});

describe("laws", () => {
  const calendars = fc.constantFrom(
    tallinn,
    oslo,
    bucharest,
    calendar("Europe/Tallinn", "EE", 'days: [mon, wed, sat, sun], from: "02:30", to: "23:45"'),
    calendar("Europe/Oslo", "NO", 'days: [sun], from: "00:00", to: "24:00"'),
    calendarFrom(gateIn("America/New_York", 'from: "08:00", to: "12:30"'), []),
    calendarFrom(gateIn("Asia/Kathmandu", 'days: [sun, mon, tue], from: "10:00", to: "16:00"'), []),
  );
  // Mostly around days on which clocks change, holidays and ends of years.
  const instants = fc
    .tuple(
      fc.constantFrom(
        "2026-03-29",
        "2026-10-25",
        "2026-12-24",
        "2027-01-01",
        "2026-05-17",
        "2028-02-29",
      ),
      fc.integer({ min: -5 * 86_400_000, max: 5 * 86_400_000 }),
    )
    .map(([day, offset]) => instantText(Date.parse(`${day}T00:00:00Z`) + offset));
  const hours = fc.integer({ min: 0, max: 60 * 60 }).map((minutes) => minutes / 60);

  test("what is added has passed, to the millisecond, and ends within work", () => {
    fc.assert(
      fc.property(calendars, instants, hours, (by, from, more) => {
        const to = addBusinessHours(by, from, more);
        expect(businessTimeBetween(by, from, to)).toBe(Math.round(more * 3_600_000));
        const before = instantText(millisecondsOf(to) - 1);
        if (more > 0) expect(isOpenAt(by, before)).toBe(true);
        else expect(isOpenAt(by, to) || isOpenAt(by, before)).toBe(true);
      }),
      params,
    );
  });

  test("what is taken away comes back", () => {
    fc.assert(
      fc.property(calendars, instants, hours, (by, to, less) => {
        const from = subtractBusinessHours(by, to, less);
        expect(from <= to).toBe(true);
        expect(businessTimeBetween(by, from, to)).toBe(Math.round(less * 3_600_000));
        if (less > 0) expect(isOpenAt(by, from)).toBe(true);
      }),
      params,
    );
  });

  test("later is never earlier, and more is never less", () => {
    fc.assert(
      fc.property(calendars, instants, instants, hours, hours, (by, a, b, more, most) => {
        const [early, late] = a < b ? [a, b] : [b, a];
        const [few, many] = more < most ? [more, most] : [most, more];
        expect(addBusinessHours(by, early, few) <= addBusinessHours(by, late, many)).toBe(true);
      }),
      params,
    );
  });

  test("times add up, whatever lies between", () => {
    fc.assert(
      fc.property(calendars, instants, instants, instants, (by, ...three) => {
        const [a, b, c] = [...three].sort() as [string, string, string];
        expect(businessTimeBetween(by, a, b) + businessTimeBetween(by, b, c)).toBe(
          businessTimeBetween(by, a, c),
        );
        expect(businessTimeBetween(by, c, a)).toBe(0);
      }),
      params,
    );
  });

  test("as somebody counts who looks at the clock every quarter of an hour", () => {
    const quarter = 15 * 60_000;
    fc.assert(
      fc.property(calendars, instants, fc.nat(14 * 96), (by, from, quarters) => {
        const begin = Math.floor(millisecondsOf(from) / quarter) * quarter;
        let seen = 0;
        for (let n = 0; n < quarters; n++) if (worksAt(by, begin + n * quarter)) seen += quarter;
        expect(
          businessTimeBetween(by, instantText(begin), instantText(begin + quarters * quarter)),
        ).toBe(seen);
      }),
      { numRuns: Math.min(60, params.numRuns) },
    );
  });
});

const formats = new Map<string, Intl.DateTimeFormat>();

/** Another way to the same: what Intl shows of an instant. */
function worksAt(by: BusinessCalendar, milliseconds: number): boolean {
  const format = formats.get(by.zone) ?? formatIn(by.zone);
  formats.set(by.zone, format);
  const parts = Object.fromEntries(
    format.formatToParts(milliseconds).map(({ type, value }) => [type, value]),
  );
  const weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].indexOf(
    parts["weekday"] as string,
  );
  const day =
    Date.parse(`${parts["year"]}-${parts["month"]}-${parts["day"]}T00:00:00Z`) / 86_400_000;
  const second = Number(parts["hour"]) * 3600 + Number(parts["minute"]) * 60;
  return by.days.has(weekday + 1) && !by.holidays.has(day) && by.from <= second && second < by.to;
}

describe("what a calendar does not know", () => {
  test("a gate without one has no holidays, and says nothing of it", () => {
    const none = calendarFrom(gateIn("Europe/Tallinn", ""), []);
    expect(addBusinessHours(none, "2026-12-23T16:00:00+02:00", 2)).toBe("2026-12-24T08:00:00.000Z");
    expect(calendarGap(none, "2026-12-24T08:00:00Z")).toBeUndefined();
  });

  test("a country that the table lacks has none either, and that is told", () => {
    const unknown = calendar("Europe/Paris", "FR");
    expect(isOpenAt(unknown, "2026-07-14T10:00:00Z")).toBe(true);
    expect(calendarGap(unknown, "2026-07-14T10:00:00Z")).toMatch(/no row 'FR'/);
  });

  test("a year that it does not cover has none, so that deadlines come too early and never too late", () => {
    expect(calendarGap(tallinn, "2035-12-31T21:00:00Z")).toBeUndefined();
    expect(calendarGap(tallinn, "2035-12-31T22:00:00Z")).toBe(
      "the table 'calendars' knows the holidays of EE from 2015-01-01 to 2035-12-31: no other day counts as a holiday",
    );
    expect(isOpenAt(tallinn, "2036-12-24T10:00:00Z")).toBe(true);
    expect(isOpenAt(tallinn, "2026-12-24T10:00:00Z")).toBe(false);
  });

  test("it comes from the table of the deployment, by country", async () => {
    const asked: unknown[] = [];
    const references = {
      loaded: async () => new Set<string>(),
      rows: async (keys: readonly { table: string; key: string }[]) => {
        asked.push(keys);
        return [
          { table: "calendars", key: "EE", rows: [{ country: "EE", holidays: ["2026-11-24"] }] },
        ];
      },
    };
    const own = await calendarOf(references, gateIn("Europe/Tallinn", "calendar: EE"));
    expect(asked).toEqual([[{ table: "calendars", key: "EE" }]]);
    expect(isOpenAt(own, "2026-11-24T10:00:00Z")).toBe(false);
    expect(isOpenAt(own, "2026-12-24T10:00:00Z")).toBe(true);
    expect(calendarGap(own, "2050-12-24T10:00:00Z")).toBeUndefined(); // its row is open at both ends
  });
});

const formatIn = (zone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat("en-CA", {
    timeZone: zone,
    weekday: "short",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
