import { packagedTables, packTables } from "../../../lib/adapters/packaged/tables.ts";
import { shippedLayer } from "../../../lib/adapters/references/find.ts";
import { openReferences } from "../../../lib/adapters/references/open.ts";
import { findFunctions } from "../../../lib/core/expression/functions.ts";
import { parseDate } from "../../../lib/core/expression/time.ts";
import { subjects } from "../../../lib/subjects/registry.ts";
import { folderWith } from "../../support/cli.ts";

// The tables of public facts that ship, as each kind reads them.
const kinds = Object.values(subjects);

const opened = (
  subject = kinds.find(({ kind }) => kind === "billing-run") as (typeof kinds)[number],
) =>
  openReferences(
    { layers: [shippedLayer(subject)] },
    subject,
    new Set(Object.keys(subject.tables)),
  );

test.each(kinds.map((subject) => [subject.kind, subject] as const))(
  "those that %s has fit its tables",
  async (_, subject) => {
    const references = await opened(subject);
    const shipped = shippedLayer(subject);
    const names = shipped.kind === "files" ? shipped.files.map(({ table }) => table) : [];
    expect(Object.keys(references.digests)).toEqual(names.toSorted());
    for (const name of names)
      expect([...(references.rows.all(name) ?? [])].length).toBeGreaterThan(0);
  },
);

test("every file is a table of some kind", () => {
  const all = new Set(kinds.flatMap(({ tables }) => Object.keys(tables)));
  const shipped = kinds.flatMap((subject) => {
    const layer = shippedLayer(subject);
    return layer.kind === "files" ? layer.files.map(({ table }) => table) : [];
  });
  expect([...new Set(shipped)].filter((name) => !all.has(name))).toEqual([]);
  expect(new Set(shipped)).toEqual(
    new Set(["calendars", "code_lists", "currencies", "prior_price_policy", "vat_rates"]),
  );
});

// Rates of section 1.2 of the domain specification, as the errata correct it.
const rates: readonly [country: string, vatClass: string, on: string, rate: string | undefined][] =
  [
    ["EE", "standard", "2023-12-31", "20"],
    ["EE", "standard", "2024-01-01", "22"],
    ["EE", "standard", "2025-06-30", "22"],
    ["EE", "standard", "2025-07-01", "24"],
    ["EE", "standard_transition", "2025-07-01", undefined], // not confirmed: not shipped
    ["EE", "accommodation", "2024-12-31", "9"],
    ["EE", "accommodation", "2025-01-01", "13"],
    ["EE", "press", "2025-01-01", "9"],
    ["RO", "standard", "2025-07-31", "19"],
    ["RO", "standard", "2025-08-01", "21"],
    ["RO", "reduced", "2025-07-31", undefined],
    ["RO", "reduced", "2025-08-01", "11"],
    ["RO", "reduced_9", "2025-08-01", undefined],
    ["RO", "housing_transition", "2026-07-31", "9"],
    ["RO", "housing_transition", "2026-08-01", undefined],
    ["NO", "standard", "2026-11-21", "25"],
    ["NO", "food", "2026-11-21", "15"],
    ["NO", "water_sewage", "2025-06-30", "25"],
    ["NO", "water_sewage", "2025-07-01", "15"],
    ["FI", "standard", "2024-08-31", "24"],
    ["FI", "standard", "2024-09-01", "25.5"],
    ["SK", "standard", "2024-12-31", "20"],
    ["SK", "standard", "2025-01-01", "23"],
    ["DE", "standard", "2026-01-01", "19"],
  ];

test.each(rates)("VAT of %s, %s, on %s is %s", async (country, vatClass, on, rate) => {
  const { rows } = await opened();
  const found = rows.find("vat_rates", country, parseDate(on));
  expect(found.filter((row) => row["vat_class"] === vatClass).map((row) => row["rate"])).toEqual(
    rate === undefined ? [] : [rate],
  );
});

test("the table knows all rates of EE, RO and NO, and of no other country", async () => {
  const { rows } = await opened();
  const today = parseDate("2026-11-21");
  const complete = [
    ...new Set([...(rows.all("vat_rates") ?? [])].map((row) => String(row["country"]))),
  ].filter((country) =>
    rows.find("vat_rates", country, today).some((row) => row["complete"] === true),
  );
  expect(complete.sort()).toEqual(["EE", "NO", "RO"]);
  // Only what a law of transition says may stand beside the ordinary rates.
  const transitional = [...(rows.all("vat_rates") ?? [])].filter(
    (row) => row["condition"] !== undefined,
  );
  expect(transitional.map((row) => `${row["country"]} ${row["vat_class"]}`).sort()).toEqual([
    "NO water_sewage_transition",
    "NO water_sewage_transition",
    "RO housing_transition",
  ]);
});

/** What the rule language's own functions say of a currency. */
function minorOf(code: string, until: string | undefined) {
  const call = (name: string, ...args: (string | number | undefined)[]) =>
    findFunctions(name)[0]?.run(args as never, {} as never);
  return {
    minor: Number(call("minor", code)),
    isToday: call("isCurrency", code),
    wasOn: until === undefined ? undefined : call("isCurrency", code, parseDate(until)),
  };
}

