import * as z from "zod";
import type { ReferenceTable } from "../reference-table.ts";
import * as s from "../scalars.ts";
import { bounces, contacts, customers } from "../tables/customers.ts";
import { priceLists, products } from "../tables/products.ts";
import { calendars, codeLists, currencies, lateFeeLimits, vatRates } from "../tables/public.ts";
import { archiveTables } from "./archive.ts";
import { contractTables } from "./contracts.ts";
import { referenceSchemes } from "./schema.ts";

const seller = z.object({
  seller_id: s.id.meta({ description: "Who bills" }),
  name: s.text(300, "Name").nullish(),
  country: s.country.meta({ description: "Where the seller is established" }),
  legal_id: s.text(64, "Number in the business register").nullish(),
  vat_ids: z.array(s.text(20, "A VAT number")).nullish().meta({ description: "VAT numbers" }),
  oss_countries: z
    .array(s.country)
    .nullish()
    .meta({ description: "Countries whose VAT is paid by One-Stop-Shop" }),
  approved_accounts: z
    .array(s.text(64, "An account, as IBAN or national number, without blanks"))
    .nullish()
    .meta({ description: "Accounts that invoices may ask payment to" }),
  reference_scheme: z
    .enum(referenceSchemes)
    .nullish()
    .meta({ description: "Scheme that payment references must follow" }),
  reference_level: z
    .enum(["customer", "invoice"])
    .nullish()
    .meta({ description: "Whether a reference stands for a customer or for one invoice" }),
  number_series: z
    .array(
      z.object({
        series_id: s.id.meta({ description: "The series" }),
        prefix: s.text(64, "What stands before the counting part").nullish(),
      }),
    )
    .nullish()
    .meta({ description: "Number series in use" }),
  is_limited_company: s.flag("Whether it is a limited company").nullish(),
  template_languages: z
    .array(s.lang)
    .nullish()
    .meta({ description: "Languages that its documents exist in" }),
});

/** What the billing department knows beside the run. A table never loaded switches its rules off. */
export const billingRunTables = {
  sellers: {
    shape: "Seller",
    row: seller,
    key: ["seller_id"],
    dated: false,
    doc: "Sellers: identifiers, approved accounts, number series, payment references.",
  },
  customers,
  ...contractTables,
  price_lists: priceLists,
  products,
  vat_rates: vatRates,
  currencies,
  code_lists: codeLists,
  calendars,
  ...archiveTables,
  late_fee_limits: lateFeeLimits,
  contacts,
  bounces,
} as const satisfies Readonly<Record<string, ReferenceTable>>;
