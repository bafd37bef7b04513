import type { JsonObject } from "../../core/expression/value.ts";
import type { Expected } from "../generated.ts";
import type { DefectKind } from "./defects.ts";

const rules = (...ids: readonly string[]): readonly Expected[] => ids.map((rule) => ({ rule }));

/** What the customer reads, and whether it reaches her. */
export const textDefects: readonly DefectKind[] = [
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
