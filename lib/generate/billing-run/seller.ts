import type { JsonObject } from "../../core/expression/value.ts";
import { ibanOf, registryCodeOf, vatIdOf } from "../identifiers.ts";
import { randomOf } from "../random.ts";
import type { Market } from "./market.ts";

/** Who issues the invoices of a run. */
export interface Seller {
  readonly sellerId: string;
  readonly seriesId: string;
  readonly prefix: string;
  /** Accounts that its finance department approved. */
  readonly accounts: readonly string[];
  /** An account of somebody else, right by its digits. */
  readonly strangeAccount: string;
  readonly vatId: string;
  readonly registryCode: string;
  /** As invoices name it. */
  readonly party: JsonObject;
}

export function sellerOf(market: Market, seed: number): Seller {
  const random = randomOf(seed, "seller");
  const registryCode = registryCodeOf(market.country, random);
  const vatId = vatIdOf(market.country, registryCode, random);
  return {
    sellerId: `SELLER-${market.country}`,
    seriesId: market.country,
    prefix: `${market.country}-`,
    accounts: [ibanOf(market.country, random), ibanOf(market.country, random)],
    strangeAccount: ibanOf(market.country, random),
    vatId,
    registryCode,
    party: {
      name: market.seller,
      vat_id: vatId,
      legal_id: registryCode,
      country: market.country,
      ...(market.registerNote !== undefined && { register_note: market.registerNote }),
    },
  };
}
