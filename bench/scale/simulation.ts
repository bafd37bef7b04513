/** Events in the order of their times; of one time, in the order in which they were asked for. */
export interface Simulation {
  /** Milliseconds since its beginning. */
  now(): number;
  after(delayMs: number, event: () => void): void;
  /** Plays until nothing is left, or until a time. */
  run(untilMs?: number): void;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly event: () => void;
}

/** A clock that jumps from event to event: the same events give the same story, whenever it is told. */
export function simulation(): Simulation {
  const heap: Entry[] = [];
  let [now, asked] = [0, 0];
  return {
    now: () => now,
    after: (delayMs, event) => push(heap, { at: now + delayMs, order: asked++, event }),
    run: (untilMs = Number.POSITIVE_INFINITY) => {
      for (let next = heap[0]; next !== undefined && next.at <= untilMs; next = heap[0]) {
        pop(heap);
        now = next.at;
        next.event();
      }
      if (Number.isFinite(untilMs)) now = Math.max(now, untilMs);
    },
  };
}

const isBefore = (a: Entry, b: Entry): boolean =>
  a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Entry[], entry: Entry): void {
  let at = heap.push(entry) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if (!isBefore(entry, heap[parent] as Entry)) break;
    heap[at] = heap[parent] as Entry;
    at = parent;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    const right = heap[child + 1];
    if (right !== undefined && isBefore(right, heap[child] as Entry)) child++;
    if (!isBefore(heap[child] as Entry, last)) break;
    heap[at] = heap[child] as Entry;
    at = child;
  }
  heap[at] = last;
}
