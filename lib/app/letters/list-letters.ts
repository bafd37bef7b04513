import type { Caller } from "../caller.ts";
import type { Clock, DeadLetters } from "../ports.ts";
import { admit } from "../review/policy/separation.ts";
import { cursorText, positionIn } from "../review/queries/cursor.ts";
import { admitPageSize } from "../review/queries/page-size.ts";
import type { SubmissionId } from "../submission-id.ts";
import type { DeadLetter, DeadLetterState } from "./dead-letter.ts";
import { type LetterItem, letterItemOf } from "./letter-view.ts";

/** Which dead letters somebody asks for; what is left out does not matter. */
export interface ListLetters {
  readonly caller: Caller;
  readonly gate?: string;
  readonly rule?: string;
  /** `received`: came back too often; `buried`: a consumer said why it can never be consumed. */
  readonly because?: "received" | "buried";
  /** How its reason begins: `not_found`. */
  readonly reason?: string;
  /** `dead` where nothing is said; other states are told of one submission only. */
  readonly state?: DeadLetterState;
  /** All of one submission; `deployment` for those of none. */
  readonly submission?: SubmissionId;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly max: number;
}

export interface LettersPage {
  readonly items: readonly LetterItem[];
  /** Absent on the last page. */
  readonly next?: string;
  /** Where more lie dead than are looked at: these have lain longest. */
  readonly truncated?: true;
}

/** Dead letters that are looked at: whoever has more redrives some, and looks again. */
export const lettersMax = 5_000;

/**
 * Dead letters, those that have lain longest first.
 *
 * @throws {GateError} `forbidden`, `invalid` for a strange cursor or page.
 */
export async function listLetters(
  ports: { readonly letters: DeadLetters; readonly clock: Clock },
  query: ListLetters,
): Promise<LettersPage> {
  const { caller, gate, rule, because, reason, state, submission } = query;
  const size = admitPageSize(query.max);
  const of = ["letters", gate, rule, because, reason, state, submission].map((one) => one ?? null);
  const after = positionIn(query.cursor, of, isPlace);
  admit({ caller, operation: "read-letters", now: ports.clock.now() });
  const found =
    submission === undefined
      ? await ports.letters.dead(lettersMax)
      : await ports.letters.of(submission);
  const meant = found
    .filter((letter) => isMeant(letter, query))
    .toSorted((a, b) => inOrder(placeOf(a), placeOf(b)))
    .filter((letter) => after === undefined || inOrder(placeOf(letter), after) > 0);
  const page = meant.slice(0, size);
  const last = page.at(-1);
  return {
    items: page.map(letterItemOf),
    ...(last !== undefined && meant.length > size && { next: cursorText(of, [...placeOf(last)]) }),
    ...(submission === undefined && found.length === lettersMax && { truncated: true }),
  };
}

function isMeant(letter: DeadLetter, { gate, rule, because, reason, ...more }: ListLetters) {
  const state = more.state ?? (more.submission === undefined ? "dead" : undefined);
  return (
    (gate === undefined || letter.gate === gate) &&
    (rule === undefined || letter.rule === rule) &&
    (because === undefined || (letter.reason === undefined) === (because === "received")) &&
    (reason === undefined || letter.reason?.startsWith(reason) === true) &&
    (state === undefined || letter.state === state)
  );
}

type Place = readonly [diedAt: string, id: string];
const placeOf = ({ diedAt, id }: DeadLetter): Place => [diedAt, id];

const isPlace = (value: unknown): value is Place =>
  Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === "string");

const inOrder = ([at, id]: Place, [otherAt, otherId]: Place): number =>
  at === otherAt ? (id < otherId ? -1 : Number(id > otherId)) : at < otherAt ? -1 : 1;
