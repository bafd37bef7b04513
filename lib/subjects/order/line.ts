import * as z from "zod";
import * as s from "../scalars.ts";

/** One line of an order: schema.org's `OrderItem`. */
export const orderLine = z.object({
  line_id: s.id.nullish().meta({ description: "The line's number; its place counts without one" }),
  sku: s.text(64, "The shop's article number"),
  gtin: s.text(20, "GTIN-8, -12, -13 or -14, where the article has one").nullish(),
  name: s.text(500, "What the customer read that she buys").nullish(),
  quantity: s.quantity.meta({ description: "How many, in `unit_code`" }),
  unit_code: s
    .text(3, "UN/ECE Recommendation 20: C62 one, H87 piece, KGM kilogram; C62 when absent")
    .nullish(),
  unit_price: s.money.meta({ description: "Price of one unit before discounts", usualScale: 2 }),
  price_includes_vat: s.flag("Whether the price contains VAT; it does when absent").nullish(),
  price_list_id: s.id.nullish().meta({ description: "The price list the price was taken from" }),
  campaign_id: s.id.nullish().meta({ description: "The campaign that gave the price" }),
  discounts: z
    .array(
      z.object({
        code: s.text(64, "Code or campaign that gave it").nullish(),
        amount: s.money.meta({ description: "What it takes off the line, positive" }),
        reason: s.text(200, "Why, for people").nullish(),
      }),
    )
    .nullish()
    .meta({ description: "Discounts on this line" }),
  vat_rate: s.percentage.nullish().meta({ description: "VAT rate of the line" }),
  vat_category: s
    .text(2, "UNCL5305: S standard, Z zero, E exempt, AE reverse charge, K, G, O")
    .nullish(),
  line_total: s.money
    .nullish()
    .meta({ description: "quantity × unit_price less the line's discounts, in minor units" }),
  fulfilment_site: s.id.nullish().meta({ description: "Where the goods lie" }),
  promised_from: s.date.nullish().meta({ description: "Earliest day of delivery promised" }),
  promised_to: s.date.nullish().meta({ description: "Latest day of delivery promised" }),
  backorder: s.flag("Ordered knowing that it is out of stock").nullish(),
  supply_start_at: s.instant
    .nullish()
    .meta({ description: "When digital content is, or will be, supplied" }),
  companion_owned: s
    .flag("Whether the customer says that she has what the article does not work without")
    .nullish(),
  for_model: s.text(64, "The device that an accessory or spare part is for").nullish(),
  for_serial: s.text(64, "Its serial number").nullish(),
  gift_of_line: s.id.nullish().meta({ description: "The line that this one is a gift to" }),
  added_by: z
    .enum(["customer", "preselected", "agent", "system"])
    .nullish()
    .meta({ description: "Who put the line into the order" }),
  age_restricted: s
    .flag("False where the shop states that nobody is too young for the article; asked if absent")
    .nullish(),
});
