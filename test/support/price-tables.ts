import { DATE, decimalOf, STRING } from "../../lib/core/expression/types.ts";
import type { Subject } from "../../lib/core/subject.ts";

const text = { type: STRING, required: true } as const;
const day = { type: DATE, required: false } as const;

/** A kind with small reference tables: prices with dates, texts, and rows of which a key has many. */
export const priceSubject: Subject = {
  kind: "prices",
  schema: {
    Price: {
      fields: {
        sku: text,
        price: { type: decimalOf(6), required: true },
        valid_from: day,
        valid_to: day,
      },
    },
    Text: { fields: { key: text } },
    Stock: { fields: { sku: text, site: text } },
  },
  records: [{ name: "order", shape: "Text", key: ["key"] }],
  tables: {
    prices: { shape: "Price", key: ["sku"], dated: true, doc: "Prices." },
    odd: { shape: "Text", key: ["key"], dated: false, doc: "Texts." },
    many: { shape: "Text", key: ["key"], dated: false, doc: "More texts." },
    stock: { shape: "Stock", key: ["sku"], dated: false, many: true, doc: "Sites." },
  },
};
