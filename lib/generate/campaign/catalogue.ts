import type { Units } from "../amounts.ts";
import type { Tongue } from "./market.ts";

/** An article that the generated shop advertises; its price is in cents of the euro, with VAT. */
export interface Article {
  readonly sku: string;
  readonly gtin: string;
  readonly category: string;
  readonly price: Units;
  readonly names: Readonly<Record<Tongue, string>>;
  /** Net content of what is sold by measure, in grams or millilitres. */
  readonly content?: { readonly amount: number; readonly unit: "GRM" | "MLT" };
  /** What the tables say of it that makes advertising it wrong; ordinary where absent. */
  readonly trap?: "recalled" | "young" | "always_reduced";
}

const article = (
  sku: string,
  gtin: string,
  category: string,
  price: Units,
  [en, et, ro, nb]: readonly [string, string, string, string],
  content?: Article["content"],
): Article => ({
  sku,
  gtin,
  category,
  price,
  names: { en, et, ro, nb },
  ...(content && { content }),
});

export const articles: readonly Article[] = [
  article("RT-5", "4006381333931", "electronics", 7_900, [
    "Router RT-5",
    "Ruuter RT-5",
    "Router RT-5",
    "Ruter RT-5",
  ]),
  article("HP-20", "4012345678901", "electronics", 12_900, [
    "Headphones HP-20",
    "Kõrvaklapid HP-20",
    "Căști HP-20",
    "Hodetelefoner HP-20",
  ]),
  article("SP-3", "5901234123457", "electronics", 5_990, [
    "Speaker SP-3",
    "Kõlar SP-3",
    "Boxă SP-3",
    "Høyttaler SP-3",
  ]),
  article("KT-2", "7038010009457", "appliance", 4_590, [
    "Kettle KT-2",
    "Veekeetja KT-2",
    "Fierbător KT-2",
    "Vannkoker KT-2",
  ]),
  article("TS-4", "6416453061446", "appliance", 3_890, [
    "Toaster TS-4",
    "Röster TS-4",
    "Prăjitor TS-4",
    "Brødrister TS-4",
  ]),
  article("VC-11", "4740123456785", "appliance", 18_900, [
    "Vacuum cleaner VC-11",
    "Tolmuimeja VC-11",
    "Aspirator VC-11",
    "Støvsuger VC-11",
  ]),
  article("LP-3", "4740050000235", "other", 3_720, [
    "Desk lamp LP-3",
    "Laualamp LP-3",
    "Lampă de birou LP-3",
    "Skrivebordslampe LP-3",
  ]),
  article("TW-B", "9789985320013", "textile", 1_590, [
    "Bath towel",
    "Saunalina",
    "Prosop de baie",
    "Badehåndkle",
  ]),
  article("PZ-500", "4003801000016", "toy", 1_990, [
    "Puzzle of 500 pieces",
    "Pusle 500 tükki",
    "Puzzle 500 piese",
    "Puslespill 500 brikker",
  ]),
  article(
    "TEA-C",
    "4740012300019",
    "food",
    690,
    [
      "Herbal infusion with vitamin C",
      "Taimetee C-vitamiiniga",
      "Infuzie cu vitamina C",
      "Urtete med vitamin C",
    ],
    { amount: 250, unit: "GRM" },
  ),
  article(
    "HON-4",
    "4740012300026",
    "food",
    890,
    ["Honey 400 g", "Mesi 400 g", "Miere 400 g", "Honning 400 g"],
    { amount: 400, unit: "GRM" },
  ),
  article(
    "CR-75",
    "4740012300033",
    "cosmetic",
    1_290,
    ["Hand cream 75 ml", "Kätekreem 75 ml", "Cremă de mâini 75 ml", "Håndkrem 75 ml"],
    { amount: 75, unit: "MLT" },
  ),
];

const lamp = (sku: string, gtin: string, trap: NonNullable<Article["trap"]>): Article => ({
  ...article(sku, gtin, "other", 2_990, ["Floor lamp", "Põrandalamp", "Lampadar", "Gulvlampe"]),
  trap,
});

/** Articles that nobody should advertise so: what is planted where an advertisement names them. */
export const traps = {
  recalled: lamp("LF-7", "4740012300040", "recalled"),
  young: lamp("LF-8", "4740012300057", "young"),
  alwaysReduced: lamp("LF-9", "4740012300064", "always_reduced"),
} as const;
