import type { GeneratedRecord, GenerateRequest, Generation } from "../generated.ts";
import { randomOf } from "../random.ts";
import { campaignOf } from "./campaign.ts";
import { type CampaignDefect, campaignDefects } from "./defects.ts";
import { type Draft, draftOf } from "./draft.ts";
import { rowsOf, shopRows } from "./reference.ts";

/** The winter campaigns of a shop in Estonia, Romania and Norway: see `generate`. */
export function generateCampaigns(request: GenerateRequest): Generation {
  return {
    recordsName: "campaigns",
    records: () => campaignsOf(request),
    finish: () => ({ defects: [], rows: shopRows }),
  };
}

function* campaignsOf(request: GenerateRequest): Generator<GeneratedRecord, void, void> {
  const { records, seed, defectsPerTenThousand } = request;
  let planted = 0;
  for (let index = 0; index < records; index++) {
    const draft = draftOf(index, randomOf(seed, "campaign", index));
    const isDefective = randomOf(seed, "defect", index).chance(defectsPerTenThousand);
    const kind = isDefective ? nextFor(draft, planted) : undefined;
    if (kind) planted = campaignDefects.indexOf(kind) + 1;
    yield recordOf(draft, index, kind);
  }
}

/** Defects come in turn, each at the first campaign that it fits. */
function nextFor(draft: Draft, from: number): CampaignDefect | undefined {
  const count = campaignDefects.length;
  const turns = Array.from({ length: count }, (_, turn) => (from + turn) % count);
  return turns
    .map((turn) => campaignDefects[turn] as CampaignDefect)
    .find(({ fits }) => fits?.(draft) ?? true);
}

function recordOf(draft: Draft, index: number, kind: CampaignDefect | undefined): GeneratedRecord {
  kind?.draft?.(draft);
  const value = campaignOf(draft);
  kind?.plant?.(value, draft);
  const defects = kind
    ? [{ defect: kind.name, record: draft.id, line: index + 1, expected: kind.expected }]
    : [];
  return { value: value as GeneratedRecord["value"], defects, rows: rowsOf(draft) };
}
