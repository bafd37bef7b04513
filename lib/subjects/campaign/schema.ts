import * as z from "zod";
import * as s from "../scalars.ts";
import { claim, evidence } from "./claims.ts";
import { offer } from "./offer.ts";

const count = (description: string) => z.int().nullish().meta({ description });
const flag = (description: string) => s.flag(description).nullish();
const instant = (description: string) => s.instant.nullish().meta({ description });

export const channels = [
  "web",
  "email",
  "sms",
  "push",
  "social",
  "influencer",
  "search_ads",
  "display",
  "advertorial",
  "marketplace",
  "print",
  "tv",
  "radio",
  "ooh",
  "pos",
] as const;
const channel = z.enum(channels);

const asset = z.object({
  asset_id: s.id.meta({ description: "The asset" }),
  channel: channel.nullish().meta({ description: "Where it is shown" }),
  language: s.lang.nullish().meta({ description: "Its language" }),
  market: s.country.nullish().meta({ description: "Its market; all of the campaign's if absent" }),
  kind: z
    .enum([
      "headline",
      "subject_line",
      "body",
      "cta",
      "price_flag",
      "image_text",
      "alt",
      "disclaimer",
      "terms",
      "script",
      "hashtags",
      "listing",
      "order_page",
    ])
    .nullish()
    .meta({ description: "What it is" }),
  text: s.text(20_000, "Its words").nullish(),
  url: s.url.nullish().meta({ description: "Where it is, or leads to" }),
  platform_label: flag("Whether the platform itself marks it as advertising"),
  qualifies_asset_id: s.id.nullish().meta({ description: "The asset that it qualifies" }),
  prominence: z
    .object({
      font_px: s.quantity.nullish().meta({ description: "Size of the letters, pixels" }),
      contrast_ratio: s.quantity.nullish().meta({ description: "Contrast, WCAG" }),
      visible_ms: count("How long it is visible, milliseconds"),
      after_cta: flag("Whether it comes after the call to act"),
    })
    .nullish()
    .meta({ description: "How visible it is" }),
});

const medium = z.object({
  media_id: s.id.meta({ description: "The picture or film" }),
  asset_id: s.id.nullish().meta({ description: "The asset it belongs to" }),
  kind: s.text(32, "image, video, audio").nullish(),
  tags: z.array(s.text(64, "A tag")).nullish().meta({ description: "What it shows" }),
  label_ids: z
    .array(s.id.meta({ description: "A label" }))
    .nullish()
    .meta({ description: "Labels that it shows" }),
  body_retouched: flag("Whether a body was changed"),
  retouch_label: flag("Whether that is marked"),
  ai_generated: flag("Whether it was made by a machine"),
  depicts_real_people: flag("Whether it shows real people"),
  appears_authentic: flag("Whether it looks like a real person, place or event"),
  ai_label: flag("Whether that is said"),
});

const endorsement = z.object({
  endorser: s.personalText(200, "Who endorses"),
  kind: z
    .enum(["consumer", "expert", "influencer", "employee", "organisation"])
    .nullish()
    .meta({ description: "In which role" }),
  material_connection: flag("Whether she gets something for it"),
  disclosure_text: s.text(500, "How that is said").nullish(),
  language: s.lang.nullish().meta({ description: "In which language" }),
  asset_id: s.id.nullish().meta({ description: "In which asset" }),
});

const reviews = z.object({
  displayed: flag("Whether reviews are shown"),
  verification_method: s.text(500, "How it is made sure that they are real").nullish(),
  incentivised: flag("Whether they were paid for"),
  incentive_marked: flag("Whether those that were paid for are marked"),
  moderated: flag("Whether some are left out"),
  suppressed_share_pct: s.percentage
    .nullish()
    .meta({ description: "Share that is left out, percent" }),
  rating: s.quantity.nullish().meta({ description: "The rating shown" }),
  source_rating: s.quantity.nullish().meta({ description: "The rating where they come from" }),
  count: count("How many there are"),
  computed_at: instant("When the rating was worked out"),
});

const stockPlan = z.object({
  sku: s.text(64, "The article"),
  market: s.country.nullish().meta({ description: "The market" }),
  qty_available: s.quantity.nullish().meta({ description: "How many there are" }),
  expected_demand: s.quantity.nullish().meta({ description: "How many will be wanted" }),
  fulfilment: s.text(32, "stock, made to order, partner").nullish(),
  is_live: flag("Whether the number shown is bound to the stock"),
});

