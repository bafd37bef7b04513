import { factsAsked } from "../../../core/asked-facts.ts";
import type { Plan } from "../../../core/plan.ts";
import type { Localized, Rule } from "../../../core/rule.ts";
import { factQuestion } from "../../../subjects/fact-questions.ts";
import type { Dossier } from "../../changes.ts";
import { isGateError } from "../../errors.ts";
import type { Case } from "../case.ts";
import type { ReviewPorts } from "../command.ts";
import { judgedDossier } from "../judged-dossier.ts";
import { eachOrdinal, formatOrdinals, ordinalsOf, parseOrdinals } from "../policy/ordinals.ts";
import { type Reviewable, reviewable } from "../policy/reviewable.ts";
import { isWaiting } from "../policy/violation-states.ts";
import type { Submission } from "../submission.ts";
import { type EarlierAnswer, earlierAnswers } from "./earlier-answers.ts";

/** A fact that somebody may answer to have a case judged again. */
export interface AskedFact {
  readonly name: string;
  /** In the languages that there are; absent where nobody wrote one. */
  readonly question?: Localized;
  /** The violations of the case that it may decide, as ordinals. */
  readonly violations: string;
}

/** What a waiting case asks, and what was answered before. */
export interface AskedOfCase {
  /** By name; absent where an answer decides nothing. */
  readonly facts?: readonly AskedFact[];
  /** Of the very same records in what this submission corrects; they clear nothing by themselves. */
  readonly answeredBefore?: readonly EarlierAnswer[];
}

/** A violation of a case with the facts that its check asks. */
export interface Asking {
  readonly ordinal: number;
  readonly one: Reviewable;
  readonly facts: readonly string[];
}

/**
 * What answers would decide of a case: of one that waits, whose rules and evidence are still there, and
 * that did not come as a run. Nothing otherwise.
 *
 * @param plan the rules that judged it.
 */
export async function askedOfCase(
  ports: ReviewPorts,
  one: Case,
  submission: Submission,
  plan: Plan,
): Promise<AskedOfCase> {
  const rule = plan.rules.find(({ id }) => id === one.rule);
  if (rule === undefined || plan.revision !== submission.revision) return {};
  if (!isWaiting(one.state) || rule.checks.every(({ name }) => factsAsked(rule, name).length === 0))
    return {};
  const dossier = await dossierToShow(ports, submission);
  if (dossier === undefined || dossier.run !== undefined) return {};
  const asking = askingIn(dossier, one, rule);
  const facts = factsOf(asking, plan);
  if (facts.length === 0) return {};
  const answeredBefore = await earlierAnswers(ports, { submission, plan, rule, dossier, asking });
  return { facts, ...(answeredBefore.length > 0 && { answeredBefore }) };
}

/** A case is shown without what its evidence would tell where that was erased or is another. */
async function dossierToShow(ports: ReviewPorts, { id }: Submission): Promise<Dossier | undefined> {
  try {
    return await judgedDossier(ports, id);
  } catch (error) {
    if (isGateError(error, "unavailable")) return undefined;
    throw error;
  }
}

function askingIn({ report }: Dossier, { violations }: Case, rule: Rule): readonly Asking[] {
  const list = reviewable(report).get(rule.id) ?? [];
  return [...eachOrdinal(parseOrdinals(violations))].flatMap((ordinal): readonly Asking[] => {
    const one = list[ordinal];
    if (one?.kind !== "violation") return [];
    const facts = factsAsked(rule, one.violation.check ?? "");
    return facts.length === 0 ? [] : [{ ordinal, one, facts }];
  });
}

function factsOf(asking: readonly Asking[], { subject }: Plan): readonly AskedFact[] {
  const names = [...new Set(asking.flatMap(({ facts }) => facts))].sort();
  return names.map((name) => {
    const ordinals = asking
      .filter(({ facts }) => facts.includes(name))
      .map(({ ordinal }) => ordinal);
    const own = subject.facts?.[name];
    const question =
      factQuestion(subject.kind, name) ?? (own === undefined ? undefined : { en: own });
    return {
      name,
      ...(question && { question }),
      violations: formatOrdinals(ordinalsOf(ordinals)),
    };
  });
}
