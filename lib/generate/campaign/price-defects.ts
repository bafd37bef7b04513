import { formatDate } from "../../core/expression/time.ts";
import { amountText, unitsOf } from "../amounts.ts";
import type { Fields } from "../generated.ts";
import { traps } from "./catalogue.ts";
import type { Draft } from "./draft.ts";
import { dayIn } from "./market.ts";
import {
  assetsNamed,
  type CampaignDefect,
  claimsNamed,
  expecting,
  firstOffer,
  has,
  isReduced,
  listOf,
  offersOf,
  part,
  proofNamed,
  say,
  sells,
} from "./planting.ts";
import { dayOf } from "./prices.ts";

function aCentMore(fields: Fields, name: string): void {
  fields[name] = amountText(unitsOf(String(fields[name])) + 1);
}

const isSoldIn =
  (country: string) =>
  ({ markets }: Draft): boolean =>
    markets.some((market) => market.country === country);

const isNoFood = ({ article, extras }: Draft): boolean =>
  article.category !== "food" && !extras.has("vitamin");

/** What goes wrong with prices, their history, and what is said of time and stock. */
export const priceDefects: readonly CampaignDefect[] = [
  {
    name: "the page asks for a cent more",
    expected: expecting("CLM-06"),
    fits: sells,
    plant: (campaign) => aCentMore(firstOffer(campaign), "landing_price"),
  },
  {
    name: "a reduction without its prior price",
    expected: expecting("CLM-08"),
    // What saves up to so much shows the prior price of each article of its range.
    fits: (draft) => isReduced(draft) && !draft.extras.has("range"),
    plant: (campaign) => {
      delete firstOffer(campaign)["prior_price_shown"];
    },
  },
  {
    name: "a prior price a cent above the lowest of thirty days",
    expected: expecting("CLM-09"),
    fits: isReduced,
    plant: (campaign) => aCentMore(firstOffer(campaign), "prior_price_shown"),
  },
  {
    name: "a percentage that is one too many",
    expected: expecting("CLM-10"),
    fits: (draft) => isReduced(draft) && !draft.extras.has("range"),
    draft: (draft) => {
      draft.announced = draft.percent + 1;
    },
  },
  {
    name: "a reduction of what was not sold for thirty days",
    expected: expecting("CLM-11"),
    fits: (draft) => isReduced(draft) && isSoldIn("EE")(draft) && isNoFood(draft),
    draft: (draft) => {
      draft.article = traps.young;
    },
  },
  {
    name: "a reduction that never ends",
    expected: expecting("CLM-12"),
    fits: (draft) => isReduced(draft) && isNoFood(draft),
    draft: (draft) => {
      draft.article = traps.alwaysReduced;
    },
  },
  {
    name: "a price that is crossed out and not named",
    expected: expecting("CLM-13"),
    fits: isReduced,
    plant: (campaign) => {
      firstOffer(campaign)["strike_price_type"] = "launch";
    },
  },
  {
    name: "a fee that the copy does not show",
    expected: expecting("CLM-14"),
    fits: sells,
    plant: (campaign) => {
      const fee = { name: "Service fee", amount: "2.07", included: false };
      firstOffer(campaign)["mandatory_fees"] = [fee];
    },
  },
  {
    name: "no price of a kilogram",
    expected: expecting("CLM-15"),
    fits: (draft) => sells(draft) && draft.article.content !== undefined,
    plant: (campaign) => {
      delete firstOffer(campaign)["unit_price"];
    },
  },
  {
    name: "free delivery that costs something",
    expected: expecting("CLM-16"),
    fits: has("freeDelivery"),
    plant: (campaign) => {
      firstOffer(campaign)["delivery_cost_from"] = "4.90";
    },
  },
  {
    name: "fewer gifts than customers",
    expected: expecting("CLM-17"),
    fits: has("gift"),
    plant: (campaign) => {
      part(firstOffer(campaign), "gift")["stock"] = "1";
    },
  },
  {
    name: "a saving that hardly anything in the range has",
    expected: expecting("CLM-19"),
    fits: has("range"),
    plant: (campaign) => {
      firstOffer(campaign)["share_at_top_pct"] = "4";
    },
  },
  {
    name: "a limited time that ends a day later in the offer than in the copy",
    expected: expecting("CLM-20"),
    fits: has("hurry"),
    plant: (campaign, draft) => {
      for (const asset of assetsNamed(campaign, "hurry")) {
        const tongue = asset["language"] as "en";
        const [right, wrong] = [dayIn(tongue, draft.end), dayIn(tongue, draft.end - 1)];
        asset["text"] = String(asset["text"]).replace(right, wrong);
      }
    },
  },
  {
    name: "a clock that starts anew for each visitor",
    expected: expecting("CLM-21"),
    fits: has("countdown"),
    plant: (campaign) => {
      part(campaign, "countdown")["resets_per_visitor"] = true;
    },
  },
  {
    name: "three left, of hundreds",
    expected: expecting("CLM-22"),
    fits: has("scarcity"),
    plant: (campaign) => {
      const asset = assetsNamed(campaign, "stock")[0] as Fields;
      asset["text"] = `${String(asset["text"])} Only 3 left.`;
    },
  },
  {
    name: "half of the stock that will be wanted",
    expected: expecting("CLM-23"),
    fits: (draft) => sells(draft) && !draft.extras.has("scarcity"),
    plant: (campaign) => {
      const plan = listOf(campaign, "stock_plan")[0] as Fields;
      plan["qty_available"] = String(Math.floor(Number(plan["expected_demand"]) / 2));
    },
  },
  {
    name: "an article that was recalled",
    expected: expecting("CLM-24"),
    fits: (draft) => sells(draft) && isNoFood(draft),
    draft: (draft) => {
      draft.article = traps.recalled;
    },
  },
  {
    name: "words that customers complained about before",
    expected: expecting("CLM-57"),
    fits: isReduced,
    plant: (campaign) => {
      const claim = claimsNamed(campaign, "price")[0] as Fields;
      claim["text"] = "Everything must leave the warehouse at half of its price";
    },
  },
  {
    name: "a price where nothing is offered",
    expected: expecting("CLM-60"),
    fits: ({ isEvergreen, inEnglish }) => isEvergreen && !inEnglish,
    plant: (campaign) => say(campaign, "99 €"),
  },
  {
    name: "evidence that ends a day before the campaign",
    expected: expecting("CLM-04"),
    fits: isReduced,
    plant: (campaign) => {
      const lastDay = String(offersOf(campaign)[0]?.["valid_through"]);
      proofNamed(campaign, "price")["valid_until"] = formatDate(dayOf(lastDay) - 1);
    },
  },
];
