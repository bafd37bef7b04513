import { formatDate } from "../../core/expression/time.ts";
import type { JsonObject } from "../../core/expression/value.ts";
import type { Fields } from "../generated.ts";
import { type Copy, filled } from "./copy.ts";
import type { Draft } from "./draft.ts";
import type { Market, Tongue } from "./market.ts";

/** The lists of a campaign while they grow. */
export interface Parts {
  readonly assets: Fields[];
  readonly offers: Fields[];
  readonly claims: Fields[];
  readonly evidence: Fields[];
}

/** The languages in which a market is spoken to. */
export const tonguesOf = (
  { inEnglish }: Draft,
  { language, country }: Market,
): readonly Tongue[] => (inEnglish && country === "EE" ? [language, "en"] : [language]);

/** Something that is said to every market, in each of its languages. */
export interface Speech {
  readonly name: string;
  readonly kind: string;
  readonly copy: Copy;
  readonly channel?: string;
  readonly values?: (market: Market, tongue: Tongue) => Readonly<Record<string, string>>;
  readonly fields?: JsonObject;
}

export const assetId = ({ country }: Market, tongue: Tongue, name: string): string =>
  `${country.toLowerCase()}-${tongue}-${name}`;

export function speak(draft: Draft, { assets }: Parts, speech: Speech): void {
  const { name, kind, copy, channel = "web", values, fields } = speech;
  for (const market of draft.markets)
    for (const tongue of tonguesOf(draft, market))
      assets.push({
        asset_id: assetId(market, tongue, name),
        channel,
        language: tongue,
        market: market.country,
        kind,
        text: filled(copy[tongue], {
          name: draft.article.names[tongue],
          ...values?.(market, tongue),
        }),
        ...fields,
      });
}

/** A claim that every market's copy of a name makes, with what proves it. */
export interface Claiming {
  readonly name: string;
  readonly type: string;
  /** The assets that make it, by their names. */
  readonly by: readonly string[];
  readonly copy: Copy;
  readonly values?: (market: Market) => Readonly<Record<string, string>>;
  readonly fields?: JsonObject;
  readonly proof: JsonObject & { readonly kind: string };
}

export function claim(draft: Draft, { claims, evidence }: Parts, claiming: Claiming): void {
  const { name, type, by, copy, values, fields, proof } = claiming;
  const evidenceId = `e-${name}`;
  for (const market of draft.markets)
    claims.push({
      claim_id: `c-${name}-${market.country.toLowerCase()}`,
      asset_ids: by.flatMap((asset) =>
        tonguesOf(draft, market).map((tongue) => assetId(market, tongue, asset)),
      ),
      offer_id: offerId(market),
      type,
      text: filled(copy[market.language], values?.(market) ?? {}),
      language: market.language,
      scope: "product",
      skus: [draft.article.sku],
      markets: [market.country],
      evidence_ids: [evidenceId],
      ...fields,
    });
  evidence.push({
    evidence_id: evidenceId,
    issuer: "Näidis OÜ",
    issued_on: formatDate(draft.start - 14),
    valid_until: formatDate(draft.end + 30),
    covers_skus: [draft.article.sku],
    covers_markets: draft.markets.map(({ country }) => country),
    reviewed_by: "legal.lead",
    reviewed_on: formatDate(draft.start - 7),
    ...proof,
  });
}

export const offerId = ({ country }: Market): string => `o-${country.toLowerCase()}`;
