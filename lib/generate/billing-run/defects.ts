import type { Json, JsonObject } from "../../core/expression/value.ts";
import type { Expected, Fields } from "../generated.ts";
import type { Random } from "../random.ts";
import type { Customer } from "./customer.ts";
import type { Draft, InvoiceSetting } from "./invoice.ts";
import { netOf } from "./lines.ts";
import type { Rows } from "./record-rows.ts";
import type { Totals } from "./totals.ts";

/**
 * One way in which invoices go wrong: what is changed, and every violation that must follow from
 * it. All else stays coherent, so that nothing else may fire.
 */
export interface DefectKind {
  readonly name: string;
  readonly expected: readonly Expected[];
  /** Rules that then speak of the run as a whole. */
  readonly ofRun?: readonly string[];
  /** Whether it can be planted here. */
  readonly fits?: (draft: Draft, totals: Totals, setting: InvoiceSetting) => boolean;
  /** How often in a run, where its rule applies to so few that more were systemic (BIL-49). */
  readonly timesMax?: number;
  /** Before the sums are taken. */
  readonly draft?: (draft: Draft, setting: InvoiceSetting, random: Random) => void;
  /** After the sums are taken. */
  readonly totals?: (totals: Totals) => void;
  /** In the invoice as it is sent. */
  readonly invoice?: (invoice: Fields, setting: InvoiceSetting) => void;
  /** In the rows that it brings to tables: what is known of it then tells the mistake. */
  readonly rows?: (rows: Rows, draft: Draft, setting: InvoiceSetting) => Rows;
}

const rule = (id: string, check?: string): readonly Expected[] => [
  check === undefined ? { rule: id } : { rule: id, check },
];
const isBill = ({ typeCode, isPaid }: Draft): boolean => typeCode === "380" && !isPaid;
const isTransfer = (draft: Draft): boolean => draft.means === "30";
const isTaxed = ({ lines }: Draft): boolean => lines.every(({ category }) => category === "S");
const line = (invoice: Fields, at = 0): Fields => (invoice["lines"] as Json[])[at] as Fields;
const group = (invoice: Fields, name: string): Fields => invoice[name] as Fields;

/** Sums that are moved together, so that only the one they hang from is wrong. */
const moved =
  (cents: number, names: readonly ("lines" | "net" | "vat" | "gross" | "due")[]) =>
  (totals: Totals): void => {
    for (const name of names) totals[name] += cents;
  };

/** The party of an invoice, copied: the seller's stands in all of them. */
function party(invoice: Fields, name: string): Fields {
  const copy = { ...(invoice[name] as JsonObject) };
  invoice[name] = copy;
  return copy;
}

