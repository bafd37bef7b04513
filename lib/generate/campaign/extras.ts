import { formatDate } from "../../core/expression/time.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Fields } from "../generated.ts";
import {
  awards,
  conditions,
  credits,
  deliveries,
  freeDeliveries,
  gifts,
  guarantees,
  hurries,
  listings,
  posts,
  ranges,
  ratings,
  recycled,
  scarcities,
  subjects,
  vitamins,
} from "./copy.ts";
import type { Draft, Extra } from "./draft.ts";
import { dayIn, type Tongue } from "./market.ts";
import { assetId, claim, type Parts, speak, tonguesOf } from "./parts.ts";

/** Adds what an extra says, claims and proves. */
export type ExtraWriter = (draft: Draft, parts: Parts, frame: Fields) => void;

const small: JsonObject = {
  prominence: { font_px: "16", contrast_ratio: "7", visible_ms: 8_000, after_cta: false },
};

/** The words of the register of health claims, whatever the language of the copy. */
export const registeredWording = vitamins.en;

export const extraWriters: Readonly<Record<Extra, ExtraWriter>> = {
  delivery(draft, parts) {
    speak(draft, parts, { name: "delivery", kind: "body", copy: deliveries });
    claim(draft, parts, {
      ...{ name: "delivery", type: "delivery", by: ["delivery"], copy: deliveries },
      proof: { kind: "contract", issuer: "Kuller AS" },
    });
  },
  guarantee(draft, parts) {
    speak(draft, parts, { name: "guarantee", kind: "body", copy: guarantees });
    claim(draft, parts, {
      ...{ name: "guarantee", type: "guarantee", by: ["guarantee"], copy: guarantees },
      fields: { guarantee: guaranteeTerms },
      proof: { kind: "contract", issuer: "Tehas GmbH" },
    });
  },
  recycled(draft, parts) {
    speak(draft, parts, { name: "recycled", kind: "body", copy: recycled });
    claim(draft, parts, {
      ...{ name: "recycled", type: "environmental", by: ["recycled"], copy: recycled },
      fields: { scope: "product_part", environment: recycledHousing },
      proof: { kind: "certificate", issuer: "Labor OÜ", independent: true },
    });
  },
  credit(draft, parts) {
    speak(draft, parts, { name: "credit", kind: "body", copy: credits.body });
    const warning = { name: "warning", kind: "disclaimer", copy: credits.warning };
    speak(draft, parts, { ...warning, fields: small });
    claim(draft, parts, {
      ...{ name: "credit", type: "credit", by: ["credit", "warning"], copy: credits.body },
      proof: { kind: "contract", issuer: "Pank AS" },
    });
  },
  award(draft, parts) {
    speak(draft, parts, { name: "award", kind: "image_text", copy: awards });
    claim(draft, parts, {
      ...{ name: "award", type: "endorsement", by: ["award"], copy: awards },
      proof: { kind: "award", issuer: "Testiajakiri", edition: "2026", issued_on: "2026-05-15" },
    });
  },
  reviews(draft, parts, frame) {
    speak(draft, parts, { name: "rating", kind: "body", copy: ratings });
    claim(draft, parts, {
      ...{ name: "rating", type: "reviews", by: ["rating"], copy: ratings },
      proof: { kind: "survey", issuer: "Arvustused OÜ", independent: true },
    });
    frame["reviews"] = {
      displayed: true,
      verification_method: "Only who bought it may review it",
      incentivised: false,
      moderated: false,
      suppressed_share_pct: "0",
      rating: "4.6",
      source_rating: "4.6",
      count: 40 + (draft.number % 900),
      computed_at: `${formatDate(draft.start - 2)}T04:00:00Z`,
    };
  },
  vitamin(draft, parts) {
    speak(draft, parts, { name: "vitamin", kind: "body", copy: vitamins });
    const health = {
      register_claim_id: "ID-129",
      substance: "vitamin C",
      wording: registeredWording,
    };
    claim(draft, parts, {
      ...{ name: "vitamin", type: "health", by: ["vitamin"], copy: vitamins, fields: { health } },
      proof: { kind: "test_report", issuer: "Labor OÜ", independent: true },
    });
  },
  mailing(draft, parts, frame) {
    speak(draft, parts, { name: "mail", kind: "subject_line", copy: subjects, channel: "email" });
    frame["channels"] = [...(frame["channels"] as string[]), "email"];
    frame["direct_marketing"] = {
      consent_basis: "consent",
      recipients: draft.reach,
      without_consent: 0,
      consent_checked_at: `${formatDate(draft.start - 1)}T04:00:00Z`,
      opt_out_present: true,
      sender_identified: true,
    };
  },
  influencer(draft, parts, frame) {
    speak(draft, parts, { name: "post", kind: "body", copy: posts, channel: "influencer" });
    frame["channels"] = [...(frame["channels"] as string[]), "influencer"];
    frame["endorsements"] = draft.markets.flatMap((market) =>
      tonguesOf(draft, market).map((tongue) => ({
        endorser: "Kati K.",
        kind: "influencer",
        material_connection: true,
        disclosure_text: posts[tongue].split(".")[0] as string,
        language: tongue,
        asset_id: assetId(market, tongue, "post"),
      })),
    );
  },
  listing(draft, parts) {
    speak(draft, parts, { name: "listing", kind: "listing", copy: listings });
  },
  countdown(draft, _, frame) {
    frame["countdown"] = {
      present: true,
      server_end_at: `${formatDate(draft.end + 1)}T00:00:00+02:00`,
      resets_per_visitor: false,
      action_at_zero: "price_change",
    };
  },
  picture(draft, parts, frame) {
    const isOfPeople = draft.number % 4 === 0;
    frame["media"] = [
      {
        media_id: "m1",
        asset_id: parts.assets[0]?.["asset_id"] ?? "m1",
        kind: "image",
        tags: isOfPeople ? ["family"] : ["product"],
        label_ids: draft.number % 5 === 0 && draft.extras.has("recycled") ? ["EU-ECOLABEL"] : [],
        body_retouched: false,
        ai_generated: false,
        depicts_real_people: isOfPeople,
        appears_authentic: true,
      },
    ];
  },
  hurry(draft, parts) {
    const values = (_: unknown, tongue: Tongue) => ({ to: dayIn(tongue, draft.end) });
    speak(draft, parts, { name: "hurry", kind: "body", copy: hurries, values });
    claim(draft, parts, {
      ...{ name: "hurry", type: "limited_time", by: ["hurry"], copy: hurries },
      values: ({ language }) => ({ to: dayIn(language, draft.end) }),
      proof: { kind: "contract", issuer: "Näidis OÜ" },
    });
  },
  freeDelivery(draft, parts) {
    speak(draft, parts, { name: "free", kind: "cta", copy: freeDeliveries });
    claim(draft, parts, {
      ...{ name: "free", type: "free", by: ["free"], copy: freeDeliveries },
      proof: { kind: "contract", issuer: "Kuller AS" },
    });
  },
  scarcity(draft, parts) {
    speak(draft, parts, { name: "stock", kind: "body", copy: scarcities });
    claim(draft, parts, {
      ...{ name: "stock", type: "scarcity", by: ["stock"], copy: scarcities },
      proof: { kind: "stock_report" },
    });
  },
  gift(draft, parts) {
    speak(draft, parts, { name: "gift", kind: "body", copy: gifts.copy });
    claim(draft, parts, {
      ...{ name: "gift", type: "free", by: ["gift"], copy: gifts.copy },
      proof: { kind: "stock_report" },
    });
  },
  range(draft, parts) {
    const values = () => ({ percent: String(draft.announced) });
    speak(draft, parts, { name: "range", kind: "body", copy: ranges, values });
    claim(draft, parts, {
      ...{ name: "range", type: "price_reduction", by: ["range"], copy: ranges, values },
      proof: { kind: "price_history" },
    });
  },
  condition(draft, parts) {
    speak(draft, parts, { name: "condition", kind: "disclaimer", copy: conditions, fields: small });
  },
};

const guaranteeTerms: JsonObject = {
  guarantor: "Tehas GmbH, Musterstraße 1, 10115 Berlin",
  duration_months: 84,
  scope: "Faults of material and manufacture",
  how_to_claim: "Write to info@tehas.example with the receipt",
  territorial_scope: "The European Economic Area",
  free_of_charge: true,
  whole_product: true,
  legal_rights_statement: true,
  harmonised_label: true,
  by_producer: true,
};

const recycledHousing: JsonObject = {
  generic: false,
  aspect: "material of the housing",
  specification_on_same_medium: true,
  label_id: "EU-ECOLABEL",
  excellence_basis: "none",
  offset_based: false,
  legal_requirement: false,
};
