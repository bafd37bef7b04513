import { randomOf } from "../../lib/generate/random.ts";

/** What can go wrong with one call on its way to a service and back. */
export type FaultKind =
  /** Refused in the service's own words, before anything was done: it comes too often. */
  | "throttled"
  /** 500 in the service's own words, before anything was done; and after it was done. */
  | "failed"
  | "failed-after"
  /** 503 by something in between, in HTML. */
  | "unavailable"
  /** Nobody answers until the caller gives up: it was not done, it was done, it is done later. */
  | "silent-before"
  | "silent-after"
  | "late"
  /** The connection is reset: it was not done, it was done, half of the answer had come. */
  | "dropped-before"
  | "dropped-after"
  | "dropped-midway"
  /** Half of the answer comes, and the rest after a pause; or never, and nobody hangs up. */
  | "slow"
  | "stalled"
  /** 200, and a body that breaks off in the middle of a word although its length is right. */
  | "garbled"
  /** A batch is done in part, and the answer says which part. */
  | "partial"
  /** It is done twice at once; done, answered, and done again a while later. */
  | "doubled"
  | "echoed"
  /** The connection is closed behind the answer, without a word. */
  | "closed";

/** Each of them once. */
export const faultKinds: readonly FaultKind[] = [
  ...(["throttled", "failed", "failed-after", "unavailable"] as const),
  ...(["silent-before", "silent-after", "late"] as const),
  ...(["dropped-before", "dropped-after", "dropped-midway", "slow", "stalled"] as const),
  ...(["garbled", "partial", "doubled", "echoed", "closed"] as const),
];

/** After these the caller knows that nothing was done, or hears what was. */
export const harmlessKinds: readonly FaultKind[] = faultKinds.filter(
  (kind) =>
    !["failed-after", "silent-after", "late", "dropped-after", "dropped-midway"].includes(kind) &&
    !["stalled", "garbled", "doubled", "echoed"].includes(kind),
);

/** One call, as plans know it: the seventh `TransactWriteItems`, say. */
export interface Call {
  readonly service: string;
  readonly operation: string;
  /** From 0, among the calls of this operation. */
  readonly occurrence: number;
  /** Which try of its caller it is, from 1, where the caller says so. */
  readonly attempt?: number | undefined;
}

export interface Fault {
  readonly kind: FaultKind;
  /** For what a kind leaves open: which items of a batch, how long a pause, which words. */
  readonly detail: number;
}

/** What befalls each call; nothing befalls most. */
export type FaultPlan = (call: Call) => Fault | undefined;

/** A fault that befell a call: a list of these is a plan again, by `replayed`. */
export interface Injected extends Call, Fault {}

/**
 * Draws by a seed. Each call is drawn for itself, so that how calls of different operations
 * interleave changes nothing.
 *
 * @param rate in parts of ten thousand.
 */
export const drawn =
  (seed: number, rate: number, kinds: readonly FaultKind[] = faultKinds): FaultPlan =>
  ({ service, operation, occurrence }) => {
    const random = randomOf(seed, "fault", service, operation, occurrence);
    if (!random.chance(rate)) return undefined;
    return { kind: random.pick(kinds), detail: random.between(0, 999_999) };
  };

/** The very faults of an earlier run. */
export function replayed(injected: readonly Injected[]): FaultPlan {
  const nameOf = ({ service, operation, occurrence }: Call): string =>
    `${service} ${operation} ${occurrence}`;
  const byCall = new Map(injected.map((one) => [nameOf(one), one]));
  return (call) => byCall.get(nameOf(call));
}

/** A fault befalls the first so many tries of each call, and none the next. */
export const befallingTries =
  (tries: number, kind: FaultKind): FaultPlan =>
  ({ attempt }) =>
    attempt !== undefined && attempt <= tries ? { kind, detail: 7 } : undefined;

/** Clients of AWS count their tries for the service: `attempt=2; max=3`. */
export function attemptOf(header: string | string[] | undefined): number | undefined {
  const [, attempt] = /^attempt=([0-9]+); max=[0-9]+$/.exec(String(header)) ?? [];
  return attempt === undefined ? undefined : Number(attempt);
}

/** Nothing befalls any call. */
export const spared: FaultPlan = () => undefined;
