import type { JsonObject } from "../../core/expression/value.ts";
import { amountText } from "../amounts.ts";
import type {
  Defect,
  Fields,
  Finish,
  GeneratedRecord,
  GenerateRequest,
  Generation,
} from "../generated.ts";
import { type Random, randomOf } from "../random.ts";
import { type Article, articleOf } from "./article.ts";
import { dayText, snapshotDay } from "./days.ts";
import { campaignOf, type Rows, stockDefects } from "./defects.ts";
import { type YearlyCost, yearlyCost } from "./past-snapshots.ts";
import { type Asked, askedDefects, askedOf } from "./proposals.ts";
import { type Level, levelOf, stockItem } from "./stock-item.ts";

const site = "TLL-1";

/**
 * A store's snapshot: goods, spare parts and repairables, each kept by the policy that its demand,
 * lead time and target ask for, with proposals and requests beside them: see `generate`.
 */
export function generateInventory(request: GenerateRequest): Generation {
  const run: Run = { request, asked: [], defects: [], costs: yearlyCost(site), planted: 0 };
  return {
    recordsName: "items",
    records: () => itemsOf(run),
    finish: () => finishOf(run),
  };
}

interface Run {
  readonly request: GenerateRequest;
  /** Proposals and requests, which the header's file holds. */
  readonly asked: Asked[];
  readonly defects: Defect[];
  readonly costs: YearlyCost;
  planted: number;
}

function* itemsOf(run: Run): Generator<GeneratedRecord, void, void> {
  for (let index = 0; index < run.request.records; index++) yield itemAt(run, index);
}

function itemAt(run: Run, index: number): GeneratedRecord {
  const { seed, defectsPerTenThousand } = run.request;
  const random = randomOf(seed, "article", index);
  const article = articleOf(index, random);
  const level = levelOf(article, random);
  const item = stockItem(article, level, random);
  run.costs.add(item);
  const rows = rowsOf(article, level, item, random);
  const defects: Defect[] = [];
  if (randomOf(seed, "defect", index).chance(defectsPerTenThousand))
    defects.push(...plant(run, article, level, item, rows, index + 1));
  else run.asked.push(...askedOf(article, level, randomOf(seed, "asked", index)));
  return { value: item as GeneratedRecord["value"], defects, rows };
}

/** Plants the next defect that fits: in the article, or in what is asked of it. */
function plant(
  run: Run,
  article: Article,
  level: Level,
  item: Fields,
  rows: Rows,
  line: number,
): readonly Defect[] {
  const asked = askedDefects.filter(({ fits }) => fits(article));
  const stock = stockDefects.filter(({ fits }) => fits(article, level));
  const turn = run.planted++ % (asked.length + stock.length);
  const others = askedOf(article, level, randomOf(run.request.seed, "asked", line - 1));
  const kind = stock[turn];
  if (kind) {
    run.asked.push(...others);
    kind.plant(item, rows, article);
    return [{ defect: kind.name, record: article.sku, line, expected: kind.expected }];
  }
  const wrong = asked[turn - stock.length] as (typeof asked)[number];
  const planted = wrong.plant(article, item);
  run.asked.push(planted);
  const { name: defect, expected } = wrong;
  run.defects.push({ defect, record: planted.key, line: null, expected });
  return [];
}

/** What is known of the article beside the snapshot. */
function rowsOf(
  { sku, demand, keeping }: Article,
  level: Level,
  item: Fields,
  random: Random,
): Rows {
  const was = Number(item["on_hand"]) + Number(item["issues_since_prev"]);
  const isOffered = keeping === "goods" && level.free * 1_000 > 8 * demand && random.chance(500);
  const isReplaced = keeping === "part" && level.onOrder === 0 && random.chance(500);
  return {
    previous_items: [
      {
        site_id: site,
        sku,
        snapshot_id: "SN-2026-11-30",
        on_hand: String(was),
        unit_cost: String(item["unit_cost"]),
      },
    ],
    ...(isOffered && { campaigns_live: [campaignOf(sku, "10")] }),
    ...(isReplaced && { replacements: [{ sku, superseded_by: `${sku}-B` }] }),
    ...(random.chance(2_000) && {
      stock_elsewhere: [
        { sku, site: "TRT-1", market: "EE", available: String(random.between(0, 20)) },
      ],
    }),
  };
}

function finishOf(run: Run): Finish {
  const { records, defectsPerTenThousand, seed } = run.request;
  const isClean = defectsPerTenThousand === 0;
  const expectedItems = isClean ? records : records + Math.ceil(records / 10) + 6;
  const header = headerOf(run, expectedItems, isClean ? "780" : "985");
  return {
    header,
    defects: isClean ? [] : [...linedUp(run.defects, header), ...ofTheStore],
    rows: { stock_adjustments: adjustments() },
    history: run.costs.history(seed),
  };
}

/** What is wrong with the snapshot as a whole, where anything is. */
const ofTheStore: readonly Defect[] = [
  {
    defect: "a tenth of the articles that were expected is not there",
    record: null,
    line: null,
    expected: [{ rule: "INV-02", check: "count" }],
  },
  {
    defect: "a store that is all but full",
    record: null,
    line: null,
    expected: [{ rule: "INV-22" }],
  },
];

/** Proposals and requests have their line in the header's file, as it is written. */
function linedUp(defects: readonly Defect[], header: JsonObject): readonly Defect[] {
  const lines = JSON.stringify(header, null, 2).split("\n");
  const places = new Map(
    lines.flatMap((line, index) => {
      const key = /^ {8}"(?:proposal|request)_id": "(.*)",$/.exec(line)?.[1];
      // The line before opens the object.
      return key === undefined ? [] : [[key, index] as const];
    }),
  );
  return defects.map((defect) => ({ ...defect, line: places.get(defect.record ?? "") ?? null }));
}

const askedAs = ({ asked }: Run, kind: Asked["kind"]): readonly JsonObject[] =>
  asked.filter((one) => one.kind === kind).map(({ value }) => value as JsonObject);

const headerOf = (run: Run, itemsExpected: number, usedRoom: string): JsonObject => ({
  subject_kind: "inventory",
  subject: {
    snapshot_id: `SN-${snapshotDay}`,
    as_of: `${snapshotDay}T06:00:00+02:00`,
    site_id: site,
    country: "EE",
    currency: "EUR",
    previous_snapshot_id: "SN-2026-11-30",
    items_expected: itemsExpected,
    capacity: { volume_m3: "1000", used_m3: usedRoom, incoming_m3: "60", outgoing_m3: "55" },
    proposals: [...askedAs(run, "proposals")],
    requests: [...askedAs(run, "requests")],
  },
});

/** Corrections of the year: a few of each class, none of them large. */
function adjustments(): readonly JsonObject[] {
  const classes = ["finished", "spare_part", "repairable", "consumable"];
  return classes.flatMap((name, i) =>
    [12, 45, 101, 230].map((daysAgo) => ({
      site_id: site,
      class: name,
      day: dayText(-daysAgo),
      qty: "-1",
      value: amountText(-(900 + i * 150 + daysAgo)),
    })),
  );
}
