import type { GeneratedRecord, GenerateRequest, Generation } from "../generated.ts";
import { randomOf } from "../random.ts";
import { campaignOf } from "./campaign.ts";
import { campaignDefects } from "./defects.ts";
import { type Draft, draftOf } from "./draft.ts";
import type { CampaignDefect } from "./planting.ts";
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
  const planted = new Map<CampaignDefect, number>();
  for (let index = 0; index < records; index++) {
    const draft = draftOf(index, randomOf(seed, "campaign", index));
    const isDefective = randomOf(seed, "defect", index).chance(defectsPerTenThousand);
    const kind = isDefective ? rarestFor(draft, planted) : undefined;
    if (kind) planted.set(kind, (planted.get(kind) ?? 0) + 1);
    yield recordOf(draft, index, kind);
  }
}

/** Of the defects that fit a campaign the one that was planted least, so that rare ones come too. */
function rarestFor(
  draft: Draft,
  planted: ReadonlyMap<CampaignDefect, number>,
): CampaignDefect | undefined {
  const times = (kind: CampaignDefect): number => planted.get(kind) ?? 0;
  return campaignDefects
    .filter(({ fits }) => fits?.(draft) ?? true)
    .reduce<CampaignDefect | undefined>(
      (least, kind) => (least && times(least) <= times(kind) ? least : kind),
      undefined,
    );
}

function recordOf(draft: Draft, index: number, kind: CampaignDefect | undefined): GeneratedRecord {
  kind?.draft?.(draft);
  // A clone, since campaigns share what is the same in all of them, and a defect is one's own.
  const value = structuredClone(campaignOf(draft));
  kind?.plant?.(value, draft);
  const defects = kind
    ? [{ defect: kind.name, record: draft.id, line: index + 1, expected: kind.expected }]
    : [];
  return { value: value as GeneratedRecord["value"], defects, rows: rowsOf(draft) };
}
