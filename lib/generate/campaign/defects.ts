import { copyDefects } from "./copy-defects.ts";
import type { CampaignDefect } from "./planting.ts";
import { priceDefects } from "./price-defects.ts";
import { serviceDefects } from "./service-defects.ts";

/** Every defect that is planted, in the order in which they come. */
export const campaignDefects: readonly CampaignDefect[] = [
  ...priceDefects,
  ...copyDefects,
  ...serviceDefects,
];
