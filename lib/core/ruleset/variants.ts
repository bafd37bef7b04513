import { didYouMean } from "../expression/check/suggest.ts";
import type { Node } from "../expression/node.ts";
import type { Param, Variant } from "../rule.ts";
import { readEffective, sharesDays } from "./effective.ts";
import { asList, asMap, fieldsOf, oneOf } from "./fields.ts";
import { readJurisdictions, sharesCountries } from "./jurisdictions.ts";
import { checkLadder, readLadder } from "./ladder.ts";
import { type ReadParam, readValue, tellOutside, wordOf } from "./params.ts";
import type { Complaints } from "./problem.ts";
import type { Settings } from "./settings.ts";
import type { Entry, MapTree, Text } from "./tree.ts";

/** What variants of a rule are read with. */
export interface VariantGround {
  readonly settings: Pick<Settings, "jurisdictions" | "effective">;
  readonly params: ReadonlyMap<string, ReadParam>;
  readonly condition: (text: Text) => Node | undefined;
  readonly complaints: Complaints;
}

/** The variants of a rule; two that could hold on one day in one country are told. */
export function readVariants(entry: Entry | undefined, ground: VariantGround): readonly Variant[] {
  const list = entry && asList(entry.value, "'variants'", ground.complaints);
  const maps = (list?.items ?? []).flatMap((item) => {
    const map = asMap(item, "a variant", ground.complaints);
    return map ? [map] : [];
  });
  const variants = maps.map((map) => readVariant(map, ground));
  for (const [index, variant] of variants.entries()) {
    const at = (maps[index] as MapTree).spot;
    const clash = variants.slice(0, index).findIndex((earlier) => overlaps(earlier, variant));
    if (clash >= 0)
      ground.complaints.wrong(
        at,
        `this variant and variant ${clash + 1} hold on the same days in the same country: ` +
          "separate their dates or jurisdictions",
      );
    if (!overlaps(variant, ground.settings))
      ground.complaints.wrong(
        at,
        "this variant lies outside the rule's own dates or jurisdictions",
      );
  }
  return variants;
}

type Reach = Pick<Settings, "jurisdictions" | "effective"> | Variant;

const overlaps = (a: Reach, b: Reach): boolean =>
  sharesDays(a.effective, b.effective) && sharesCountries(a.jurisdictions, b.jurisdictions);

function readVariant(map: MapTree, ground: VariantGround): Variant {
  const { complaints } = ground;
  const keys = ["effective", "jurisdictions", "severity", "params"] as const;
  const fields = fieldsOf(map, keys, "a variant", complaints);
  if (!fields.effective && !fields.jurisdictions)
    complaints.wrong(
      map.spot,
      "a variant says when or where it holds: add effective or jurisdictions",
    );
  if (!fields.severity && !fields.params)
    complaints.wrong(map.spot, "a variant changes something: add severity or params");
  const jurisdictions = readJurisdictions(fields.jurisdictions, complaints);
  const ladder = readLadder(fields.severity, complaints);
  return {
    effective: readEffective(fields.effective, complaints),
    ...(jurisdictions && { jurisdictions }),
    ...(ladder && { severity: checkLadder(ladder, ground.condition) }),
    params: readVariantParams(fields.params, ground),
  };
}

function readVariantParams(
  entry: Entry | undefined,
  { params, complaints }: VariantGround,
): Readonly<Record<string, Param>> {
  const map = entry && asMap(entry.value, "'params'", complaints);
  const changed: Record<string, Param> = {};
  for (const { key, value: tree } of map?.entries ?? []) {
    const known = params.get(key.value);
    if (known === undefined) {
      const hint =
        didYouMean(key.value, params.keys()) || `; the rule has ${oneOf([...params.keys()])}`;
      complaints.wrong(key.spot, `unknown parameter '${key.value}'${params.size > 0 ? hint : ""}`);
    }
    if (known?.param === undefined) continue;
    const value = readValue(key.value, tree, wordOf(known.param.type), complaints);
    if (value === undefined) continue;
    changed[key.value] = { ...known.param, value };
    tellOutside(key.value, tree, { ...known.param, value }, complaints);
  }
  return changed;
}
