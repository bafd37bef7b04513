import { didYouMean } from "../expression/check/suggest.ts";
import type { Systemic } from "../plan.ts";
import type { SystemicText } from "./header.ts";
import type { Complaints } from "./problem.ts";

/** The setting for systemic violations, its exceptions being rules that there are. */
export function planSystemic(
  systemic: SystemicText,
  ids: ReadonlySet<string>,
  complaints: Complaints,
): Systemic {
  for (const { value, spot } of systemic.except)
    if (!ids.has(value)) complaints.wrong(spot, `unknown rule '${value}'${didYouMean(value, ids)}`);
  return { ...systemic, except: systemic.except.map(({ value }) => value).sort() };
}
