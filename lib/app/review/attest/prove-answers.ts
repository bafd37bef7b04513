import { asksInLoops, factsAsked } from "../../../core/asked-facts.ts";
import type { Context } from "../../../core/context.ts";
import type { JsonObject } from "../../../core/expression/value.ts";
import { judgeStrictly } from "../../../core/judge-strictly.ts";
import type { Reading } from "../../../core/record.ts";
import type { Rule } from "../../../core/rule.ts";
import type { Violation } from "../../../core/violation.ts";
import { enrich } from "../../enrich.ts";
import type { Judged } from "../../keep.ts";
import type { Answers, Case } from "../case.ts";
import type { CasePart } from "../cases/case-part.ts";
import type { ReviewPorts } from "../command.ts";
import { conflict } from "../conflict.ts";
import { evidenceErased } from "../evidence.ts";
import { judgedDossier } from "../judged-dossier.ts";
import { placeOf } from "../policy/exposure.ts";
import { eachOrdinal, ordinalsOf, parseOrdinals } from "../policy/ordinals.ts";
import { type Reviewable, reviewable } from "../policy/reviewable.ts";
import type { Submission } from "../submission.ts";
import { recordsDigest } from "../submissions/released-records.ts";
import { answerPointer, refused } from "./answers.ts";
import { type JudgedThen, judgedThen, type Kept, notAsJudged, rulesOf } from "./judged-then.ts";
import { leftText, type Uncleared } from "./uncleared.ts";

/** What somebody would answer for. */
export interface Attested {
  readonly case: Case;
  readonly submission: Submission;
  readonly part: CasePart;
}

/**
 * Shows that with these answers the rule passes what is attested, or leaves it out: the rule judges it
 * again, from what was kept, as it did then but for the answers (law 3: the verdict stays what it was).
 * Answers hold for the violations that they are given for, and for no others of the same record.
 *
 * @returns what the audit entry keeps of it.
 * @throws {GateError} `conflict` with reason `answers_do_not_clear` and what is still needed,
 * `not_as_judged`, `rules_gone` or `run_not_attested`; `invalid` for an answer that nobody asked for;
 * `unavailable` where the evidence was erased or is another.
 */
export async function provenByAnswers(
  ports: ReviewPorts,
  { case: one, submission, part }: Attested,
  answers: Answers,
): Promise<JsonObject> {
  const kept = await keptOf(ports, submission);
  const active = await rulesOf(ports, kept.entry);
  const rule = active.plan.rules.find(({ id }) => id === one.rule);
  const chosen = chosenIn(reviewable(kept.dossier.report).get(one.rule) ?? [], part);
  const asked = refuseUnasked(one, rule, chosen, answers);
  const then = await judgedThen(ports, kept, active, asked);
  refuseOtherwiseJudged(then.judged, one.rule, chosen);
  const left = await leftBy(then, asked, chosen, answers);
  if (left.length > 0) throw conflict("answers_do_not_clear", leftText(left, chosen.length));
  return {
    ...{ revision: kept.entry.ruleset.revision, engine: kept.entry.ruleset.engine },
    businessAt: kept.entry.businessAt,
    records: recordsDigest(kept.entry.records, recordsAmong(kept, chosen)),
    outcome: "pass",
  };
}

async function keptOf(ports: ReviewPorts, { id }: Submission): Promise<Kept> {
  const [entry, dossier] = [await ports.audits.find(id), await judgedDossier(ports, id)];
  if (entry === undefined || dossier === undefined) throw evidenceErased();
  if (dossier.run === undefined) return { entry, dossier };
  throw conflict(
    "run_not_attested",
    "it came as a run, whose records are not judged again while somebody waits: return it, and have " +
      "what the facts are asked of submitted by itself, in one request; answer there",
  );
}

/** A violation that is attested, by its ordinal in the case's rule. */
interface Chosen {
  readonly ordinal: number;
  readonly violation: Violation;
}

/** What could not be read asks nothing; nor does what the report only counts. */
function chosenIn(list: readonly Reviewable[], { violations }: CasePart): readonly Chosen[] {
  return [...eachOrdinal(parseOrdinals(violations))].flatMap((ordinal) => {
    const one = list[ordinal];
    return one?.kind === "violation" ? [{ ordinal, violation: one.violation }] : [];
  });
}