const readiness = z.object({
  contact_centre_briefed_at: instant("When the contact centre was told"),
  script_url: s.url.nullish().meta({ description: "What it says to customers" }),
  reach: count("How many people it reaches"),
  expected_contacts: count("Contacts expected"),
  contact_capacity: count("Contacts that can be taken meanwhile"),
  languages_covered: z.array(s.lang).nullish().meta({ description: "Languages that are served" }),
});

/** A campaign before it goes out: what it says, offers and claims, and what it can prove. */
export const campaign = z.object({
  campaign_id: s.id.meta({ description: "The campaign" }),
  name: s.text(300, "Its name").nullish(),
  advertiser: z
    .object({
      name: s.text(300, "Name").nullish(),
      country: s.country.nullish().meta({ description: "Where it is" }),
      legal_id: s.text(64, "Number in the business register").nullish(),
    })
    .nullish()
    .meta({ description: "Who advertises" }),
  owner: s.personalText(200, "The marketing manager responsible").nullish(),
  channels: z.array(channel).nullish().meta({ description: "Where it is shown" }),
  markets: z.array(s.country).nullish().meta({ description: "Where it is seen" }),
  languages: z.array(s.lang).nullish().meta({ description: "In which languages" }),
  audience: z
    .array(z.enum(["consumer", "business", "children"]))
    .nullish()
    .meta({ description: "For whom" }),
  starts_at: instant("When it starts"),
  ends_at: instant("When it ends; never when absent"),
  assets: z.array(asset).nullish().meta({ description: "All that is seen or heard" }),
  media: z.array(medium).nullish().meta({ description: "Pictures and films" }),
  offers: z.array(offer).nullish().meta({ description: "Prices and benefits promised" }),
  claims: z.array(claim).nullish().meta({ description: "Claims declared" }),
  evidence: z.array(evidence).nullish().meta({ description: "What proves them" }),
  endorsements: z.array(endorsement).nullish().meta({ description: "Who endorses it" }),
  reviews: reviews.nullish().meta({ description: "Reviews shown" }),
  countdown: z
    .object({
      present: flag("Whether there is one"),
      offer_id: s.id.nullish().meta({ description: "The offer it counts for; all if absent" }),
      server_end_at: instant("When it ends for everybody"),
      resets_per_visitor: flag("Whether it starts anew for each visitor"),
      action_at_zero: s
        .text(200, "What happens then: price_change, price_rises, offer_ends, unavailable")
        .nullish(),
    })
    .nullish()
    .meta({ description: "A clock that counts down" }),
  scarcity_counter: z
    .object({
      source: s.text(200, "What it counts, and where from"),
      is_real: flag("Whether it counts real people or pieces"),
    })
    .nullish()
    .meta({ description: "A counter of viewers or pieces" }),
  closing_down: z
    .object({
      site: s.text(200, "What closes or moves").nullish(),
      closes_on: s.date.nullish().meta({ description: "When" }),
      first_claimed_on: s.date.nullish().meta({ description: "When that was first said" }),
    })
    .nullish()
    .meta({ description: "Of a closing-down sale" }),
  stock_plan: z.array(stockPlan).nullish().meta({ description: "Stock for priced offers" }),
  service_readiness: readiness.nullish().meta({ description: "Whether service is ready" }),
  direct_marketing: z
    .object({
      consent_basis: s.text(64, "consent, existing_customer …").nullish(),
      recipients: count("How many get it"),
      without_consent: count("How many of them have not agreed"),
      consent_checked_at: instant("When that was looked up"),
      opt_out_present: flag("Whether each can refuse more"),
      sender_identified: flag("Whether the sender is named"),
    })
    .nullish()
    .meta({ description: "Of mail, text messages and pushes" }),
  landing_urls: z.array(s.url).nullish().meta({ description: "Pages it leads to" }),
  terms_url: s.url.nullish().meta({ description: "Its terms" }),
  ext: z
    .record(z.string(), z.unknown())
    .nullish()
    .meta({ description: "The sender's own; no rule looks into it" }),
});
