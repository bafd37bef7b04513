import { type IdentifierCountry, registryCodeOf, vatIdOf } from "../identifiers.ts";
import { type Random, randomOf } from "../random.ts";
import type { Market } from "./market.ts";

/** Whom an invoice goes to. One customer may have several contracts, each with its own invoice. */
export interface Customer {
  readonly customerId: string;
  readonly contractId: string;
  readonly objectId: string;
  readonly isBusiness: boolean;
  readonly name: string;
  readonly country: string;
  readonly registryCode?: string;
  readonly vatId?: string;
  readonly street: string;
  readonly city: string;
  readonly postalCode: string;
  readonly channel: "email" | "einvoice" | "post" | "portal";
  /** Whether this is the customer's first contract. */
  readonly isFirst: boolean;
  /** Whether the house is heated by electricity, so that use goes with the seasons. */
  readonly isSeasonal: boolean;
}

/** Of fifty invoices the last four are those of one business with four shops. */
const blockSize = 50;
const shops = 4;

/** The customer of the invoice at an index; of one seed it is always the same. */
export function customerOf(market: Market, seed: number, index: number): Customer {
  const inBlock = index % blockSize;
  const isShop = inBlock >= blockSize - shops;
  const owner = isShop ? index - inBlock + blockSize - shops : index;
  const random = randomOf(seed, "customer", owner);
  const isBusiness = isShop || random.chance(1_500);
  const isAbroad = isBusiness && !isShop && market.country === "EE" && random.chance(300);
  const identity = isBusiness ? companyOf(market, isAbroad, random) : personOf(market, random);
  const [city, postalCode] = random.pick(market.cities);
  return {
    customerId: `K${1_000_000 + owner}`,
    contractId: `L${2_000_000 + index}`,
    objectId: `O${3_000_000 + index}`,
    ...identity,
    street: `${random.pick(market.streets)} ${random.between(1, 90)}`,
    city,
    postalCode,
    channel: random.pick(["email", "email", "email", "einvoice", "post", "portal"]),
    isFirst: owner === index,
    isSeasonal: randomOf(seed, "season", index).chance(1_500),
  };
}

type Identity = Pick<Customer, "isBusiness" | "name" | "country" | "registryCode" | "vatId">;

const personOf = (market: Market, random: Random): Identity => ({
  isBusiness: false,
  name: random.pick(market.people),
  country: market.country,
});

/** Abroad: a Finnish business, whose VAT number is right by its form. */
function companyOf(market: Market, isAbroad: boolean, random: Random): Identity {
  const name = random.pick(market.companies);
  if (isAbroad)
    return { isBusiness: true, name: "Satama Oy", country: "FI", vatId: `FI${random.digits(8)}` };
  const registryCode = registryCodeOf(market.country as IdentifierCountry, random);
  const vatId = vatIdOf(market.country, registryCode, random);
  return { isBusiness: true, name, country: market.country, registryCode, vatId };
}
