import { formatDate } from "../../core/expression/time.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Expected, Fields } from "../generated.ts";
import type { Draft, Extra } from "./draft.ts";
import { offerId } from "./parts.ts";

/** One way in which campaigns go wrong, with every violation that must follow from it. */
export interface CampaignDefect {
  readonly name: string;
  readonly expected: readonly Expected[];
  readonly fits?: (draft: Draft) => boolean;
  /** What goes wrong before the campaign is written. */
  readonly draft?: (draft: Draft) => void;
  /** What goes wrong in what was written. */
  readonly plant?: (campaign: Fields, draft: Draft) => void;
}

export const expecting = (...rules: readonly string[]): readonly Expected[] =>
  rules.map((rule) => ({ rule }));

export const has =
  (extra: Extra) =>
  ({ extras }: Draft): boolean =>
    extras.has(extra);

export const isReduced = ({ percent, isEvergreen }: Draft): boolean => percent > 0 && !isEvergreen;

export const sells = ({ isEvergreen }: Draft): boolean => !isEvergreen;

export const listOf = (fields: Fields, name: string): Fields[] => fields[name] as Fields[];

export const part = (fields: Fields, name: string): Fields => fields[name] as Fields;

export const offersOf = (campaign: Fields): Fields[] => listOf(campaign, "offers");

export const firstOffer = (campaign: Fields): Fields => offersOf(campaign)[0] as Fields;

/** The assets of a name, one a market and language. */
export const assetsNamed = (campaign: Fields, name: string): Fields[] =>
  listOf(campaign, "assets").filter((asset) => String(asset["asset_id"]).endsWith(`-${name}`));

/** The claims of a name, one a market. */
export const claimsNamed = (campaign: Fields, name: string): Fields[] =>
  listOf(campaign, "claims").filter(({ claim_id }) => String(claim_id).startsWith(`c-${name}-`));

export const proofNamed = (campaign: Fields, name: string): Fields =>
  listOf(campaign, "evidence").find(({ evidence_id }) => evidence_id === `e-${name}`) as Fields;

/** Adds words to the first body; English ones are looked for in copy of every language. */
export function say(campaign: Fields, words: string): void {
  const body = assetsNamed(campaign, "body")[0] as Fields;
  body["text"] = `${String(body["text"])} ${words}`;
}

/** Declares a claim of the first body, proven by what somebody has reviewed. */
export function declare(
  campaign: Fields,
  draft: Draft,
  claim: JsonObject & { readonly type: string },
  proof: JsonObject = { kind: "test_report", independent: true },
): void {
  const market = draft.markets[0] as Draft["markets"][number];
  listOf(campaign, "claims").push({
    claim_id: "c-planted",
    asset_ids: [String(assetsNamed(campaign, "body")[0]?.["asset_id"])],
    ...(!draft.isEvergreen && { offer_id: offerId(market) }),
    text: "Planted",
    language: market.language,
    scope: "product",
    skus: [draft.article.sku],
    markets: [market.country],
    evidence_ids: ["e-planted"],
    ...claim,
  });
  listOf(campaign, "evidence").push({
    evidence_id: "e-planted",
    issuer: "Labor OÜ",
    issued_on: formatDate(draft.start - 14),
    valid_until: formatDate(draft.end + 30),
    covers_skus: [draft.article.sku],
    covers_markets: [market.country],
    reviewed_by: "legal.lead",
    reviewed_on: formatDate(draft.start - 7),
    ...proof,
  });
}

/** Shows one more picture. */
export const show = (campaign: Fields, medium: JsonObject): number =>
  listOf(campaign, "media").push({
    media_id: "m-planted",
    kind: "image",
    body_retouched: false,
    ai_generated: false,
    depicts_real_people: false,
    appears_authentic: false,
    ...medium,
  });
