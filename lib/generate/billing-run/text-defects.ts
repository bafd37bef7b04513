import type { JsonObject } from "../../core/expression/value.ts";
import type { Expected } from "../generated.ts";
import type { DefectKind } from "./defects.ts";
import { dateText } from "./month.ts";

const rules = (...ids: readonly string[]): readonly Expected[] => ids.map((rule) => ({ rule }));

/** What the customer reads, and whether it reaches her. */
export const textDefects: readonly DefectKind[] = [
  {
    name: "a Norwegian invoice without its register",
    expected: rules("BIL-30"),
    fits: (_, __, { market }) => market.country === "NO",
    invoice: (invoice) => {
      const { register_note: _, ...seller } = invoice["seller"] as JsonObject;
      invoice["seller"] = seller;
    },
  },
  {
    name: "an e-Factura that is sent too late",
    expected: rules("BIL-31"),
    fits: (_, __, { market }) => market.country === "RO",
    invoice: (invoice, { month }) => {
      invoice["transmission_planned_on"] = dateText(month.issued + 20);
    },
  },
  {
    name: "a number dated after those that follow it",
    expected: [],
    ofRun: ["BIL-34"],
    timesMax: 1,
    fits: ({ typeCode }) => typeCode === "380",
    invoice: (invoice, { month }) => {
      invoice["issue_date"] = dateText(month.issued + 1);
    },
  },
  {
    name: "an e-mail address that is none",
    expected: rules("BIL-27"),
    fits: ({ customer }) => customer.channel === "email",
    invoice: (invoice) => {
      const buyer = invoice["buyer"] as JsonObject;
      invoice["buyer"] = { ...buyer, email: String(buyer["email"]).replace("@", " at ") };
    },
  },
  {
    name: "a card number in a note",
    expected: rules("BIL-28"),
    invoice: (invoice) => {
      invoice["notes"] = ["Paid by card 4111 1111 1111 1111, thank you."];
    },
  },
  {
    name: "a template that nobody filled",
    expected: rules("BIL-29"),
    invoice: (invoice) => {
      invoice["notes"] = ["Dear {{first_name}}, thank you for staying with us."];
    },
  },
];