export const defectKinds: readonly DefectKind[] = [
  {
    name: "a line without a name",
    expected: rule("BIL-01"),
    invoice: (invoice) => {
      line(invoice)["name"] = " ";
    },
  },
  {
    name: "no buyer name",
    expected: rule("BIL-01"),
    invoice: (invoice) => {
      party(invoice, "buyer")["name"] = "";
    },
  },
  {
    name: "a document type that is not allowed",
    expected: rule("BIL-02"),
    fits: isBill,
    invoice: (invoice) => {
      invoice["type_code"] = "325";
    },
  },
  {
    name: "due before it is issued",
    expected: rule("BIL-03"),
    fits: isBill,
    invoice: (invoice) => {
      invoice["due_date"] = invoice["period_start"];
    },
  },
  {
    name: "money due, but neither date nor terms",
    expected: rule("BIL-04"),
    fits: isBill,
    invoice: (invoice) => {
      delete invoice["due_date"];
    },
  },
  {
    name: "price times quantity is another amount",
    expected: rule("BIL-05"),
    fits: ({ lines }) => lines[0]?.fullPrice === undefined,
    invoice: (invoice) => {
      line(invoice)["charges"] = [{ amount: "5.00", reason: "Delivery" }];
    },
  },
  {
    name: "sum of lines a cent off",
    expected: rule("BIL-06"),
    totals: moved(1, ["lines", "net", "gross", "due"]),
    fits: isBill,
  },
  {
    name: "net total a cent off",
    expected: rule("BIL-07"),
    totals: moved(1, ["net", "gross", "due"]),
    fits: isBill,
  },
  {
    name: "taxable amount off",
    expected: rule("BIL-08"),
    totals: ({ breakdown: [row] }) => {
      if (row) row.taxable += 3;
    },
  },
  {
    name: "tax a unit off",
    expected: rule("BIL-09"),
    fits: (draft) => isBill(draft) && isTaxed(draft),
    totals: (totals) => {
      const [row] = totals.breakdown;
      if (row) row.tax += 100;
      moved(100, ["vat", "gross", "due"])(totals);
    },
  },
  {
    name: "gross total a cent off",
    expected: rule("BIL-10"),
    totals: moved(1, ["gross", "due"]),
    fits: isBill,
  },
  {
    name: "an amount of three decimals",
    expected: rule("BIL-11"),
    invoice: (invoice) => {
      invoice["total_vat"] = `${String(invoice["total_vat"])}0`;
    },
  },
  {
    name: "the VAT currency is the invoice's",
    expected: rule("BIL-12"),
    invoice: (invoice) => {
      invoice["vat_currency"] = invoice["currency"];
      invoice["total_vat_acc"] = invoice["total_vat"];
    },
  },
  {
    name: "billed in another currency than agreed",
    expected: rule("BIL-13"),
    fits: (draft, totals) => isBill(draft) && totals.gross > 5_000,
    draft: (draft, { market }) => {
      draft.currency = market.otherCurrency;
    },
  },
  {
    name: "a VAT rate of the past",
    expected: rule("BIL-14"),
    ofRun: ["BIL-41"],
    fits: (draft) => isTaxed(draft) && draft.allowances.length + draft.charges.length === 0,
    draft: (draft, { market }) => {
      for (const one of draft.lines) one.rate = market.formerRate;
    },
  },
  {
    name: "reverse charge without a reason",
    expected: rule("BIL-15"),
    fits: (draft) => draft.lines.every(({ category }) => category === "AE"),
    invoice: (invoice) => {
      for (const row of invoice["vat_breakdown"] as Fields[]) {
        delete row["exemption_reason"];
        delete row["exemption_code"];
      }
    },
  },
  {
    name: "a reason for exemption from a VAT that is charged",
    expected: rule("BIL-15"),
    fits: isTaxed,
    invoice: (invoice) => {
      for (const row of invoice["vat_breakdown"] as Fields[]) row["exemption_reason"] = "Exempt";
    },
  },
  {
    name: "a buyer's VAT number with a wrong check digit",
    expected: rule("BIL-16"),
    fits: ({ customer }) => isDomesticBusiness(customer),
    invoice: (invoice) => {
      const buyer = party(invoice, "buyer");
      buyer["vat_id"] = otherDigit(String(buyer["vat_id"]));
    },
  },
  {
    name: "an account nobody approved",
    expected: rule("BIL-90"),
    fits: isTransfer,
    invoice: (invoice, { seller }) => {
      group(invoice, "payment")["payee_iban"] = seller.strangeAccount;
    },
  },
  {
    name: "an account with a wrong check digit",
    expected: [{ rule: "BIL-17" }, { rule: "BIL-90" }],
    fits: isTransfer,
    invoice: (invoice, { seller }) => {
      group(invoice, "payment")["payee_iban"] = otherDigit(seller.accounts[0] as string);
    },
  },
  {
    name: "a payment reference with a wrong check digit",
    expected: rule("BIL-18"),
    invoice: (invoice) => {
      const payment = group(invoice, "payment");
      payment["reference"] = otherDigit(String(payment["reference"]));
    },
  },
  {
    name: "a negative price",
    expected: [{ rule: "BIL-19" }, { rule: "BIL-21" }],
    fits: (draft) =>
      isBill(draft) &&
      draft.lines.length > 2 &&
      draft.allowances.length === 0 &&
      draft.lines.every(({ fullPrice }) => fullPrice === undefined),
    draft: (draft) => {
      const cheapest = draft.lines.reduce((a, b) => (netOf(b) < netOf(a) ? b : a));
      draft.lines = draft.lines.map((one) => {
        if (one !== cheapest) return one;
        const { allowance: _, ...rest } = one;
        return { ...rest, price: -one.price };
      });
    },
  },
  {
    name: "less due than is worth a payment",
    expected: rule("BIL-19"),
    fits: (draft, totals) => isBill(draft) && totals.gross > 500,
    totals: (totals) => {
      totals.paid = totals.gross - 50;
      totals.due = 50;
    },
  },
];

const isDomesticBusiness = ({ isBusiness, country }: Customer): boolean =>
  isBusiness && country !== "FI";

/** The text with its last digit changed, which no check digit forgives. */
function otherDigit(text: string): string {
  const at = text.search(/\d(?=\D*$)/);
  return `${text.slice(0, at)}${(Number(text[at]) + 1) % 10}${text.slice(at + 1)}`;
}
