import { amountText, divided } from "../amounts.ts";
import type { Fields, GenerateRequest, Generation } from "../generated.ts";
import { type Misfit, misfitRecords } from "../misfits.ts";
import type { Random } from "../random.ts";

const misfits: readonly Misfit[] = [
  {
    name: "a market that is no country code",
    plant: (campaign) => {
      campaign["markets"] = ["EE", "Estonia"];
    },
  },
  {
    name: "a start without an hour",
    plant: (campaign) => {
      campaign["starts_at"] = "2026-11-23";
    },
  },
  {
    name: "claims that are no list",
    plant: (campaign) => {
      campaign["claims"] = "none";
    },
  },
];

/** Campaigns of a shop that reduces prices: see `generate`. */
export function generateCampaigns(request: GenerateRequest): Generation {
  return {
    recordsName: "campaigns",
    records: () => misfitRecords({ request, record: campaignOf, key: "campaign_id", misfits }),
    finish: () => ({ defects: [], rows: {} }),
  };
}

const goods = ["Ruuter", "Veekeetja", "Laualamp", "Kõrvaklapid", "Käterätt"] as const;

function campaignOf(index: number, random: Random): Fields {
  const price = Math.round(random.logNormal(6_000, 0.6)) + 100;
  const percent = random.pick([10, 20, 25, 30]);
  const reduced = price - divided(price * percent, 100);
  const name = random.pick(goods);
  const available = random.between(50, 900);
  return {
    campaign_id: `K-${1_001 + index}`,
    name: `Sügis ${index + 1}`,
    advertiser: { name: "Näidis OÜ", country: "EE", legal_id: "12345678" },
    owner: "marketing.lead",
    channels: ["web"],
    markets: ["EE"],
    languages: ["et"],
    audience: ["consumer"],
    starts_at: "2026-11-23T00:00:00+02:00",
    ends_at: "2026-11-30T23:59:59+02:00",
    assets: [
      {
        asset_id: "a1",
        channel: "web",
        language: "et",
        kind: "headline",
        text: `${name} −${percent}% kuni 30.11`,
      },
    ],
    offers: [
      {
        offer_id: "o1",
        asset_ids: ["a1"],
        sku: `SKU-${random.between(100, 999)}`,
        name,
        category: "electronics",
        is_goods: true,
        price: amountText(reduced),
        currency: "EUR",
        price_includes_vat: true,
        strike_price: amountText(price),
        strike_price_type: "prior_price",
        announced_discount_pct: String(percent),
        prior_price_shown: amountText(price),
        reduction_started_on: "2026-11-23",
        first_reduced_on: "2026-11-23",
        progressive: false,
        valid_from: "2026-11-23",
        valid_through: "2026-11-30",
      },
    ],
    claims: [
      {
        claim_id: "c1",
        asset_ids: ["a1"],
        offer_id: "o1",
        type: "price_reduction",
        text: `−${percent}%`,
        language: "et",
      },
    ],
    stock_plan: [
      {
        sku: "SKU-1",
        market: "EE",
        qty_available: String(available),
        expected_demand: String(Math.floor(available / 2)),
      },
    ],
    service_readiness: {
      contact_centre_briefed_at: "2026-11-20T12:00:00+02:00",
      reach: random.between(1_000, 90_000),
      expected_contacts: random.between(10, 80),
      contact_capacity: 400,
      languages_covered: ["et"],
    },
  };
}
