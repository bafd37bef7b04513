import { type IdentifierCountry, registryCodeOf, vatIdOf } from "../../lib/generate/identifiers.ts";
import { randomOf } from "../../lib/generate/random.ts";
import type { Buyer, Invoice, Line } from "../workload/invoice.ts";

/** What the shipped pack asks of invoices beside what the workload's 25 rules do. */
type Completed = Omit<Invoice, "lines"> & {
  readonly transmission_planned_on?: string;
  readonly buyer: Buyer & { readonly legal_id?: string };
  readonly lines: readonly (Line & { readonly item_id: string })[];
};

const seed = 20_261_122;

/**
 * The invoice with what the workload's rules do not ask for and the pack does: the items of its
 * lines, check digits in the buyer's VAT number, and for Romania the day on which it goes to e-Factura
 * and the 13 zeros that stand for a consumer's code. What was broken stays broken.
 */
export function completed(invoice: Invoice, index: number): Completed {
  const { buyer } = invoice;
  const random = randomOf(seed, "vat", index);
  const country = buyer.country as IdentifierCountry;
  const vat = () => vatIdOf(country, registryCodeOf(country, random), random);
  const whole = buyer.vat_id ? { ...buyer, vat_id: vat() } : buyer;
  const lines = invoice.lines.map((line) => ({ ...line, item_id: line.name }));
  if (invoice.seller.country !== "RO") return { ...invoice, buyer: whole, lines };
  const code = buyer.type === "consumer" ? { legal_id: "0000000000000" } : {};
  const transmission_planned_on = invoice.issue_date;
  return { ...invoice, lines, transmission_planned_on, buyer: { ...whole, ...code } };
}
