import { textsIn } from "./fields.ts";
import type { Complaints } from "./problem.ts";
import type { Entry } from "./tree.ts";

const EU = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK".split(
  " ",
);

/** Sets of countries that rules may name; `ALL` is everywhere. Members as of 2026. */
const sets: ReadonlyMap<string, readonly string[]> = new Map([
  ["EU", EU],
  ["EEA", [...EU, "IS", "LI", "NO"].sort()],
]);

/** ISO 3166-1 alpha-2, assigned codes. */
const countries: ReadonlySet<string> = new Set(
  `AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS
  BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG
  EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR
  HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR
  LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG
  NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE
  SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA
  UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`.split(/\s+/),
);

/** Codes that are in use elsewhere, and what ISO writes. */
const aliases: Readonly<Record<string, string>> = { EL: "GR", UK: "GB" };

/** Country codes, sorted; undefined stands for everywhere. */
export function readJurisdictions(
  entry: Entry | undefined,
  complaints: Complaints,
): readonly string[] | undefined {
  const texts = textsIn(entry, complaints);
  if (texts.some(({ value }) => value === "ALL")) {
    if (texts.length > 1 && entry)
      complaints.wrong(entry.value.spot, "'ALL' is everywhere: remove the others, or remove 'ALL'");
    return undefined;
  }
  const codes = texts.flatMap((text) => {
    const found = sets.get(text.value) ?? (countries.has(text.value) ? [text.value] : undefined);
    if (found === undefined) complaints.wrong(text.spot, unknownCountry(text.value));
    return found ?? [];
  });
  if (entry?.value.kind === "list" && entry.value.items.length === 0)
    complaints.wrong(
      entry.value.spot,
      "an empty list names no country: name some, or remove the key",
    );
  return codes.length > 0 ? [...new Set(codes)].sort() : undefined;
}

function unknownCountry(code: string): string {
  const known = `'${code}' is neither EU, EEA, ALL nor a country of ISO 3166-1`;
  const alias = Object.hasOwn(aliases, code) ? aliases[code] : undefined;
  if (alias !== undefined) return `${known}, did you mean '${alias}'?`;
  const upper = code.toUpperCase();
  return countries.has(upper) || sets.has(upper) || upper === "ALL"
    ? `${known}, did you mean '${upper}'?`
    : known;
}

/** Whether two lists of countries share one; absent is everywhere. */
export function sharesCountries(
  a: readonly string[] | undefined,
  b: readonly string[] | undefined,
): boolean {
  return a === undefined || b === undefined || a.some((code) => b.includes(code));
}
