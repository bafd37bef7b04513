import { formatDate } from "../../core/expression/time.ts";
import type { Fields } from "../generated.ts";
import { dayIn } from "./market.ts";
import {
  assetsNamed,
  type CampaignDefect,
  declare,
  expecting,
  has,
  offersOf,
  part,
  say,
  sells,
  show,
} from "./planting.ts";

const isSober = new Set(["electronics", "appliance", "textile", "other"]);

const partOnly = { scope: "product_part" } as const;
const named = {
  generic: false,
  aspect: "material of the housing",
  specification_on_same_medium: true,
  excellence_basis: "none",
  offset_based: false,
} as const;

/** What the copy says that it should not, declared where that is another rule's matter. */
export const copyDefects: readonly CampaignDefect[] = [
  {
    name: "a claim that nobody declared",
    expected: expecting("CLM-02"),
    plant: (campaign) => say(campaign, "Bestseller."),
  },
  {
    name: "a claim that nothing proves",
    expected: expecting("CLM-03"),
    plant: (campaign, draft) => declare(campaign, draft, { type: "performance", evidence_ids: [] }),
  },
  {
    name: "another day in another language",
    expected: expecting("CLM-05"),
    fits: ({ inEnglish, isEvergreen, markets }) =>
      inEnglish && !isEvergreen && markets.some(({ country }) => country === "EE"),
    plant: (campaign, draft) => {
      const asset = assetsNamed(campaign, "terms").find(({ language }) => language === "en");
      const text = String(asset?.["text"]);
      if (asset) asset["text"] = text.replace(dayIn("en", draft.end), dayIn("en", draft.end + 1));
    },
  },
  {
    name: "a placeholder that was not filled",
    expected: expecting("CLM-07"),
    plant: (campaign) => say(campaign, "Hello {{first_name}}"),
  },
  {
    name: "a trial of which nothing is known",
    expected: expecting("CLM-18"),
    fits: (draft) => sells(draft) && draft.markets.length === 1,
    plant: (campaign, draft) => {
      say(campaign, "Free trial.");
      declare(campaign, draft, { type: "free_trial" });
    },
  },
  {
    name: "a shop that says it closes",
    expected: expecting("CLM-25"),
    plant: (campaign, draft) => {
      say(campaign, "Closing down.");
      declare(campaign, draft, { type: "closing_down" });
    },
  },
  {
    name: "the best, by its own word",
    expected: expecting("CLM-26"),
    plant: (campaign, draft) =>
      declare(
        campaign,
        draft,
        {
          type: "superiority",
          measure: { metric: "range", baseline: "all that is sold here" },
          comparator: { measured_on: formatDate(draft.start - 30) },
        },
        { kind: "survey", independent: false },
      ),
  },
  {
    name: "a comparison measured half a year ago",
    expected: expecting("CLM-27"),
    plant: (campaign, draft) =>
      declare(campaign, draft, {
        type: "comparison",
        comparator: {
          who: "Teine AS",
          basis: "range at five metres",
          measured_on: formatDate(draft.start - 180),
          source_url: "https://lab.example/test",
        },
      }),
  },
  {
    name: "the cheapest, without a survey",
    expected: expecting("CLM-28"),
    fits: sells,
    plant: (campaign, draft) => declare(campaign, draft, { type: "price_comparison" }),
  },
  {
    name: "green, and no more than that",
    expected: expecting("CLM-29"),
    plant: (campaign, draft) =>
      declare(campaign, draft, {
        ...{ type: "environmental", ...partOnly },
        environment: { ...named, generic: true },
      }),
  },
  {
    name: "a part that stands for the whole",
    expected: expecting("CLM-30"),
    plant: (campaign, draft) =>
      declare(campaign, draft, { type: "environmental", environment: named }),
  },
  {
    name: "neutral by compensation",
    expected: expecting("CLM-31"),
    plant: (campaign, draft) =>
      declare(campaign, draft, {
        ...{ type: "environmental", ...partOnly },
        environment: { ...named, offset_based: true },
      }),
  },
  {
    name: "a promise for 2035 without a plan",
    expected: expecting("CLM-32"),
    plant: (campaign, draft) =>
      declare(campaign, draft, {
        ...{ type: "environmental", ...partOnly },
        environment: { ...named, future: { year: 2035 } },
      }),
  },
  {
    name: "a label that the shop made itself",
    expected: expecting("CLM-33"),
    plant: (campaign) => {
      show(campaign, { label_ids: ["OWN-LEAF"] });
    },
  },
  {
    name: "without what nobody may use",
    expected: expecting("CLM-34"),
    plant: (campaign) => say(campaign, "BPA free."),
  },
  {
    name: "durable, as nobody has confirmed",
    expected: expecting("CLM-35"),
    plant: (campaign, draft) =>
      declare(campaign, draft, { type: "durability", text: "Lasts 20 years" }),
  },
  {
    name: "a lamp that cures",
    expected: expecting("CLM-36"),
    fits: ({ article }) => isSober.has(article.category),
    plant: (campaign, draft) => {
      say(campaign, "Cures arthritis.");
      declare(campaign, draft, { type: "health", text: "Cures arthritis" });
    },
  },
  {
    name: "tea that makes slim",
    expected: expecting("CLM-38"),
    fits: has("vitamin"),
    plant: (campaign) => {
      const asset = assetsNamed(campaign, "vitamin")[0] as Fields;
      asset["text"] = `${String(asset["text"])} For weight loss.`;
    },
  },
  {
    name: "food that is super",
    expected: expecting("CLM-02", "CLM-39"),
    fits: (draft) => sells(draft) && draft.article.category === "food",
    plant: (campaign) => say(campaign, "A superfood."),
  },
  {
    name: "completely safe",
    expected: expecting("CLM-41"),
    plant: (campaign, draft) => {
      say(campaign, "Completely safe.");
      declare(campaign, draft, { type: "safety" }, { kind: "contract" });
    },
  },
  {
    name: "the law as a present",
    expected: expecting("CLM-42"),
    plant: (campaign, draft) => {
      say(campaign, "Right of withdrawal included.");
      declare(campaign, draft, { type: "legal_rights" });
    },
  },
  {
    name: "a post that hides that it is paid for",
    expected: expecting("CLM-48"),
    fits: has("influencer"),
    plant: (campaign) => {
      const asset = assetsNamed(campaign, "post")[0] as Fields;
      asset["text"] = String(asset["text"]).split(". ")[1];
    },
  },
  {
    name: "children sent to their parents",
    expected: expecting("CLM-49"),
    plant: (campaign, draft) => {
      say(campaign, "Ask your mum.");
      declare(campaign, draft, { type: "children" });
    },
  },
  {
    name: "a condition in pale letters",
    expected: expecting("CLM-58"),
    fits: has("condition"),
    plant: (campaign) => {
      const asset = assetsNamed(campaign, "condition")[0] as Fields;
      part(asset, "prominence")["contrast_ratio"] = "2.1";
    },
  },
  {
    name: "tobacco",
    expected: expecting("CLM-40"),
    fits: (draft) => sells(draft) && !draft.extras.has("vitamin"),
    plant: (campaign) => {
      for (const offer of offersOf(campaign)) offer["category"] = "tobacco";
    },
  },
];
