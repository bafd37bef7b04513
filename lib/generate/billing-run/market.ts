import type { IdentifierCountry, ReferenceScheme } from "../identifiers.ts";

/** A seller in one country, and what all its invoices have in common. */
export interface Market {
  readonly country: IdentifierCountry;
  readonly currency: string;
  readonly otherCurrency: string;
  readonly language: string;
  readonly seller: string;
  readonly registerNote?: string;
  readonly profile: string;
  readonly scheme: ReferenceScheme;
  /** Rates in force in the generated month by VAT class, percent. */
  readonly rates: Readonly<Record<"standard" | "reduced", string>>;
  /** A rate of the country that is no longer in force. */
  readonly formerRate: string;
  /** The country's name of its reduced class in the table `vat_rates`. */
  readonly reducedClass: string;
  /** Prices of the catalogue times this: what a euro is worth, about. */
  readonly priceLevel: number;
  readonly cities: readonly (readonly [city: string, postalCode: string])[];
  readonly streets: readonly string[];
  readonly people: readonly string[];
  readonly companies: readonly string[];
}

export const markets: Readonly<Record<IdentifierCountry, Market>> = {
  EE: {
    country: "EE",
    currency: "EUR",
    otherCurrency: "NOK",
    language: "et",
    seller: "Põhjavõrk AS",
    profile: "urn:cen.eu:en16931:2017",
    scheme: "EE_731",
    rates: { standard: "24", reduced: "9" },
    formerRate: "22",
    reducedClass: "press",
    priceLevel: 1,
    cities: [
      ["Tallinn", "10111"],
      ["Tartu", "51007"],
      ["Pärnu", "80010"],
      ["Narva", "20308"],
      ["Viljandi", "71020"],
    ],
    streets: ["Aia", "Pikk", "Kase", "Lai", "Jõe", "Männi", "Tartu mnt"],
    people: ["Mari Tamm", "Jüri Saar", "Kati Mägi", "Peeter Kask", "Õnne Põld", "Tõnu Sepp"],
    companies: ["Kask ja Pojad OÜ", "Lõuna Leib AS", "Saare Puit OÜ", "Tähe Apteek OÜ"],
  },
  NO: {
    country: "NO",
    currency: "NOK",
    otherCurrency: "EUR",
    language: "nb",
    seller: "Fjordnett Tjenester AS",
    registerNote: "Foretaksregisteret",
    profile: "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0",
    scheme: "NO_KID10",
    rates: { standard: "25", reduced: "12" },
    formerRate: "24",
    reducedClass: "transport_accommodation_culture",
    priceLevel: 11,
    cities: [
      ["Oslo", "0150"],
      ["Bergen", "5003"],
      ["Trondheim", "7010"],
      ["Tromsø", "9008"],
    ],
    streets: ["Storgata", "Kirkegata", "Skolegata", "Åsveien", "Sjøgata"],
    people: ["Ola Nordmann", "Kari Hansen", "Øyvind Lie", "Ingrid Bakke", "Åse Dahl"],
    companies: ["Nordlys Bygg AS", "Fjelltopp Kafé AS", "Båtservice Vest AS"],
  },
  RO: {
    country: "RO",
    currency: "RON",
    otherCurrency: "EUR",
    language: "ro",
    seller: "Carpat Rețele SRL",
    profile: "urn:cen.eu:en16931:2017#compliant#urn:efactura.mfinante.ro:CIUS-RO:1.0.1",
    scheme: "RF",
    rates: { standard: "21", reduced: "11" },
    formerRate: "19",
    reducedClass: "reduced",
    priceLevel: 5,
    cities: [
      ["Cluj-Napoca", "400001"],
      ["Iași", "700028"],
      ["București", "010011"],
      ["Brașov", "500007"],
    ],
    streets: ["Strada Unirii", "Calea Victoriei", "Strada Teilor", "Bulevardul Eroilor"],
    people: ["Ion Popescu", "Elena Ionescu", "Ștefan Țepeș", "Ana Măgureanu"],
    companies: ["Dunărea Comerț SRL", "Izvorul Alb SA", "Pâinea de Casă SRL"],
  },
};
