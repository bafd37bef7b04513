/**
 * What follows the check digits of an IBAN, by country: so many digits (n), letters (a) or either
 * (c), after SWIFT's registry; outside Europe the length alone.
 */
const structures = `
AT16n BE12n BG4a6n8c CH5n12c CY8n16c CZ20n DE18n DK14n EE16n ES20n FI14n FR10n11c2n GB4a14n GR7n16c
HR17n HU24n IE4a14n IS22n IT1a10n12c LI5n12c LT16n LU3n13c LV4a13c MT4a5n18c NL4a10n NO11n PL24n
PT21n RO4a16c SE20n SI15n SK20n
AD8n12c AL8n16c BA16n BY4c4n16c FO14n GE2a16n GI4a15c GL14n MC10n11c2n MD2c18c ME18n MK3n10c2n RS18n
SM1a10n12c TR6n16c UA6n19c VA18n XK16n
AE19c AZ24c BH18c BI23c BR25c CR18c DJ23c DO24c EG25c FK14c GT24c HN24c IL19c IQ19c JO26c KW26c
KZ16c LB24c LC28c LY21c MN16c MR23c MU26c NI24c OM19c PK20c PS25c QA25c RU29c SA20c SC27c SD14c
SO19c ST21c SV24c TL19c TN20c VG20c YE26c`;

const characters: Readonly<Record<string, string>> = { n: "\\d", a: "[A-Z]", c: "[0-9A-Z]" };

const patterns: ReadonlyMap<string, RegExp> = new Map(
  structures
    .trim()
    .split(/\s+/)
    .map((entry) => [entry.slice(0, 2), patternOf(entry.slice(2))] as const),
);

function patternOf(structure: string): RegExp {
  const source = structure.replace(/(\d+)([nac])/g, (_, length, kind) => {
    return `${characters[kind]}{${length}}`;
  });
  return new RegExp(`^[A-Z]{2}\\d{2}${source}$`);
}

/** The form of a country's IBANs; undefined where it has none. */
export const ibanForm = (country: string): RegExp | undefined => patterns.get(country);
