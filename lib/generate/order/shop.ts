/** An article of the generated shop; its price is in cents, VAT included. */
export interface Article {
  readonly sku: string;
  readonly gtin?: string;
  readonly name: string;
  readonly price: number;
  /** Percent in Estonia. */
  readonly rate: "24" | "9";
  readonly pack?: number;
  readonly ageLimit?: number;
  /** Grams and millimetres, packed; nothing where it is not sent. */
  readonly grams?: number;
  readonly millimetres?: number;
  readonly isDigital?: true;
}

/** What people put into baskets. */
export const articles: readonly Article[] = [
  {
    ...{ sku: "CUP-1", gtin: "4006381333931", name: "Kohvitass", price: 1_240, rate: "24" },
    ...{ grams: 400, millimetres: 120 },
  },
  {
    ...{ sku: "LAMP-3", gtin: "4012345678901", name: "Laualamp", price: 3_720, rate: "24" },
    ...{ grams: 1_200, millimetres: 480 },
  },
  {
    ...{ sku: "BOOK-77", gtin: "9789985320013", name: "Kokaraamat", price: 2_190, rate: "9" },
    ...{ grams: 900, millimetres: 270 },
  },
  {
    ...{ sku: "SCREW-4X40", gtin: "4740123456785", name: "Kruvi 4×40", price: 4, rate: "24" },
    ...{ pack: 100, grams: 3, millimetres: 40 },
  },
  {
    ...{ sku: "DRILL-5", gtin: "5901234123457", name: "Puur 5 mm", price: 790, rate: "24" },
    ...{ grams: 60, millimetres: 130 },
  },
  {
    ...{ sku: "TOWEL-B", gtin: "6416453061446", name: "Käterätt", price: 1_590, rate: "24" },
    ...{ grams: 500, millimetres: 350 },
  },
  {
    ...{ sku: "KETTLE-2", gtin: "7038010009457", name: "Veekeetja", price: 5_900, rate: "24" },
    ...{ grams: 1_100, millimetres: 300 },
  },
  {
    ...{ sku: "LIQUEUR-30", gtin: "4740050000235", name: "Vana liköör 30 %" },
    ...{ price: 1_990, rate: "24", ageLimit: 18, grams: 1_000, millimetres: 300 },
  },
];

/** What is sold in orders of a kind of its own. */
export const special = {
  preorder: {
    ...{ sku: "GLOBE-1", name: "Gloobus 2027", price: 8_900, rate: "24" },
    ...{ grams: 2_000, millimetres: 380 },
  },
  subscription: {
    ...{ sku: "COFFEE-MONTH", name: "Kohv iga kuu", price: 1_990, rate: "24" },
    ...{ grams: 500, millimetres: 250 },
  },
  spare_part: {
    ...{ sku: "PUMP-7", name: "Pesumasina pump", price: 4_990, rate: "24" },
    ...{ grams: 800, millimetres: 200 },
  },
  repair: {
    ...{ sku: "REPAIR-WM", name: "Pesumasina remont", price: 0, rate: "24" },
    ...{ grams: 0, millimetres: 0 },
  },
  digital: {
    ...{ sku: "EBOOK-9", name: "E-kokaraamat", price: 1_290, rate: "24" },
    isDigital: true,
  },
} as const satisfies Readonly<Record<string, Article>>;

export const people: readonly string[] = [
  ...["Mari Maasikas", "Jüri Kask", "Kati Põld", "Tõnu Lepik", "Õie Saar", "Peeter Mänd"],
];

export const places: readonly (readonly [locality: string, postalCode: string])[] = [
  ["Tallinn", "10123"],
  ["Tartu", "51007"],
  ["Pärnu", "80010"],
  ["Rakvere", "44306"],
];

/** Lockers of the shop's carrier. */
export const lockers: readonly string[] = ["EE-0101", "EE-0102", "EE-0203", "EE-0417"];

/** From this sum of lines on, in cents and before discounts, shipping is free. */
export const freeShippingFrom = 5_000;
