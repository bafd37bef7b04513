import type { Plan } from "../../../core/plan.ts";
import type { Rule } from "../../../core/rule.ts";
import type { Actor } from "../../caller.ts";
import type { Dossier } from "../../changes.ts";
import { readBody } from "../../read-body.ts";
import type { SubmissionId } from "../../submission-id.ts";
import type { CaseDecision } from "../case.ts";
import type { ReviewPorts } from "../command.ts";
import { judgedDossier } from "../judged-dossier.ts";
import { placeOf } from "../policy/exposure.ts";
import { formatOrdinals, hasOrdinals, ordinalsOf, parseOrdinals } from "../policy/ordinals.ts";
import { type Reviewable, reviewable } from "../policy/reviewable.ts";
import type { Submission } from "../submission.ts";
import type { Asking } from "./asked-of-case.ts";

/** What somebody said of the same record in a submission that this one corrects. */
export interface EarlierAnswer {
  readonly fact: string;
  readonly value: boolean;
  readonly by: Actor;
  /** RFC 3339. */
  readonly at: string;
  readonly submission: SubmissionId;
  /** The violations of the case now that it would be an answer to, as ordinals. */
  readonly violations: string;
}

export interface AskedAgain {
  readonly submission: Submission;
  readonly plan: Plan;
  readonly rule: Rule;
  readonly dossier: Dossier;
  readonly asking: readonly Asking[];
}

/** How many submissions are looked back at, one correcting the other. */
const correctionsMax = 5;

/**
 * The latest answers to the facts of a case, of records that are the same to the byte. They save a
 * reviewer the reading, and not the decision.
 */
export async function earlierAnswers(
  ports: ReviewPorts,
  { submission, plan, rule, dossier, asking }: AskedAgain,
): Promise<readonly EarlierAnswer[]> {
  const found = new Map<string, Found>();
  let earlier = submission.supersedes;
  const nameOf = earlier === undefined ? () => undefined : namesIn(dossier, plan);
  for (let back = 0; back < correctionsMax && earlier !== undefined; back++) {
    const answers = await answersIn(ports, earlier, plan, rule);
    for (const { ordinal, one, facts } of asking)
      for (const fact of facts) {
        const decision = answers.get(nameOf(one) ?? "");
        const value = decision?.answers?.[fact];
        const key = `${ordinal} ${fact}`;
        if (decision === undefined || value === undefined || found.has(key)) continue;
        found.set(key, { ordinal, fact, value, decision, submission: earlier });
      }
    earlier = (await ports.submissions.find(earlier))?.supersedes;
  }
  return grouped([...found.values()]);
}

interface Found extends Pick<EarlierAnswer, "fact" | "value" | "submission"> {
  readonly ordinal: number;
  readonly decision: CaseDecision;
}

/** What was attested in a submission, by the name of each violation that it was said of. */
async function answersIn(
  ports: ReviewPorts,
  id: SubmissionId,
  plan: Plan,
  rule: Rule,
): Promise<ReadonlyMap<string, CaseDecision>> {
  const cases = (await ports.cases.of(id)).filter(
    (one) => one.rule === rule.id && one.state === "attested",
  );
  const dossier = cases.length === 0 ? undefined : await judgedDossier(ports, id);
  if (dossier === undefined || dossier.run !== undefined) return new Map();
  const nameOf = namesIn(dossier, plan);
  const list = reviewable(dossier.report).get(rule.id) ?? [];
  const answers = new Map<string, CaseDecision>();
  for (const { violations, decision } of cases)
    for (const [ordinal, one] of list.entries()) {
      const name = nameOf(one);
      if (name === undefined || decision === undefined) continue;
      const isIn = hasOrdinals(parseOrdinals(violations), ordinalsOf([ordinal]));
      if (isIn) answers.set(name, decision);
    }
  return answers;
}

/** What a violation is of and about: equal where the record is the same to the byte. */
function namesIn({ payload }: Dossier, { subject }: Plan): (one: Reviewable) => string | undefined {
  const digests = new Map(
    readBody(payload, subject).readings.map(({ position, digest }) => [placeOf(position), digest]),
  );
  return (one) => {
    if (one.kind !== "violation" || one.violation.record === undefined) return undefined;
    const digest = digests.get(placeOf(one.violation.record.position));
    return digest === undefined ? undefined : `${digest} ${one.violation.fingerprint}`;
  };
}

/** One line for what was said at once. */
function grouped(found: readonly Found[]): readonly EarlierAnswer[] {
  const groups = Map.groupBy(found, ({ fact, decision: { entry } }) => `${fact} ${entry}`);
  return [...groups].sort(byText).map(([, list]) => {
    const { fact, value, decision, submission } = list[0] as Found;
    const { by, at } = decision;
    const violations = formatOrdinals(ordinalsOf(list.map(({ ordinal }) => ordinal)));
    return { fact, value, by, at, submission, violations };
  });
}

const byText = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : 1;
