import type { Fields, GeneratedRecord, GenerateRequest, Generation } from "../generated.ts";
import { randomOf } from "../random.ts";
import { isBasket, orderDefects } from "./defects.ts";
import { draftOf, orderOf } from "./order.ts";
import { shopRows } from "./shop-rows.ts";

/** The orders of a day of an Estonian web shop: see `generate`. */
export function generateOrders(request: GenerateRequest): Generation {
  return {
    recordsName: "orders",
    records: () => ordersOf(request),
    finish: () => ({ defects: [], rows: shopRows }),
  };
}

function* ordersOf(request: GenerateRequest): Generator<GeneratedRecord, void, void> {
  const { records, seed, defectsPerTenThousand } = request;
  let planted = 0;
  for (let index = 0; index < records; index++) {
    const draft = draftOf(index, randomOf(seed, "order", index));
    const value = orderOf(draft);
    const isDefective = randomOf(seed, "defect", index).chance(defectsPerTenThousand);
    const fitting = orderDefects.filter(({ fits }) => isDefective && (fits ?? isBasket)(draft));
    const kind = fitting[planted % fitting.length];
    if (!kind) {
      yield { value, defects: [], rows: {} };
      continue;
    }
    planted++;
    kind.plant(value as Fields);
    const { name: defect, expected } = kind;
    yield {
      value,
      defects: [{ defect, record: draft.number, line: index + 1, expected }],
      rows: {},
    };
  }
}
