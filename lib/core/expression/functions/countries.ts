const codes = `
AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT
BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH
ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT
HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS
LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI
NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG
SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG
UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`;

/** ISO 3166-1 alpha-2. */
export const countries: ReadonlySet<string> = new Set(codes.trim().split(/\s+/));

const eu = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";

/** Sets of countries that a rule may name; `ALL` is every country. Members as of 2026. */
export const jurisdictions: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ["EU", new Set(eu.split(" "))],
  ["EEA", new Set(`${eu} IS LI NO`.split(" "))],
  ["ALL", countries],
]);

export function countryProblem(text: string): string | undefined {
  return countries.has(text) ? undefined : `'${text}' is no country of ISO 3166-1`;
}

export function jurisdictionProblem(text: string): string | undefined {
  if (jurisdictions.has(text) || countries.has(text)) return undefined;
  return `'${text}' is neither a country nor ${[...jurisdictions.keys()].join(", ")}`;
}

interface CountryFacts {
  /** Of the capital. */
  readonly zone: string;
  readonly postal: RegExp;
}

const factsByCode: Readonly<Record<string, CountryFacts>> = {
  AT: { zone: "Europe/Vienna", postal: /^\d{4}$/ },
  BE: { zone: "Europe/Brussels", postal: /^\d{4}$/ },
  BG: { zone: "Europe/Sofia", postal: /^\d{4}$/ },
  CH: { zone: "Europe/Zurich", postal: /^\d{4}$/ },
  CY: { zone: "Asia/Nicosia", postal: /^\d{4}$/ },
  CZ: { zone: "Europe/Prague", postal: /^\d{3} ?\d{2}$/ },
  DE: { zone: "Europe/Berlin", postal: /^\d{5}$/ },
  DK: { zone: "Europe/Copenhagen", postal: /^\d{4}$/ },
  EE: { zone: "Europe/Tallinn", postal: /^\d{5}$/ },
  ES: { zone: "Europe/Madrid", postal: /^\d{5}$/ },
  FI: { zone: "Europe/Helsinki", postal: /^\d{5}$/ },
  FR: { zone: "Europe/Paris", postal: /^\d{5}$/ },
  GB: { zone: "Europe/London", postal: /^[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}$/ },
  GR: { zone: "Europe/Athens", postal: /^\d{3} ?\d{2}$/ },
  HR: { zone: "Europe/Zagreb", postal: /^\d{5}$/ },
  HU: { zone: "Europe/Budapest", postal: /^\d{4}$/ },
  IE: { zone: "Europe/Dublin", postal: /^[A-Z]\d[\dW] ?[A-Z\d]{4}$/ },
  IS: { zone: "Atlantic/Reykjavik", postal: /^\d{3}$/ },
  IT: { zone: "Europe/Rome", postal: /^\d{5}$/ },
  LI: { zone: "Europe/Vaduz", postal: /^\d{4}$/ },
  LT: { zone: "Europe/Vilnius", postal: /^(?:LT-)?\d{5}$/ },
  LU: { zone: "Europe/Luxembourg", postal: /^(?:L-)?\d{4}$/ },
  LV: { zone: "Europe/Riga", postal: /^(?:LV-)?\d{4}$/ },
  MT: { zone: "Europe/Malta", postal: /^[A-Z]{3} ?\d{4}$/ },
  NL: { zone: "Europe/Amsterdam", postal: /^\d{4} ?[A-Z]{2}$/ },
  NO: { zone: "Europe/Oslo", postal: /^\d{4}$/ },
  PL: { zone: "Europe/Warsaw", postal: /^\d{2}-\d{3}$/ },
  PT: { zone: "Europe/Lisbon", postal: /^\d{4}-\d{3}$/ },
  RO: { zone: "Europe/Bucharest", postal: /^\d{6}$/ },
  SE: { zone: "Europe/Stockholm", postal: /^\d{3} ?\d{2}$/ },
  SI: { zone: "Europe/Ljubljana", postal: /^(?:SI-)?\d{4}$/ },
  SK: { zone: "Europe/Bratislava", postal: /^\d{3} ?\d{2}$/ },
};

/** What we know of the countries of the EEA, Switzerland and the United Kingdom. */
export const countryFacts: ReadonlyMap<string, CountryFacts> = new Map(Object.entries(factsByCode));
