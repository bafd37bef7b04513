import type { Invoice } from "./invoice.ts";

/** To come. */
export function breakOne(_invoice: Invoice, _turn: number): string {
  return "";
}
