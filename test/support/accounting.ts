import type { ActionEntry, JudgedEntry } from "../../lib/app/audit-entry.ts";
import type { Approvals, Audits, Cases, Passes, Runs, Submissions } from "../../lib/app/ports.ts";
import type { Case } from "../../lib/app/review/case.ts";
import { reviewable } from "../../lib/app/review/policy/reviewable.ts";
import { type Submission, settledStates, waitingOf } from "../../lib/app/review/submission.ts";
import { stateFromTrail, unexplained } from "../../lib/app/state-from-trail.ts";
import type { Report } from "../../lib/core/report.ts";

export interface Accounts {
  readonly audits: Audits;
  readonly submissions: Submissions;
  readonly cases: Cases;
  readonly approvals: Approvals;
  readonly passes: Passes;
  /** Absent where there are none. */
  readonly runs?: Runs;
}

/**
 * What does not add up in a submission when nothing is under way any more: empty when every record
 * and every violation is in its one place, and the entries explain where everything stands.
 */
export async function mistakesIn(ports: Accounts, id: string): Promise<readonly string[]> {
  const [entry, dossier, submission] = await Promise.all([
    ports.audits.find(id),
    ports.audits.dossier(id),
    ports.submissions.find(id),
  ]);
  if (entry === undefined || dossier === undefined || submission === undefined)
    return [`${id}: entry ${!!entry}, dossier ${!!dossier}, submission ${!!submission}`];
  const cases = await ports.cases.of(id);
  return [
    ...countMistakes(entry, dossier.report),
    ...placeMistakes(dossier.report, cases),
    ...settledMistakes(submission, cases),
    ...(await trailMistakes(ports, submission, cases)),
  ].map((mistake) => `${id}: ${mistake}`);
}

function countMistakes({ counts, records, run }: JudgedEntry, report: Report): readonly string[] {
  const { received, passed, held, blocked, unreadable } = counts;
  return [
    ...(received === passed + held + blocked + unreadable
      ? []
      : [`${received} received, and ${passed}+${held}+${blocked}+${unreadable} accounted for`]),
    ...(received === (run?.records.count ?? records.length)
      ? []
      : [`${records.length} digests of ${received} records`]),
    ...(JSON.stringify(counts) === JSON.stringify(report.counts)
      ? []
      : ["entry and report count otherwise"]),
  ];
}

/** Each thing that somebody must review lies in exactly one case of its rule. */
function placeMistakes(report: Report, cases: readonly Case[]): readonly string[] {
  const lists = reviewable(report);
  const mistakes = cases
    .filter(({ rule }) => !lists.has(rule))
    .map(({ rule, id }) => `case ${id} is of ${rule}, which found nothing`);
  for (const [rule, list] of lists) {
    const own = cases.filter((one) => one.rule === rule);
    const places = own.flatMap(({ violations }) => ordinalsIn(violations)).sort((a, b) => a - b);
    if (places.join() !== list.map((_, ordinal) => ordinal).join())
      mistakes.push(`${rule} has ${list.length} to review, and cases hold [${places.join()}]`);
    for (const { id, violations, count } of own)
      if (ordinalsIn(violations).length !== count)
        mistakes.push(`case ${id} says ${count}, and holds ${violations}`);
  }
  return mistakes;
}

function ordinalsIn(text: string): readonly number[] {
  const list: number[] = [];
  for (const range of text.split(",")) {
    const [from, to = from] = range.split("-").map(Number) as [number, number?];
    for (let ordinal = from; ordinal <= (to ?? from); ordinal++) list.push(ordinal);
  }
  return list;
}

function settledMistakes(submission: Submission, cases: readonly Case[]): readonly string[] {
  const mistakes: string[] = [];
  for (const state of settledStates) {
    const said = submission.settled[state] ?? 0;
    const found = sum(cases.filter((one) => one.state === state));
    if (said !== found) mistakes.push(`settled says ${said} ${state}, and cases ${found}`);
  }
  const waiting = sum(cases.filter(({ state }) => !settledStates.includes(state as never)));
  if (waitingOf(submission) !== waiting)
    mistakes.push(`${waitingOf(submission)} should wait, and ${waiting} do`);
  return mistakes;
}

const sum = (cases: readonly Case[]): number => cases.reduce((all, { count }) => all + count, 0);

async function trailMistakes(
  ports: Accounts,
  submission: Submission,
  cases: readonly Case[],
): Promise<readonly string[]> {
  const { id } = submission;
  const entries = await entriesOf(ports, submission);
  const twice = entries.filter(({ id: one }, at) => entries.findIndex((e) => e.id === one) !== at);
  const run = await ports.runs?.find(id);
  const present = {
    runs: run ? [run] : [],
    submissions: [submission],
    cases,
    approvals: await ports.approvals.of(id),
    passes: await ports.passes.of(id),
  };
  const gaps = unexplained(stateFromTrail(id, entries), present);
  return [
    ...twice.map((entry) => `entry ${entry.id} is there twice`),
    ...gaps.map(({ at, message }) => `${at}: ${message}`),
  ];
}

/** All that concerns a submission: it was judged, its correction was, and what was done to it. */
async function entriesOf(
  { audits }: Accounts,
  { id, supersededBy }: Submission,
): Promise<readonly (JudgedEntry | ActionEntry)[]> {
  const judged = await audits.find(id);
  const correction = supersededBy === undefined ? undefined : await audits.find(supersededBy);
  return [judged, correction, ...(await audits.trail(id))].filter((entry) => entry !== undefined);
}
