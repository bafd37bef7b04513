import type { Caller } from "../../caller.ts";
import type { ReviewPorts } from "../command.ts";
import { admit } from "../policy/separation.ts";
import { readerRefusal } from "./admit-reader.ts";
import { cursorText, positionIn } from "./cursor.ts";
import { admitKnownGate } from "./known-gates.ts";
import { looksMax } from "./list-queue.ts";
import { admitPageSize } from "./page-size.ts";
import { type SubmissionView, submissionViewOf } from "./submission-view.ts";

/** Whose submissions somebody asks for. */
export interface ListHeld {
  readonly caller: Caller;
  readonly gate: string;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

export interface HeldPage {
  readonly items: readonly SubmissionView[];
  /** Absent on the last page. A page may hold fewer than were asked for, and go on all the same. */
  readonly next?: string;
  /** Where a gate holds more than are looked at: these wait longest. */
  readonly truncated?: true;
}

/** Submissions of a gate that are looked at. */
export const heldMax = 5_000;

/**
 * The submissions of a gate that are held or partly released, and that she may see; the longest
 * waiting first.
 *
 * @throws {GateError} `forbidden`, `not_found` for an unknown gate, `invalid` for a strange cursor.
 */
export async function listHeld(ports: ReviewPorts, query: ListHeld): Promise<HeldPage> {
  const { caller, gate } = query;
  const now = ports.clock.now();
  const size = admitPageSize(query.max);
  const of = ["held", gate];
  const after = positionIn(query.cursor, of, isPlace);
  admit({ caller, operation: "read-submission", now });
  await admitKnownGate(ports, gate);
  const held = await ports.submissions.held(gate, heldMax);
  const truncated = held.length === heldMax ? ({ truncated: true } as const) : {};
  const rest = held
    .toSorted((a, b) => inOrder(placeOf(a), placeOf(b)))
    .filter((one) => after === undefined || inOrder(placeOf(one), after) > 0);
  const items: SubmissionView[] = [];
  for (const [index, submission] of rest.entries()) {
    const reading = { caller, operation: "read-submission", submission, at: now } as const;
    if ((await readerRefusal(ports, reading)) === undefined)
      items.push(submissionViewOf(submission));
    // Whoever sees few of them gets a short page rather than a long wait.
    if ((items.length === size || index + 1 === looksMax) && index < rest.length - 1)
      return { items, next: cursorText(of, [...placeOf(submission)]), ...truncated };
  }
  return { items, ...truncated };
}

type Place = readonly [receivedAt: string, id: string];
const placeOf = (one: { readonly receivedAt: string; readonly id: string }): Place => [
  one.receivedAt,
  one.id,
];

const isPlace = (value: unknown): value is Place =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "string");

/** The gate's own clock writes every instant in one form, so that texts stand in order of time. */
const inOrder = ([at, id]: Place, [otherAt, otherId]: Place): number =>
  at === otherAt ? (id < otherId ? -1 : Number(id > otherId)) : at < otherAt ? -1 : 1;
