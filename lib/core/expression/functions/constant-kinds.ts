import { demandModels } from "../../inventory/demand.ts";
import { discountKinds } from "../../inventory/order-quantity.ts";
import { roundings } from "../decimal.ts";
import type { ParamType } from "../function-row.ts";
import { INT, STRING, scaleMax } from "../types.ts";
import { countryProblem, jurisdictionProblem } from "./countries.ts";
import { patternProblem } from "./patterns.ts";
import { clockProblem, zoneProblem } from "./zones.ts";

/** Constants that a signature checks: their type, and what is wrong with a text, if anything. */
export interface Checked {
  readonly type: ParamType;
  readonly problem: (text: string) => string | undefined;
}

/** Languages that texts are folded in. */
export const foldLanguages = ["en", "et", "ro", "nb"] as const;
export const prorations = ["actual", "30E/360", "thirty", "actual/365", "none"] as const;
export const periodUnits = ["day", "week", "month", "quarter", "year"] as const;
export const referenceSchemes = ["EE_731", "NO_KID10", "NO_KID11", "RF"] as const;
export const kidChecks = ["mod10", "mod11"] as const;

/** The checked constants by the word that stands for them in signatures. */
export const checkedConstants: Readonly<Record<string, Checked>> = {
  Scale: { type: INT, problem: scaleProblem },
  Rounding: oneOf("rounding", roundings),
  Language: oneOf("language", foldLanguages),
  Proration: oneOf("proration", prorations),
  Unit: oneOf("unit", periodUnits),
  Scheme: oneOf("reference scheme", referenceSchemes),
  KidCheck: oneOf("check", kidChecks),
  DemandModel: oneOf("demand model", demandModels),
  Discount: oneOf("discount", discountKinds),
  CostPart: oneOf("part of a cost", ["holding", "ordering", "short"]),
  PolicyState: oneOf("state of a policy", ["present", "target"]),
  PolicyKind: oneOf("kind of policy", ["base", "rq"]),
  TargetMetric: oneOf("metric", ["cycle", "fill"]),
  Pattern: { type: STRING, problem: patternProblem },
  Country: { type: STRING, problem: countryProblem },
  Jurisdiction: { type: STRING, problem: jurisdictionProblem },
  Zone: { type: STRING, problem: zoneProblem },
  Clock: { type: STRING, problem: clockProblem },
};

function oneOf(what: string, values: readonly string[]): Checked {
  const problem = (text: string): string | undefined =>
    values.includes(text) ? undefined : `${what} '${text}' is none of ${values.join(", ")}`;
  return { type: STRING, problem };
}

function scaleProblem(text: string): string | undefined {
  const scale = Number(text);
  return scale >= 0 && scale <= scaleMax ? undefined : `scale ${text} is not from 0 to ${scaleMax}`;
}
