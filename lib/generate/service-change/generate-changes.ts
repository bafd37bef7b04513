import type { Fields, GeneratedRecord, GenerateRequest, Generation } from "../generated.ts";
import { randomOf } from "../random.ts";
import { changeOf, draftOf } from "./change.ts";
import { companyRows } from "./company.ts";
import { changeDefects } from "./defects.ts";

/** Changes that the departments of a company plan before a season: see `generate`. */
export function generateChanges(request: GenerateRequest): Generation {
  return {
    recordsName: "changes",
    records: () => changesOf(request),
    finish: () => ({ defects: [], rows: companyRows }),
  };
}

function* changesOf(request: GenerateRequest): Generator<GeneratedRecord, void, void> {
  const { records, seed, defectsPerTenThousand } = request;
  let planted = 0;
  for (let index = 0; index < records; index++) {
    const draft = draftOf(index, randomOf(seed, "change", index));
    const value = changeOf(draft) as Fields;
    if (!randomOf(seed, "defect", index).chance(defectsPerTenThousand)) {
      yield { value: value as GeneratedRecord["value"], defects: [], rows: {} };
      continue;
    }
    const fitting = changeDefects.filter(({ fits }) => fits?.(draft) ?? true);
    const kind = fitting[planted % fitting.length] as (typeof fitting)[number];
    planted++;
    kind.plant(value);
    const { name: defect, expected } = kind;
    yield {
      value: value as GeneratedRecord["value"],
      defects: [{ defect, record: draft.id, line: index + 1, expected }],
      rows: {},
    };
  }
}
