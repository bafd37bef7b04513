import { formatDate } from "../../core/expression/time.ts";
import type { Fields } from "../generated.ts";
import { bodies, launches, reductions, terms } from "./copy.ts";
import type { Draft } from "./draft.ts";
import { type ExtraWriter, extraWriters } from "./extras.ts";
import { dayIn, type Market, priceIn, type Tongue } from "./market.ts";
import { askedIn, offerIn } from "./offer.ts";
import { claim, type Parts, speak } from "./parts.ts";

/** The campaign as a marketing tool sends it. */
export function campaignOf(draft: Draft): Fields {
  const parts: Parts = { assets: [], offers: [], claims: [], evidence: [] };
  const frame = frameOf(draft);
  sayBody(draft, parts);
  if (!draft.isEvergreen) sayPrices(draft, parts);
  for (const extra of draft.extras) (extraWriters[extra] as ExtraWriter)(draft, parts, frame);
  if (!draft.isEvergreen)
    for (const market of draft.markets) parts.offers.push(offerIn(draft, market, parts));
  return { ...frame, ...parts } as Fields;
}

function frameOf(draft: Draft): Fields {
  const { start, end, markets, isEvergreen, reach, stock } = draft;
  const languages = [...new Set(markets.map(({ language }) => language as Tongue))];
  const isInEnglish = draft.inEnglish && markets.some(({ country }) => country === "EE");
  const all = isInEnglish ? [...languages, "en"] : languages;
  return {
    campaign_id: draft.id,
    name: `Talv ${draft.number + 1}`,
    advertiser: { name: "Näidis OÜ", country: "EE", legal_id: "12345678" },
    owner: "marketing.lead",
    channels: ["web"],
    markets: markets.map(({ country }) => country),
    languages: all,
    audience: ["consumer"],
    starts_at: `${formatDate(start)}T08:00:00+02:00`,
    ...(!isEvergreen && { ends_at: `${formatDate(end)}T22:59:59+02:00` }),
    media: [],
    endorsements: [],
    stock_plan: isEvergreen ? [] : markets.map((market) => stockOf(draft, market, stock)),
    service_readiness: {
      contact_centre_briefed_at: `${formatDate(start - 3)}T12:00:00+02:00`,
      script_url: `https://service.example/${draft.id.toLowerCase()}`,
      reach,
      expected_contacts: Math.max(1, Math.floor(reach / 1_000)),
      contact_capacity: Math.floor(reach / 200) + 40,
      languages_covered: all,
    },
    terms_url: "https://shop.example/terms",
  };
}

const stockOf = ({ article }: Draft, { country }: Market, stock: number) => ({
  sku: article.sku,
  market: country,
  qty_available: String(stock),
  expected_demand: String(Math.floor(stock * 0.7)),
  fulfilment: "stock",
  is_live: true,
});

function sayBody(draft: Draft, parts: Parts): void {
  const copy = bodies[draft.body] as (typeof bodies)[number];
  speak(draft, parts, { name: "body", kind: "body", copy });
}

function sayPrices(draft: Draft, parts: Parts): void {
  const lines = draft.percent > 0 ? reductions : launches;
  const percent = String(draft.announced);
  speak(draft, parts, {
    ...{ name: "head", kind: "headline", copy: lines.headline, values: () => ({ percent }) },
    fields: { prominence: { font_px: "40", contrast_ratio: "12", visible_ms: 8_000 } },
  });
  speak(draft, parts, {
    ...{ name: "price", kind: "price_flag", copy: lines.price },
    values: (market, tongue) => {
      const { price, prior = 0 } = askedIn(draft, market);
      return { price: priceIn(tongue, market, price), prior: priceIn(tongue, market, prior) };
    },
  });
  speak(draft, parts, {
    ...{ name: "terms", kind: "terms", copy: terms },
    values: (_, tongue) => ({ from: dayIn(tongue, draft.start), to: dayIn(tongue, draft.end) }),
  });
  if (draft.percent === 0) return;
  claim(draft, parts, {
    ...{ name: "price", type: "price_reduction", by: ["head", "price"], copy: reductions.claim },
    values: () => ({ percent }),
    proof: { kind: "price_history" },
  });
}