/** @throws {GateError} `invalid` for each answer that none of the violations asks for. */
function refuseUnasked(
  { rule: id }: Case,
  rule: Rule | undefined,
  chosen: readonly Chosen[],
  answers: Answers,
): Rule {
  const facts = new Set(rule === undefined ? [] : chosen.flatMap((one) => factsOf(rule, one)));
  const unasked = Object.keys(answers).filter((fact) => !facts.has(fact));
  if (rule !== undefined && unasked.length === 0) return rule;
  const asks =
    facts.size === 0
      ? `${id} asks no facts of what was chosen`
      : `${id} asks ${[...facts].sort().join(", ")} of what was chosen`;
  throw refused(
    unasked.map((fact) => ({ pointer: answerPointer(fact), message: `is not asked: ${asks}` })),
  );
}

const factsOf = (rule: Rule, { violation }: Chosen): readonly string[] =>
  factsAsked(rule, violation.check ?? "");

/** What comes out otherwise without any answer is not what people saw. */
function refuseOtherwiseJudged({ report }: Judged, rule: string, chosen: readonly Chosen[]): void {
  const again = reviewable(report).get(rule) ?? [];
  const isSame = chosen.every(({ ordinal, violation }) => {
    const one = again[ordinal];
    return one?.kind === "violation" && JSON.stringify(one.violation) === JSON.stringify(violation);
  });
  if (!isSame) throw notAsJudged(`${rule} does not give again what it gave then`);
}

/** What the rule still has against what was chosen, with the answers. */
async function leftBy(
  { judged, references }: JudgedThen,
  rule: Rule,
  chosen: readonly Chosen[],
  answers: Answers,
): Promise<readonly Uncleared[]> {
  const { plan, context, enriched } = judged;
  const records = new Map(
    chosen.flatMap(({ violation: { record } }) =>
      record ? [[placeOf(record.position), record.key]] : [],
    ),
  );
  const readings = judgedBeside(judged.readings, rule, records);
  const attested = Object.fromEntries([...records.values()].map((key) => [key, answers]));
  const answered = { ...context, attested };
  const { rows } = await enrich(references, plan, readings, answered);
  const strictly = (under: Context) => judgeStrictly(plan, rule.id, readings, under);
  const before = strictly({ ...context, rows: enriched.rows });
  if (!chosen.every(({ violation }) => before.some((was) => isPartOf(was, violation, rule))))
    throw notAsJudged(`${rule.id} does not give by itself what it gave then`);
  const after = strictly({ ...answered, rows });
  return chosen.flatMap(({ ordinal, violation }): readonly Uncleared[] => {
    const found = after.filter(
      (one) =>
        isPartOf(one, violation, rule) ||
        // Answers that clear one thing and bring up another have not cleared anything.
        (isOfRecord(one, violation) && !before.some((was) => isEqualPart(was, one))),
    );
    const asked = factsAsked(rule, violation.check ?? "");
    const unanswered = asked.filter((fact) => !Object.hasOwn(answers, fact));
    return found.map((one) => ({ ordinal, left: one, unanswered }));
  });
}

/** A rule about single records needs no others; a set rule all that it compared. */
const judgedBeside = (
  readings: readonly Reading[],
  { scope }: Rule,
  records: ReadonlyMap<string, string>,
): readonly Reading[] =>
  scope === "record" ? readings.filter(({ position }) => records.has(placeOf(position))) : readings;

const isOfRecord = (one: Violation, { record }: Violation): boolean =>
  one.record !== undefined &&
  record !== undefined &&
  placeOf(one.record.position) === placeOf(record.position);

/** Whether something found is about what a violation is about: where that cannot be told, it is. */
function isPartOf(one: Violation, violation: Violation, rule: Rule): boolean {
  if (!isOfRecord(one, violation) || (one.check ?? "") !== (violation.check ?? "")) return false;
  const isOtherMarket =
    one.market !== undefined && violation.market !== undefined && one.market !== violation.market;
  return !isOtherMarket && (asksInLoops(rule) || sharesElement(one, violation));
}

/** A rule that could not be brought to its elements is about all of them. */
const sharesElement = ({ element: a = {} }: Violation, { element: b = {} }: Violation): boolean =>
  Object.entries(a).every(([loop, index]) => b[loop] === undefined || b[loop] === index);

const isEqualPart = (a: Violation, b: Violation): boolean =>
  isOfRecord(a, b) &&
  (a.check ?? "") === (b.check ?? "") &&
  a.market === b.market &&
  JSON.stringify(a.element ?? {}) === JSON.stringify(b.element ?? {});

/** Ordinals into the records of the entry. */
function recordsAmong({ entry }: Kept, chosen: readonly Chosen[]) {
  const places = new Set(
    chosen.flatMap(({ violation: { record } }) => (record ? [placeOf(record.position)] : [])),
  );
  return ordinalsOf(
    entry.records.flatMap(({ position }, ordinal) =>
      places.has(placeOf(position)) ? [ordinal] : [],
    ),
  );
}
