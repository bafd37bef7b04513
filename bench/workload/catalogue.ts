/** One seller a country: what its invoices have in common. */
export interface Market {
  readonly country: string;
  readonly currency: string;
  readonly language: string;
  readonly seller: string;
  readonly vatId: string;
  readonly registerNote?: string;
  readonly profile: string;
  /** Rates in force, the standard one first, as the seller writes them. */
  readonly rates: readonly string[];
  readonly scheme: string;
  readonly cities: readonly (readonly [city: string, postalCode: string])[];
}

export const markets: readonly Market[] = [
  {
    country: "EE",
    currency: "EUR",
    language: "et",
    seller: "Põhjavõrk AS",
    vatId: "EE100594102",
    profile: "peppol-bis-3",
    rates: ["24", "13", "9"],
    scheme: "EE_731",
    cities: [
      ["Tallinn", "10111"],
      ["Tartu", "51007"],
      ["Pärnu", "80010"],
      ["Narva", "20308"],
    ],
  },
  {
    country: "NO",
    currency: "NOK",
    language: "nb",
    seller: "Fjordkraft Tjenester AS",
    vatId: "NO974760673MVA",
    registerNote: "Foretaksregisteret",
    profile: "ehf-3",
    rates: ["25", "15", "12"],
    scheme: "NO_KID10",
    cities: [
      ["Oslo", "0150"],
      ["Bergen", "5003"],
      ["Trondheim", "7010"],
    ],
  },
  {
    country: "RO",
    currency: "RON",
    language: "ro",
    seller: "Carpat Energie SRL",
    vatId: "RO14399840",
    profile: "RO_CIUS",
    rates: ["21.00", "11.00"],
    scheme: "RF",
    cities: [
      ["Cluj-Napoca", "400001"],
      ["Iași", "700028"],
      ["București", "010011"],
    ],
  },
];

/** What is sold, in what unit; `kWh` and `MIN` are sold by thousandths, priced to 4 digits. */
export interface Product {
  readonly name: string;
  readonly unit: string;
  readonly kind?: string;
  readonly metered?: true;
}

export const products: readonly Product[] = [
  { name: "Mobile plan M", unit: "C62" },
  { name: "Mobile plan L", unit: "C62" },
  { name: "Fibre 500", unit: "C62" },
  { name: "Static IP address", unit: "C62" },
  { name: "TV pack Family", unit: "MON" },
  { name: "Cloud storage 1 TB", unit: "MON" },
  { name: "Router rent", unit: "MON" },
  { name: "Device insurance", unit: "MON" },
  { name: "Electricity, day", unit: "KWH", kind: "usage", metered: true },
  { name: "Electricity, night", unit: "KWH", kind: "usage", metered: true },
  { name: "Roaming calls", unit: "MIN", kind: "usage", metered: true },
  { name: "SIM card", unit: "H87", kind: "one_time" },
  { name: "Installation", unit: "C62", kind: "one_time" },
  { name: "Paper bill", unit: "C62", kind: "fee" },
];

export const names: readonly string[] = [
  ...["Mari Tamm", "Jüri Saar", "Kati Mägi", "Ola Nordmann", "Kari Hansen", "Ion Popescu"],
  ...["Elena Ionescu", "Osaühing Kask", "Nordlys Bygg AS", "Dunărea Comerț SRL"],
];

export const notes: readonly string[] = [
  ...["Thank you for paying by standing order.", "Your contract was renewed this month."],
  ...["Meter readings are taken on the first day of each month, usually by remote reading."],
];
