import type { Aspect } from "./checklist.ts";

const euActs =
  "the acts' place in the EEA Agreement is not confirmed: they hold there (no_follows_eu = hold)";
const consumerRights =
  "Directive 2011/83/EU applies from that day; orders of before are not judged by it";
const joined = "judged with the item that it is about, which is another record (errata K3)";

/** Where a rule is not as the specification lists it: the aspect, and why. */
export const deviations: Readonly<Record<string, Partial<Record<Aspect, string>>>> = {
  "BIL-20": { scope: "errata b19: credit notes of one run against one invoice are added up" },
  "BIL-28": { waivable: "errata (c): a number found by chance is let through as a false positive" },
  "BIL-31": { effective: "business invoices go through e-Factura from that day" },
  "BIL-33": { scope: "a missing number has no record that it could be a violation of" },
  "BIL-34": { scope: "the order of numbers and dates is one of the whole series" },
  "BIL-41": { scope: "an item is on millions of invoices: treatments are counted over the run" },
  "BIL-42": { scope: "complaints are a table: no other record is needed" },
  "BIL-53": { tier: "errata (c): a rule about amounts that vary starts in shadow" },
  "BIL-58": { scope: "two reminders of one invoice in one run are found as well" },
  "CLM-29": {
    jurisdiction: "errata b12: the hold before the act's day, and outside the EU, is a variant",
  },
  "CLM-44": { jurisdiction: euActs },
  "CLM-45": { jurisdiction: euActs },
  "CLM-51": { jurisdiction: euActs },
  "CLM-53": { jurisdiction: euActs },
  "INV-06": { scope: joined },
  "INV-08": { scope: joined },
  "INV-09": { scope: joined },
  "INV-11": { scope: joined },
  "INV-19": { scope: joined },
  "INV-21": { scope: "campaigns are a table: no other record is needed" },
  "ORD-14": { effective: consumerRights },
  "ORD-16": { scope: "errata K6: orders take from one stock, in the order of their time" },
  "ORD-18": {
    source: "errata b12: the clause for the United States is apart, its notice is ORD-42",
  },
  "ORD-26": { effective: consumerRights },
  "ORD-28": { effective: consumerRights },
  "ORD-29": { effective: consumerRights },
  "ORD-30": { effective: consumerRights },
  "ORD-32": { effective: consumerRights },
  "ORD-34": { effective: consumerRights },
  "ORD-42": { scope: "each late order is judged by itself" },
};
