import type { Expected, Fields } from "../generated.ts";
import type { Draft } from "./draft.ts";

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

export const campaignDefects: readonly CampaignDefect[] = [
  {
    name: "nobody is responsible",
    expected: [{ rule: "CLM-01" }],
    plant: (campaign) => {
      campaign["owner"] = "";
    },
  },
];
