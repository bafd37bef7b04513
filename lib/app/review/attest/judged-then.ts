import { tablesRead } from "../../../core/asked-facts.ts";
import type { Rule } from "../../../core/rule.ts";
import type { JudgedEntry } from "../../audit-entry.ts";
import type { Dossier } from "../../changes.ts";
import { isGateError } from "../../errors.ts";
import { instantText, millisecondsOf } from "../../instant.ts";
import { entryOf, type Judged } from "../../keep.ts";
import type { ActivePlan, EarlierRuns, ReferenceTables } from "../../ports.ts";
import { tableDifferences } from "../../replay/entry-differences.ts";
import { engineMissing, judge } from "../../replay/judge-again.ts";
import type { ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";

/** What is kept of a submission that was judged while its sender waited. */
export interface Kept {
  readonly entry: JudgedEntry;
  readonly dossier: Dossier;
}

/** A submission judged once more as it was, and the tables by which it came out the same. */
export interface JudgedThen {
  readonly judged: Judged;
  readonly references: ReferenceTables;
}

/**
 * The rules that judged a submission.
 *
 * @throws {GateError} `conflict`, reason `rules_gone`, where they or their engine are not there any more.
 */
export async function rulesOf({ plans }: ReviewPorts, entry: JudgedEntry): Promise<ActivePlan> {
  const { gate, gateVersion, ruleset } = entry;
  if (engineMissing(entry) !== undefined) throw rulesGone();
  try {
    const past = await plans.past(gate, ruleset.revision, gateVersion);
    if (past !== undefined) return past;
  } catch (error) {
    if (!isGateError(error, "unavailable")) throw error;
  }
  throw rulesGone();
}

const rulesGone = () =>
  conflict(
    "rules_gone",
    "the rules that judged this submission, or their engine, are not kept here any more, so that " +
      "nobody can tell what they make of the answers: have it submitted again, and answer there",
  );

/** Seconds around the instant at which it was received: see the replay of a submission. */
const around = [0, 10, -1, -10, -60, -600] as const;

/**
 * Judges a submission again as it was, as far as one of its rules is concerned: the same bytes,
 * revision and business time, and the rows that the rule's tables gave then, by their digests in the
 * entry.
 *
 * @throws {GateError} `conflict`, reason `not_as_judged`, where these are not to be had any more.
 */
export async function judgedThen(
  ports: ReviewPorts,
  { entry, dossier }: Kept,
  active: ActivePlan,
  rule: Rule,
): Promise<JudgedThen> {
  // Working days are counted by any rule, and the table is named in none.
  const read = new Set([...tablesRead(rule), "calendars"]);
  let changed: readonly string[] = [];
  for await (const references of tablesThen(ports, entry)) {
    const judged = await judge({ entry, dossier, active, references, earlierRuns: noRuns });
    const again = entryOf(judged, dossier.salt);
    changed = tableDifferences(entry.references, again.references)
      .map(({ at }) => at)
      .filter((table) => read.has(table));
    if (changed.length === 0) return { judged, references };
  }
  throw notAsJudged(
    `what it read of ${changed.join(", ")} has changed since, and is not kept here`,
  );
}

/** The refusal of what cannot be shown to be what was judged. */
export const notAsJudged = (because: string) =>
  conflict("not_as_judged", `${because}: have it submitted again, and answer there`);

async function* tablesThen(
  { references, pastReferences }: ReviewPorts,
  { subject, receivedAt }: JudgedEntry,
): AsyncGenerator<ReferenceTables> {
  if (pastReferences === undefined) yield references;
  else
    for (const seconds of around)
      yield await pastReferences.at(
        subject,
        instantText(millisecondsOf(receivedAt) + seconds * 1_000),
      );
}

/** Earlier runs are compared by rules about a submission as a whole, which ask for no facts. */
const noRuns: EarlierRuns = {
  isLoaded: async () => false,
  latest: async () => [],
  figures: async (ids) => ids.map(() => undefined),
};
