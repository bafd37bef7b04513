import type { Severity } from "../../../core/severity.ts";
import type { Caller } from "../../caller.ts";
import { GateError } from "../../errors.ts";
import { millisecondsOf } from "../../instant.ts";
import type { SubmissionId } from "../../submission-id.ts";
import type { Case, ViolationState } from "../case.ts";
import type { ReviewPorts } from "../command.ts";
import { gateAt, submissionAt } from "../find-documents.ts";
import { calendarOf } from "../policy/business-hours.ts";
import { extentOf } from "../policy/permissions.ts";
import { isSamePerson } from "../policy/person.ts";
import { byUrgency, scoreOf, type Urgency, urgencyOf } from "../policy/priority.ts";
import { admit } from "../policy/separation.ts";
import { readerRefusal } from "./admit-reader.ts";
import { type Looking, type QueueItem, timesOf } from "./case-view.ts";
import { cursorText, positionIn } from "./cursor.ts";
import { gatesAsked } from "./known-gates.ts";
import { admitPageSize } from "./page-size.ts";
import { isPlaceInQueue, type PlaceInQueue } from "./queue-place.ts";

/** Which waiting cases. */
export interface ListQueue {
  readonly caller: Caller;
  /** Absent: all gates. */
  readonly gate?: string;
  /** Of `open`, `assigned`, `info_requested`; absent: all three. */
  readonly states?: readonly ViolationState[];
  readonly severity?: Exclude<Severity, "warn">;
  /** Only those that the caller was given or works on. */
  readonly mine?: boolean;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

export interface QueuePage {
  readonly items: readonly QueueItem[];
  /** Absent on the last page. A page may hold fewer than were asked for, and go on all the same. */
  readonly next?: string;
  /** Where a gate has more waiting cases than are looked at: the queue is of those due first. */
  readonly truncated?: true;
}

/** Waiting cases of a gate that are looked at. */
export const casesMax = 5_000;

/**
 * What waits for people, the worst first, as it ranked at the instant of the first page: later pages
 * go on behind it, whatever has been decided or opened meanwhile.
 *
 * @throws {GateError} `forbidden`, `not_found` for an unknown gate, `invalid` for a strange cursor.
 */
export async function listQueue(ports: ReviewPorts, query: ListQueue): Promise<QueuePage> {
  const size = admitPageSize(query.max);
  const of = filtersOf(query);
  const after = positionIn(query.cursor, of, isPlaceInQueue);
  const now = ports.clock.now();
  admit({ caller: query.caller, operation: "read-cases", now });
  const at = after?.at ?? now;
  refuseOld(at, now);
  const { ranked, truncated } = await rank(ports, query, at);
  const rest = ranked.filter(
    ({ urgency }) => after === undefined || byUrgency(urgency, after.last) > 0,
  );
  const page = await pageOf(ports, query, rest, { size, at, now, rank: after?.rank ?? 0 });
  const { items, last } = page;
  if (last === undefined) return { items, ...truncated };
  return { items, next: cursorText(of, { ...last, last: { ...last.last } }), ...truncated };
}

/** Submissions that are read for one page, to see whether somebody may see their cases. */
export const looksMax = 500;

/** Fills a page; gives where it ended, where more is left. It is short where much had to be read. */
async function pageOf(
  ports: ReviewPorts,
  query: ListQueue,
  rest: readonly Ranked[],
  { size, at, now, rank }: { size: number; at: string; now: string; rank: number },
): Promise<{ readonly items: readonly QueueItem[]; readonly last?: PlaceInQueue }> {
  const items: QueueItem[] = [];
  const known = new Map<SubmissionId, boolean>();
  const maySee = seeing(ports, query, now);
  for (const [index, one] of rest.entries()) {
    const place = rank + index + 1;
    if (fits(one.case, query)) {
      const { submission } = one.case;
      const sees = known.get(submission) ?? (await maySee(submission));
      known.set(submission, sees);
      if (sees) items.push(itemOf(one, place));
    }
    if ((items.length === size || known.size === looksMax) && index < rest.length - 1)
      return { items, last: { at, rank: place, last: one.urgency } };
  }
  return { items };
}

const hourMs = 3_600_000;
/** Hours for which a page may be turned. */
const turningHours = 24;

/** Who comes back days later begins anew, with what waits now. */
function refuseOld(at: string, now: string): void {
  const age = millisecondsOf(now) - millisecondsOf(at);
  if (age >= 0 && age <= turningHours * hourMs) return;
  const message = `is older than ${turningHours} hours: begin at the first page`;
  throw new GateError("invalid", `the cursor ${message}`, {
    mistakes: [{ parameter: "cursor", message }],
  });
}

const filtersOf = ({ gate, states, severity, mine, caller }: ListQueue) => [
  "queue",
  gate ?? null,
  [...(states ?? [])].sort(),
  severity ?? null,
  mine === true ? caller.principal : null,
];

interface Ranked {
  readonly case: Case;
  readonly urgency: Urgency;
  readonly looking: Looking;
}

async function rank(ports: ReviewPorts, { gate }: ListQueue, at: string) {
  const gates = await gatesAsked(ports, gate);
  const lists = await Promise.all(gates.map((name) => rankGate(ports, name, at)));
  const isCut = lists.some(({ length }) => length === casesMax);
  return {
    ranked: lists.flat().sort((a, b) => byUrgency(a.urgency, b.urgency)),
    truncated: isCut ? ({ truncated: true } as const) : {},
  };
}

async function rankGate(ports: ReviewPorts, name: string, at: string): Promise<readonly Ranked[]> {
  const { gate, plan } = await gateAt(ports, name, at);
  const looking = { gate, plan, calendar: await calendarOf(ports.references, gate), at };
  const waiting = await ports.cases.waiting(name, casesMax);
  return waiting.map((one) => {
    const urgency = urgencyOf(gate, looking.calendar, one, at);
    return { case: one, urgency, looking };
  });
}

function fits(one: Case, { states, severity, mine, caller }: ListQueue): boolean {
  return (
    (states === undefined || states.length === 0 || states.includes(one.state)) &&
    (severity === undefined || one.severity === severity) &&
    (mine !== true || (one.assignee !== undefined && isSamePerson(one.assignee, caller)))
  );
}

/** Who sees all cases needs no look at each submission. */
function seeing(
  ports: ReviewPorts,
  { caller }: ListQueue,
  at: string,
): (submission: SubmissionId) => boolean | Promise<boolean> {
  if (caller.roles.some((role) => extentOf(role, "read-cases") === "all")) return () => true;
  return async (id) => {
    const submission = await submissionAt(ports, id);
    const reading = { caller, operation: "read-cases", submission, at } as const;
    return (await readerRefusal(ports, reading)) === undefined;
  };
}

function itemOf({ case: one, urgency, looking }: Ranked, rank: number): QueueItem {
  const { questions, proposal: _, decision: __, ...shown } = one;
  return {
    ...shown,
    times: timesOf(one, looking),
    rank,
    score: scoreOf(urgency),
    openQuestions: questions.filter(({ answer }) => answer === undefined).length,
  };
}
