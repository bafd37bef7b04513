import * as z from "zod";
import * as s from "../scalars.ts";

const quantity = (description: string) => s.quantity.nullish().meta({ description });

/** The header of a snapshot: what site it shows, and when. */
export const snapshot = z.object({
  snapshot_id: s.id.meta({ description: "The snapshot" }),
  as_of: s.instant.meta({ description: "The moment it shows" }),
  site_id: s.id.nullish().meta({ description: "The site" }),
  gln: s.text(13, "GLN of the site (AI 414)").nullish(),
  country: s.country.nullish().meta({ description: "Where the site is" }),
  currency: s.currency.nullish().meta({ description: "Currency of all amounts" }),
  previous_snapshot_id: s.id.nullish().meta({ description: "The one before it" }),
  items_expected: z.int().nullish().meta({ description: "How many articles it should have" }),
  capacity: z
    .object({
      volume_m3: quantity("Room that there is, cubic metres"),
      used_m3: quantity("Room that is taken"),
      incoming_m3: quantity("Room that receipts of the next 14 days take"),
      outgoing_m3: quantity("Room that issues of the next 14 days free"),
    })
    .nullish()
    .meta({ description: "Room in the store" }),
  ext: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "The sender's own; no rule looks into it" }),
});
