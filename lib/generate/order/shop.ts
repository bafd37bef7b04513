import type { JsonObject } from "../../core/expression/value.ts";
import { amountText } from "../amounts.ts";

/** An article of the generated shop; its price is in cents, VAT included. */
export interface Article {
  readonly sku: string;
  readonly gtin: string;
  readonly name: string;
  readonly price: number;
  /** Percent in Estonia. */
  readonly rate: "24" | "9";
  readonly pack?: number;
  readonly ageLimit?: number;
  readonly isDigital?: true;
}

export const articles: readonly Article[] = [
  { sku: "CUP-1", gtin: "4006381333931", name: "Kohvitass", price: 1_240, rate: "24" },
  { sku: "LAMP-3", gtin: "4012345678901", name: "Laualamp", price: 3_720, rate: "24" },
  { sku: "BOOK-77", gtin: "9789985320013", name: "Kokaraamat", price: 2_190, rate: "9" },
  { sku: "SCREW-4X40", gtin: "4740123456785", name: "Kruvi 4×40", price: 4, rate: "24", pack: 100 },
  { sku: "DRILL-5", gtin: "5901234123457", name: "Puur 5 mm", price: 790, rate: "24" },
  { sku: "TOWEL-B", gtin: "6416453061446", name: "Käterätt", price: 1_590, rate: "24" },
  { sku: "KETTLE-2", gtin: "7038010009457", name: "Veekeetja", price: 5_900, rate: "24" },
  {
    ...{ sku: "LIQUEUR-30", gtin: "4740050000235", name: "Vana liköör 30 %" },
    ...{ price: 1_990, rate: "24", ageLimit: 18 },
  },
];

export const campaignSku = "LAMP-3";

export const shopRows: Readonly<Record<string, readonly JsonObject[]>> = {
  products: articles.map(({ sku, gtin, name, pack, ageLimit }) => ({
    ...{ sku, gtin, name, status: "active" },
    ...(pack !== undefined && { pack_multiple: String(pack) }),
    ...(ageLimit !== undefined && { age_limits: { EE: ageLimit } }),
  })),
  price_lists: articles.map(({ sku, price }) => ({
    ...{ price_list_id: "EE-1", sku, amount: amountText(price), currency: "EUR" },
    ...{ includes_vat: true, valid_from: "2026-01-01" },
  })),
  carriers: [
    { method: "parcel", needs_phone: true, is_pickup: false, checks_age: true },
    { method: "locker", needs_phone: true, is_pickup: true, checks_age: false },
  ],
  approved_texts: [
    ...["withdrawal_info", "terms"].map((kind) => ({
      ...{ kind, market: "EE", version: "7", valid_from: "2026-06-19" },
    })),
  ],
};

export const people: readonly string[] = [
  ...["Mari Maasikas", "Jüri Kask", "Kati Põld", "Tõnu Lepik", "Õie Saar", "Peeter Mänd"],
];

export const places: readonly (readonly [locality: string, postalCode: string])[] = [
  ["Tallinn", "10123"],
  ["Tartu", "51007"],
  ["Pärnu", "80010"],
  ["Rakvere", "44306"],
];
