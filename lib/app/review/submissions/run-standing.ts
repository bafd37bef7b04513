import type { Report } from "../../../core/report.ts";
import type { JudgedRun } from "../../audit-entry.ts";
import { canonicalJson, sha256 } from "../../digest.ts";
import type { Case } from "../case.ts";
import type { Evidence } from "../evidence.ts";
import { isOfWhole } from "../policy/exposure.ts";
import { reviewable, unlisted } from "../policy/reviewable.ts";
import type { Submission } from "../submission.ts";
import type { PartialStanding } from "./partial-release.ts";
import { isLetThrough } from "./released-records.ts";

/**
 * What of a run would go out before the rest: the records that passed, all of them and no others,
 * however much was let through since. Which of its other records have nothing against them any more
 * nobody can tell, because the report does not list all that it found; they go out together, when
 * everything is decided. Pure.
 */
export function runStanding(
  { releases, counts }: Pick<Submission, "releases" | "counts">,
  cases: readonly Pick<Case, "rule" | "state" | "count">[],
  { records }: JudgedRun,
  { report }: Pick<Evidence, "report">,
): PartialStanding {
  const verdicts = ["pass"] as const;
  const count = releases.length > 0 ? 0 : counts.passed;
  return {
    wholeHeldBy: wholeHeldBy(report, cases),
    count,
    left: [],
    verdicts,
    said: {
      records: sha256(canonicalJson({ root: records.root, verdicts: [...verdicts] })),
      count,
      excluded: counts.received - counts.passed,
    },
  };
}

/** Rules with something about the run as a whole of which not everything was let through. */
function wholeHeldBy(
  report: Report,
  cases: readonly Pick<Case, "rule" | "state" | "count">[],
): readonly string[] {
  const lists = reviewable(report);
  const counted = unlisted(report);
  const rules = new Set([...lists.keys(), ...counted.keys()]);
  return [...rules].filter((rule) => {
    const list = lists.get(rule) ?? [];
    const { hold = 0, block = 0, whole = 0 } = counted.get(rule) ?? {};
    if (whole === 0 && !list.some(isOfWhole)) return false;
    const through = cases
      .filter((one) => one.rule === rule && isLetThrough(one.state))
      .reduce((sum, one) => sum + one.count, 0);
    return through < list.length + hold + block;
  });
}