test("currencies agree with the functions minor and isCurrency", async () => {
  const { rows } = await opened();
  const all = [...(rows.all("currencies") ?? [])];
  expect(all).toHaveLength(170);
  for (const { code, minor_units, active, until } of all) {
    const { minor, isToday, wasOn } = minorOf(String(code), until as string | undefined);
    expect({ code, minor_units, active, until: until !== undefined }).toEqual({
      code,
      minor_units: minor,
      active: isToday,
      until: !isToday,
    });
    if (until !== undefined) expect({ code, wasOn }).toEqual({ code, wasOn: true });
  }
  for (const [code, digits] of [
    ["RWF", 0],
    ["VND", 0],
    ["IQD", 3],
    ["CLF", 4],
    ["UYI", 0],
    ["EUR", 2],
  ] as const)
    expect([code, rows.find("currencies", code, undefined)[0]?.["minor_units"]]).toEqual([
      code,
      digits,
    ]);
});

// Feasts looked up by hand: fixed days, western and Orthodox Easter, and the laws that added days.
const feasts: readonly [country: string, day: string, isFree: boolean, why: string][] = [
  ["EE", "2026-02-24", true, "Independence Day"],
  ["EE", "2026-04-03", true, "Good Friday"],
  ["EE", "2026-04-06", false, "Easter Monday is a working day"],
  ["EE", "2026-06-23", true, "Victory Day"],
  ["EE", "2026-08-20", true, "Restoration of Independence"],
  ["EE", "2026-12-24", true, "Christmas Eve"],
  ["EE", "2027-03-26", true, "Good Friday"],
  ["RO", "2026-01-02", true, "the second day of New Year"],
  ["RO", "2024-05-03", true, "Orthodox Good Friday"],
  ["RO", "2024-05-06", true, "Orthodox Easter Monday"],
  ["RO", "2024-04-01", false, "western Easter Monday"],
  ["RO", "2025-04-21", true, "Easter Monday, on which both Easters fall"],
  ["RO", "2026-04-13", true, "Orthodox Easter Monday"],
  ["RO", "2026-06-01", true, "Children's Day and Orthodox Whit Monday"],
  ["RO", "2017-04-14", false, "Good Friday before Law 64/2018"],
  ["RO", "2018-04-06", true, "Good Friday"],
  ["RO", "2016-01-24", false, "before Law 176/2016"],
  ["RO", "2017-01-24", true, "Unification of the Principalities"],
  ["RO", "2023-01-06", false, "Epiphany before Law 52/2023"],
  ["RO", "2024-01-06", true, "Epiphany"],
  ["RO", "2024-01-07", true, "Saint John the Baptist"],
  ["RO", "2026-11-30", true, "Saint Andrew"],
  ["NO", "2026-05-17", true, "Constitution Day"],
  ["NO", "2026-05-14", true, "Ascension Day"],
  ["NO", "2026-04-02", true, "Maundy Thursday"],
  ["NO", "2026-05-25", true, "Whit Monday"],
  ["NO", "2026-12-24", false, "Christmas Eve is no public holiday"],
  ["NO", "2024-03-31", true, "Easter Sunday, on which the clocks change"],
  ["NO", "2024-04-01", true, "Easter Monday"],
];

test.each(feasts)("%s, %s: holiday %s (%s)", async (country, day, isFree) => {
  const { rows } = await opened();
  const [calendar] = rows.find("calendars", country, undefined);
  const holidays = calendar?.["holidays"] as readonly string[];
  expect(holidays.includes(day)).toBe(isFree);
  expect(calendar?.["weekend"]).toEqual([6, 7]);
});

test("calendars cover every year that they say", async () => {
  const { rows } = await opened();
  for (const { country, holidays, from, to } of rows.all("calendars") ?? []) {
    const years = new Set((holidays as readonly string[]).map((day) => day.slice(0, 4)));
    expect([country, from, to, years.size]).toEqual([country, "2015-01-01", "2035-12-31", 21]);
  }
});

test("prior prices: Norway is progressive, the others strict, thirty days everywhere", async () => {
  const subject = kinds.find(({ tables }) => Object.hasOwn(tables, "prior_price_policy"));
  if (subject === undefined) throw new Error("no kind has prior_price_policy");
  const { rows } = await opened(subject);
  const all = [...(rows.all("prior_price_policy") ?? [])];
  expect(all).toHaveLength(28);
  expect(new Set(all.map((row) => row["window_days"]))).toEqual(new Set([30]));
  expect(all.filter((row) => row["progressive"] === true).map((row) => row["country"])).toEqual([
    "NO",
  ]);
});

test("what is packed for the functions is what files hold", async () => {
  const [folder, references] = [folderWith(), await opened()];
  packTables(folder, { vat_rates: [["EE", references.rows.find("vat_rates", "EE", undefined)]] });
  const packed = packagedTables(folder);
  expect(await packed.loaded(["vat_rates", "currencies"])).toEqual(new Set(["vat_rates"]));
  const [found] = await packed.rows([{ table: "vat_rates", key: "EE" }]);
  expect(found?.rows).toEqual(references.rows.find("vat_rates", "EE", undefined));
});
