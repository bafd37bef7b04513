import type { Defect, Fields, GeneratedRecord, GenerateRequest } from "./generated.ts";
import { type Random, randomOf } from "./random.ts";

/** A way in which a record does not fit its kind's schema, which the built-in rule `schema` holds. */
export interface Misfit {
  readonly name: string;
  readonly plant: (record: Fields) => void;
}

export interface MisfitRecords {
  readonly request: GenerateRequest;
  readonly record: (index: number, random: Random) => Fields;
  /** The field that names a record. */
  readonly key: string;
  readonly misfits: readonly Misfit[];
}

/** Records of a kind for which no rule set ships yet: their planted defects are misfits, in turn. */
export function* misfitRecords(from: MisfitRecords): Generator<GeneratedRecord, void, void> {
  const { request, misfits, key } = from;
  let planted = 0;
  for (let index = 0; index < request.records; index++) {
    const value = from.record(index, randomOf(request.seed, "record", index));
    const defects: Defect[] = [];
    if (randomOf(request.seed, "defect", index).chance(request.defectsPerTenThousand)) {
      const misfit = misfits[planted++ % misfits.length] as Misfit;
      misfit.plant(value);
      const expected = [{ rule: "schema" }];
      const record = String(value[key]);
      defects.push({ defect: misfit.name, record, line: index + 1, expected });
    }
    yield { value: value as GeneratedRecord["value"], defects, rows: {} };
  }
}
