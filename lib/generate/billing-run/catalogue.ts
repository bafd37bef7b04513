/** What the generated seller sells. Prices are in ten-thousandths of a euro, per unit. */
export interface Item {
  readonly itemId: string;
  readonly name: string;
  /** UN/ECE Recommendation 20. */
  readonly unit: "C62" | "MON" | "ANN" | "KWH" | "MIN" | "H87";
  readonly kind: "recurring" | "usage" | "one_time" | "fee";
  readonly price: number;
  readonly vatClass: "standard" | "reduced";
  /** Usage: median and spread of a month, in thousandths of the unit. */
  readonly usage?: { readonly median: number; readonly cv: number };
  /** Usage: what more than so many thousandths of a unit costs, each part at its own price. */
  readonly tiers?: readonly { readonly above: number; readonly price: number }[];
  /** Recurring: months of a period that is billed in advance; a month, afterwards, when absent. */
  readonly prepaidMonths?: number;
}

const item = (
  itemId: string,
  name: string,
  unit: Item["unit"],
  kind: Item["kind"],
  price: number,
  more: Partial<Item> = {},
): Item => ({ itemId, name, unit, kind, price, vatClass: "standard", ...more });

export const plans: readonly Item[] = [
  item("MOB-M", "Mobile plan M", "MON", "recurring", 149_900),
  item("MOB-L", "Mobile plan L", "MON", "recurring", 249_000),
  item("FIB-300", "Fibre 300", "MON", "recurring", 299_000),
  item("FIB-1000", "Fibre 1000", "MON", "recurring", 449_900),
  item("EL-BASE", "Electricity, monthly fee", "MON", "recurring", 29_900),
];

export const extras: readonly Item[] = [
  item("TV-FAM", "TV pack Family", "MON", "recurring", 119_900),
  item("CLOUD-1", "Cloud storage 1 TB", "MON", "recurring", 79_900),
  item("ROUTER", "Router rent", "MON", "recurring", 39_000),
  item("INSURE", "Device insurance", "MON", "recurring", 54_900),
  item("PAPER", "E-newspaper", "MON", "recurring", 99_900, { vatClass: "reduced" }),
];

/** What is paid for a year in advance. */
export const yearly: readonly Item[] = [
  item("SAFE-Y", "Virus protection, a year", "ANN", "recurring", 299_000, { prepaidMonths: 12 }),
];

const used = (median: number, cv: number) => ({ usage: { median: median * 1000, cv } });

export const usages: readonly Item[] = [
  item("EL-DAY", "Electricity, day", "KWH", "usage", 1_423, {
    ...used(180, 0.4),
    tiers: [
      { above: 200_000, price: 1_299 },
      { above: 500_000, price: 1_187 },
    ],
  }),
  item("EL-NIGHT", "Electricity, night", "KWH", "usage", 987, used(120, 0.7)),
  item("ROAM-EU", "Calls abroad", "MIN", "usage", 1_900, {
    ...used(35, 1),
    tiers: [{ above: 60_000, price: 1_500 }],
  }),
  item("SVC-NO", "Service numbers", "MIN", "usage", 5_000, used(8, 0.7)),
];

export const oneTimes: readonly Item[] = [
  item("SIM", "SIM card", "H87", "one_time", 50_000),
  item("INSTALL", "Installation at home", "C62", "one_time", 490_000),
];

export const fees: readonly Item[] = [item("PAPERBILL", "Paper bill", "C62", "fee", 20_000)];

/** What is billed when a technician came, on an invoice of its own. */
export const visits: readonly Item[] = [
  item("VISIT", "Visit of a technician", "C62", "fee", 450_000),
];

export const catalogue: readonly Item[] = [
  ...plans,
  ...extras,
  ...yearly,
  ...usages,
  ...oneTimes,
  ...fees,
  ...visits,
];

export const notes: readonly string[] = [
  "Thank you for paying by standing order.",
  "Your contract was renewed this month.",
  "Meters are read on the first day of each month, usually from afar.",
];
